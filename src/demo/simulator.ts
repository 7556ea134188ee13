// The CoWIN simulator as a server: the public paths, spoilt on request, and the door `/_sim/…` that scripts it.
// The same one serves `simulate`, the demo and the tests. It never talks to anybody.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../clock.ts';
import type { Area } from '../core/area.ts';
import { type Answer, createAnswers } from './answers.ts';
import type { Country } from './country.ts';
import { createFaults, spoil } from './faults.ts';
import type { Ledger } from './ledger.ts';
import { createGate, type Limit } from './limit.ts';
import { randomOf } from './random.ts';
import { createScript, type Script } from './script.ts';
import { simReply } from './sim-requests.ts';
import { createSlots } from './slots.ts';
import { createStats } from './stats.ts';

export interface SimulatorOptions {
  readonly areas: readonly Area[];
  readonly clock: Clock;
  /** Default 1. The country follows from it; so does what opens when, as far as time allows. */
  readonly seed?: number;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Slots that open by themselves (default 60). */
  readonly openingsPerMinute?: number;
  /** Districts where they open (default: all). */
  readonly focus?: readonly number[];
  /** How long an opening lasts, least and most (ms, default 5 s to 3 min). */
  readonly lastsMs?: readonly [number, number];
  /** Share of sessions with capacity when a district is first asked for (default 0.1). */
  readonly openAtStart?: number;
  /** Sends a weak ETag and honours If-None-Match; CoWIN was never seen to (default false). */
  readonly etag?: boolean;
  /** Calls per address, beyond which 429 is answered (default: none). */
  readonly limit?: Limit;
}

export interface Simulator {
  /** `http://127.0.0.1:4010/api`: the base URL before `/v2/…`. */
  readonly url: string;
  /** `http://127.0.0.1:4010/_sim` */
  readonly simUrl: string;
  readonly country: Country;
  readonly script: Script;
  ledger(): Ledger;
  /** Ends all connections. Safe to call twice. */
  close(): Promise<void>;
}

const TICK_MS = 50;
const MAX_REQUEST_BYTES = 65_536;

/** Listens, then resolves. Rejects when the port is taken. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock, seed = 1, etag = false } = options;
  const faults = createFaults(clock, randomOf(seed, 'faults'));
  const stats = createStats(clock);
  const gate = createGate(options.limit, clock);
  const slots = createSlots({
    seed,
    areas: options.areas,
    clock,
    openAtStart: options.openAtStart ?? 0.1,
    onListedOpen: (session, dose) => script.bookOut(session, dose, script.drawLastsMs()),
  });
  const script = createScript({
    slots,
    clock,
    random: randomOf(seed, 'script'),
    openingsPerMinute: options.openingsPerMinute ?? 60,
    focus: options.focus ?? [],
    lastsMs: options.lastsMs ?? [5_000, 180_000],
  });
  const answers = createAnswers(slots.country);
  const parts = { slots, script, faults, clock, stats: () => stats.view(slots.ledger()) };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? '/';
    if (target.startsWith('/_sim')) {
      const text = await textOf(request);
      const path = target.split('?')[0] as string;
      const { status, value } =
        text === undefined
          ? { status: 400, value: { error: 'The body is too long.' } }
          : simReply(parts, request.method ?? 'GET', path, text);
      sendJson(response, status, JSON.stringify(value));
      return;
    }
    request.resume();
    if (request.headers['user-agent'] === undefined) return refuse(response, 403, '{"message":"Forbidden"}');
    if (request.method !== 'GET') return refuse(response, 405, '{"message":"Method Not Allowed"}');
    if (!gate(request.socket.remoteAddress ?? '')) {
      return refuse(response, 429, '{"error":"Too Many Requests"}');
    }
    const answer = answers(target);
    const fault = faults.hit(answer.district);
    const status =
      fault === undefined
        ? send(request, response, answer, etag)
        : await spoil(response, fault, answer.body.raw, clock);
    stats.count(answer.what, status, answer.district, answer.body.raw.length);
  }

  function refuse(response: ServerResponse, status: number, body: string): void {
    sendJson(response, status, body);
    stats.count('refused', status, null, body.length);
  }

  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const ticking = new AbortController();
  const ticks = keepTicking(script, clock, ticking.signal);
  const { port } = server.address() as AddressInfo;
  const origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

  return {
    url: `${origin}/api`,
    simUrl: `${origin}/_sim`,
    country: slots.country,
    script,
    ledger: () => slots.ledger(),
    async close() {
      ticking.abort();
      await ticks;
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function keepTicking(script: Script, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    script.tick();
    await clock.sleep(TICK_MS, signal);
  }
}

/** Writes a true answer, compressed when asked for; returns the status. */
function send(request: IncomingMessage, response: ServerResponse, answer: Answer, etag: boolean): number {
  const headers: Record<string, string | number> = { 'content-type': 'application/json; charset=utf-8' };
  if (etag && answer.status === 200) {
    headers.etag = answer.body.etag();
    if (request.headers['if-none-match'] === headers.etag) {
      response.writeHead(304, headers).end();
      return 304;
    }
  }
  const zipped = /\bgzip\b/.test(`${request.headers['accept-encoding']}`);
  const bytes = zipped ? answer.body.gzip() : answer.body.raw;
  if (zipped) headers['content-encoding'] = 'gzip';
  headers['content-length'] = bytes.length;
  response.writeHead(answer.status, headers).end(bytes);
  return answer.status;
}

function sendJson(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** The whole body of a request; undefined when it is too long. */
async function textOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length <= MAX_REQUEST_BYTES) parts.push(part);
  }
  return length > MAX_REQUEST_BYTES ? undefined : Buffer.concat(parts).toString('utf8');
}
