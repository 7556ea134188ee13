// Calls to the source, with every limit a stranger's server needs: time, bytes, no redirects. Whatever happens on
// the wire comes back as a value, and a body is always read to its end or its socket destroyed.
// With call.ts the only place that knows undici. It must never follow a redirect or hold a call longer than its limit.
import type { Dispatcher } from 'undici';
// All of undici takes 13 MB more in every polling thread, for a fetch, caches and WebSockets that nobody uses here.
import Pool from 'undici/lib/dispatcher/pool.js';
import type { Clock } from '../clock.ts';
import { Call, type FetchResult, type KnownBody } from './call.ts';

export interface FetchLimits {
  /** Until the connection stands, TLS included (ms); 5 s. */
  readonly connectMs: number;
  /** From the start of the call to the last byte of the headers (ms); 8 s. */
  readonly headersMs: number;
  /** The whole call (ms); 15 s. */
  readonly totalMs: number;
  /** Bytes as received; 2 MB. */
  readonly bodyBytes: number;
  /** Bytes of all bodies under way; 16 MB. Beyond it bodies larger than CoWIN's are given up. */
  readonly togetherBytes: number;
}

const FETCH_LIMITS: FetchLimits = {
  connectMs: 5_000,
  headersMs: 8_000,
  totalMs: 15_000,
  bodyBytes: 2 * 1024 * 1024,
  togetherBytes: 16 * 1024 * 1024,
};

export interface FetchRequest {
  /** Path and query below the base URL, beginning with `/`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** ETag of the answer we hold; null: none. */
  readonly etag: string | null;
}

/** A request made ready once, to be called again and again. */
export type ReadyRequest = Dispatcher.DispatchOptions;

export interface Fetcher {
  ready(request: FetchRequest): ReadyRequest;
  /**
   * Makes one call.
   * @param known the body to compare the answer with while it arrives; null: none
   * @param done called exactly once, never before `call` has returned; it must not throw
   */
  call(request: ReadyRequest, known: KnownBody | null, done: (result: FetchResult) => void): void;
  /** Ends all calls at once and frees the sockets. */
  close(): Promise<void>;
}

export interface FetcherOptions {
  /** `https://host[:port][/prefix]` */
  readonly baseUrl: string;
  readonly userAgent: string;
  /** Sockets at most. */
  readonly connections: number;
  readonly clock: Clock;
  readonly limits?: Partial<FetchLimits>;
}

/** How often overdue calls are looked for (ms): one timer for all instead of two for each. */
const SWEEP_MS = 250;

/** A user and password in `baseUrl` go out as basic authorization. @throws TypeError when it is no URL */
export function createFetcher(options: FetcherOptions): Fetcher {
  const { baseUrl, userAgent, connections, clock } = options;
  const limits = { ...FETCH_LIMITS, ...options.limits };
  const base = new URL(baseUrl);
  const prefix = base.pathname.replace(/\/+$/, '');
  const credentials = basicAuth(base);
  const pool = new Pool(base.origin, {
    connections,
    pipelining: 1,
    connectTimeout: limits.connectMs,
    // The sweep keeps these limits; undici's own timers would cost every call something.
    headersTimeout: 0,
    bodyTimeout: 0,
    // One protocol, one behaviour under faults.
    allowH2: false,
    autoSelectFamily: true,
  });
  /** Calls under way, each at its `slot`. */
  const calls: Call[] = [];
  /** Calls to be used again. Made anew for every request, they outlived the young generation by the thousand. */
  const idle: Call[] = [];
  const room = { heldBytes: 0, bodyBytes: limits.bodyBytes, togetherBytes: limits.togetherBytes };
  let sweeping = false;
  let closed = false;
  const end = new AbortController();

  async function sweep(): Promise<void> {
    sweeping = true;
    while (calls.length > 0 && !closed) {
      await clock.sleep(SWEEP_MS, end.signal);
      const now = clock.monotonicMs();
      const overdue = calls.filter((call) => {
        const limitMs = call.status === 0 ? Math.min(limits.headersMs, limits.totalMs) : limits.totalMs;
        return now - call.startedMs > limitMs;
      });
      for (const call of overdue) call.giveUp('timeout');
    }
    sweeping = false;
  }

  function ended(call: Call, whole: boolean): void {
    const last = calls.pop();
    if (last !== undefined && last !== call) {
      calls[call.slot] = last;
      last.slot = call.slot;
    }
    if (whole) idle.push(call);
  }

  return {
    ready(request) {
      const headers = ['accept-encoding', 'gzip', 'user-agent', userAgent, ...credentials];
      for (const name in request.headers) headers.push(name, request.headers[name] as string);
      if (request.etag !== null) headers.push('if-none-match', request.etag);
      return { path: prefix + request.path, method: 'GET', headers };
    },
    call(request, known, done) {
      if (closed) {
        queueMicrotask(() => done({ kind: 'failed', why: 'stopped' }));
        return;
      }
      const call = idle.pop() ?? new Call(room, ended);
      call.slot = calls.length;
      call.begin(clock.monotonicMs(), known, done);
      calls.push(call);
      pool.dispatch(request, call);
      if (!sweeping) void sweep();
    },
    async close() {
      if (closed) return;
      closed = true;
      end.abort();
      for (const call of [...calls]) call.giveUp('stopped');
      await pool.destroy();
    },
  };
}

/** Credentials of a base URL as a header, so that they never stand in a path or a log. */
function basicAuth(base: URL): string[] {
  if (base.username === '') return [];
  const pair = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`;
  return ['authorization', `Basic ${Buffer.from(pair).toString('base64')}`];
}

/** One call outside the poller, for checks: connects, asks, and frees everything. */
export async function fetchOnce(
  options: Omit<FetcherOptions, 'connections'>,
  request: FetchRequest,
): Promise<FetchResult> {
  const fetcher = createFetcher({ ...options, connections: 1 });
  const result = await new Promise<FetchResult>((resolve) => {
    fetcher.call(fetcher.ready(request), null, resolve);
  });
  await fetcher.close();
  return result;
}
