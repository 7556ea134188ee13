// A CoWIN on this machine whose answers are changed one district at a time, and which notes when it gave each for the
// first time: for latencies, where nginx could not tell.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CowinStub {
  /** For VACCINE_WATCH_COWIN_URL. */
  readonly url: string;
  /** From now on this is the answer for a district, compressed. */
  set(districtId: number, body: Buffer): void;
  /** When the present answer of a district had been handed over whole for the first time (`performance.now()`). */
  givenMs(districtId: number): number | undefined;
  /** How often a district was asked for since its answer was set. */
  asked(districtId: number): number;
  stop(): Promise<void>;
}

interface Served {
  readonly body: Buffer;
  givenMs: number | undefined;
  asked: number;
}

export async function startCowinStub(): Promise<CowinStub> {
  const answers = new Map<number, Served>();
  const server = createServer((request, response) => {
    const id = Number(new URL(request.url ?? '/', 'http://stub').searchParams.get('district_id'));
    const answer = answers.get(id);
    if (answer === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'content-length': answer.body.length,
    });
    answer.asked += 1;
    // Taken before the write, so that nothing of it is left out.
    answer.givenMs ??= performance.now();
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set: (districtId, body) => answers.set(districtId, { body, givenMs: undefined, asked: 0 }),
    givenMs: (districtId) => answers.get(districtId)?.givenMs,
    asked: (districtId) => answers.get(districtId)?.asked ?? 0,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
