// An HTTP server on 127.0.0.1 that misbehaves on request: what the Telegram, X and webhook servers of the tests are
// made of. A request is `accepted` the moment its effect would be seen by a person, whatever answer follows.
import http, { type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { LOOPBACK_CERT, LOOPBACK_KEY } from './loopback-cert.ts';

/** What to do with one request instead of obeying it; the `accept-…` kinds obey and then fail. */
export type Hazard =
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly delayMs: number }
  | 'reset'
  | 'silence'
  | 'accept-then-reset'
  | 'accept-then-silence'
  | 'accept-then-cut';

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly atMs: number;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface LoopbackHttp {
  readonly url: string;
  readonly port: number;
  /** Everything that came, obeyed or not. */
  readonly heard: readonly Heard[];
  /** Hazards for the next requests, one each; when they are used up, requests are obeyed. */
  plan(...hazards: readonly Hazard[]): void;
  /** The same for requests whose path ends with this. */
  planFor(pathEnd: string, ...hazards: readonly Hazard[]): void;
  /** A hazard for every request until it is lifted with undefined. */
  always(hazard: Hazard | undefined): void;
  /** The same for requests whose path ends with this. */
  alwaysFor(pathEnd: string, hazard: Hazard | undefined): void;
  /** The same for requests that look so, before all others: those of one recipient. */
  alwaysWhen(fits: (heard: Heard) => boolean, hazard: Hazard): void;
  /** Connections open now. */
  connections(): Promise<number>;
  /** Connections made since the start. */
  connected(): number;
  close(): Promise<void>;
}

/** @param accept obeys a request and says what to answer, at once or later */
export async function loopbackHttp(
  accept: (heard: Heard) => Answer | Promise<Answer>,
  options: { readonly tls?: boolean } = {},
): Promise<LoopbackHttp> {
  const heard: Heard[] = [];
  const planned: { readonly pathEnd: string; readonly hazard: Hazard }[] = [];
  const standing = new Map<string, Hazard>();
  const particular: { readonly fits: (heard: Heard) => boolean; readonly hazard: Hazard }[] = [];
  let connected = 0;

  const handler: http.RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one: Heard = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
        atMs: performance.now(),
      };
      heard.push(one);
      void answer(nextHazard(one), one, response);
    });
  };

  function nextHazard(one: Heard): Hazard | undefined {
    const { path } = one;
    const standsFor = particular.find(({ fits }) => fits(one));
    if (standsFor !== undefined) return standsFor.hazard;
    const at = planned.findIndex(({ pathEnd }) => path.endsWith(pathEnd));
    if (at >= 0) return planned.splice(at, 1)[0]?.hazard;
    return [...standing].find(([pathEnd]) => path.endsWith(pathEnd))?.[1];
  }

  async function answer(hazard: Hazard | undefined, one: Heard, response: ServerResponse): Promise<void> {
    if (hazard === 'silence') return;
    if (hazard === 'reset') {
      response.socket?.resetAndDestroy();
      return;
    }
    if (typeof hazard === 'object' && 'delayMs' in hazard) {
      setTimeout(() => void answer(undefined, one, response), hazard.delayMs);
      return;
    }
    if (typeof hazard === 'object') {
      reply(response, hazard.status, hazard.body ?? '', hazard.headers ?? {});
      return;
    }
    const { status, body } = await accept(one);
    if (hazard === 'accept-then-silence') return;
    if (hazard === 'accept-then-reset') {
      response.socket?.resetAndDestroy();
    } else if (hazard === 'accept-then-cut') {
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"ok":', () => response.socket?.resetAndDestroy());
    } else {
      reply(response, status, body, {});
    }
  }

  function planFor(pathEnd: string, hazards: readonly Hazard[]): void {
    planned.push(...hazards.map((hazard) => ({ pathEnd, hazard })));
  }

  function alwaysFor(pathEnd: string, hazard: Hazard | undefined): void {
    if (hazard === undefined) standing.delete(pathEnd);
    else standing.set(pathEnd, hazard);
  }

  const server = options.tls
    ? https.createServer({ key: LOOPBACK_KEY, cert: LOOPBACK_CERT }, handler)
    : http.createServer(handler);
  server.on('connection', () => (connected += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    heard,
    plan: (...hazards) => planFor('', hazards),
    planFor: (pathEnd, ...hazards) => planFor(pathEnd, hazards),
    always: (hazard) => alwaysFor('', hazard),
    alwaysFor,
    alwaysWhen: (fits, hazard) => particular.push({ fits, hazard }),
    connections: () => new Promise((resolve) => server.getConnections((_error, count) => resolve(count))),
    connected: () => connected,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/html' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers }).end(text);
}

/** A port of 127.0.0.1 on which nothing listens. */
export async function deadPort(): Promise<number> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
