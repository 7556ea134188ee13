// The source's front door at the level of bytes: what is well is handed on from the exact server behind it, and a
// district, or all of them, can be made to answer in any way a stranger's server might. It knows nothing of the program.
import { Agent, request } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** One request, and the line it came by. */
export interface RudeCall {
  readonly socket: Socket;
  readonly district: string;
  /** How many requests of this district came before, since it is rude. */
  readonly before: number;
  /** What the server behind would have answered. */
  truth(): Promise<Buffer>;
}

/** Answers a request, or does not. What it leaves open ends with the line. */
export type Rudeness = (call: RudeCall) => void;

export interface RudeSource {
  /** For VACCINE_WATCH_COWIN_URL. */
  readonly url: string;
  readonly port: number;
  /** From now on these districts (default: all) answer so. */
  rude(rudeness: Rudeness, ...districts: readonly number[]): void;
  /** From now on these districts (default: all) answer as the server behind does. */
  well(...districts: readonly number[]): void;
  /** Requests answered rudely since the start. */
  rudeCalls(): number;
  /** How long rude calls that ended with their line had it (ms), oldest first. */
  readonly heldMs: readonly number[];
  /** Lines open now, and ever. */
  sockets(): { readonly open: number; readonly ever: number };
  close(): Promise<void>;
}

const ALL = 'all';

/** @param behind the base URL of the server that answers well, before `/v2` */
export async function startRudeSource(behind: string): Promise<RudeSource> {
  const agent = new Agent({ keepAlive: true });
  const lines = new Set<Socket>();
  const rudenesses = new Map<string, { readonly answer: Rudeness; times: number }>();
  const heldMs: number[] = [];
  let rudeCalls = 0;
  let ever = 0;

  function truth(path: string): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    request(new URL(path, behind), { agent }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve(Buffer.concat(chunks));
    })
      .on('error', reject)
      .end();
    return promise;
  }

  function answer(socket: Socket, path: string): void {
    const district = new URL(path, behind).searchParams.get('district_id') ?? '';
    const rudeness = rudenesses.get(district) ?? rudenesses.get(ALL);
    if (rudeness === undefined) {
      // The server behind is gone only when the scene is over.
      truth(path).then(
        (body) => socket.write(answerBytes(body)),
        () => socket.destroy(),
      );
      return;
    }
    rudeCalls += 1;
    const startedMs = performance.now();
    const held = () => heldMs.push(performance.now() - startedMs);
    socket.once('close', held);
    // The next request on this line shows that the answer was taken.
    socket.once('data', () => socket.off('close', held));
    rudeness.answer({ socket, district, before: rudeness.times++, truth: () => truth(path) });
  }

  const server = createServer({ noDelay: true }, (socket) => {
    ever += 1;
    lines.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => lines.delete(socket));
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      if (!heard.endsWith('\r\n\r\n')) return;
      const path = heard.split(' ', 2)[1] as string;
      heard = '';
      answer(socket, path);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const keysOf = (districts: readonly number[]) => (districts.length === 0 ? [ALL] : districts.map(String));

  return {
    url: `http://127.0.0.1:${port}/api`,
    port,
    rude(rudeness, ...districts) {
      for (const key of keysOf(districts)) rudenesses.set(key, { answer: rudeness, times: 0 });
    },
    well(...districts) {
      if (districts.length === 0) rudenesses.clear();
      else for (const district of districts) rudenesses.delete(String(district));
    },
    rudeCalls: () => rudeCalls,
    heldMs,
    sockets: () => ({ open: lines.size, ever }),
    async close() {
      for (const line of lines) line.destroy();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A whole answer of HTTP/1.1, its length announced. @param headers on top, as `name: value` */
export function answerBytes(
  body: string | Uint8Array = '',
  status = '200 OK',
  headers: readonly string[] = [],
): Buffer {
  const bytes = Buffer.from(body);
  const head = [`HTTP/1.1 ${status}`, `content-length: ${bytes.length}`, ...headers].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), bytes]);
}
