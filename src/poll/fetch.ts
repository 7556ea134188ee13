// One GET to the source, with every limit a stranger's server needs: time, bytes, no redirects. Whatever happens on
// the wire comes back as a value, and a body is always read to its end or its socket destroyed.
// The only file that knows undici. It must never follow a redirect or hold a call longer than its limit.
import { type Dispatcher, Pool } from 'undici';
import type { Clock } from '../clock.ts';

export interface FetchLimits {
  /** Until the connection stands, TLS included (ms); 5 s. */
  readonly connectMs: number;
  /** From the start of the call to the last byte of the headers (ms); 8 s. */
  readonly headersMs: number;
  /** The whole call (ms); 15 s. */
  readonly totalMs: number;
  /** Bytes as received; 8 MB. */
  readonly bodyBytes: number;
}

const FETCH_LIMITS: FetchLimits = {
  connectMs: 5_000,
  headersMs: 8_000,
  totalMs: 15_000,
  bodyBytes: 8 * 1024 * 1024,
};

/**
 * Why a call brought nothing. `wrong-length`: fewer or more bytes than announced; `malformed`: no HTTP;
 * `stopped`: we were stopping.
 */
export type FetchFailure =
  | 'connect'
  | 'dns'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'malformed'
  | 'wrong-length'
  | 'too-big'
  | 'bad-encoding'
  | 'redirect'
  | 'status-4xx'
  | 'status-5xx'
  | 'status-other'
  | 'stopped';

export type FetchResult =
  | { readonly kind: 'not-modified' }
  | {
      readonly kind: 'body';
      /** As received, not inflated. */
      readonly chunks: readonly Buffer[];
      readonly length: number;
      readonly encoding: 'identity' | 'gzip';
      readonly etag: string | null;
    }
  /** 401, 403 or 429. `retryAfter` is the header as it came. */
  | { readonly kind: 'refused'; readonly status: number; readonly retryAfter: string | null }
  | { readonly kind: 'failed'; readonly why: FetchFailure };

export interface FetchRequest {
  /** Path and query below the base URL, beginning with `/`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** ETag of the answer we hold; null: none. */
  readonly etag: string | null;
}

export interface Fetcher {
  /** Never rejects. */
  get(request: FetchRequest): Promise<FetchResult>;
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
/** A refusal's body is read up to this size, to keep the socket; beyond it the socket is given up (bytes). */
const DRAIN_BYTES = 64 * 1024;

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
  /** Calls under way, each at its `slot`. (A Set that is added to and deleted from all day keeps its dead alive.) */
  const calls: Call[] = [];
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

  function forget(call: Call): void {
    const last = calls.pop();
    if (last === undefined || last === call) return;
    calls[call.slot] = last;
    last.slot = call.slot;
  }

  function headersOf(request: FetchRequest): string[] {
    const list = ['accept-encoding', 'gzip', 'user-agent', userAgent, ...credentials];
    for (const name in request.headers) list.push(name, request.headers[name] as string);
    if (request.etag !== null) list.push('if-none-match', request.etag);
    return list;
  }

  return {
    get(request) {
      if (closed) return Promise.resolve({ kind: 'failed', why: 'stopped' });
      return new Promise((resolve) => {
        const call = new Call(calls.length, clock.monotonicMs(), limits.bodyBytes, (result) => {
          forget(call);
          resolve(result);
        });
        calls.push(call);
        pool.dispatch({ path: prefix + request.path, method: 'GET', headers: headersOf(request) }, call);
        if (!sweeping) void sweep();
      });
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

/** One call and everything kept of it. Its result is given exactly once. */
class Call implements Dispatcher.DispatchHandler {
  /** Where it stands among the calls under way. */
  slot: number;
  readonly startedMs: number;
  /** 0 until the headers are there. */
  status = 0;
  #chunks: Buffer[] = [];
  #length = 0;
  #encoding: 'identity' | 'gzip' | 'unknown' = 'identity';
  #etag: string | null = null;
  #retryAfter: string | null = null;
  #failure: FetchFailure | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #done: ((result: FetchResult) => void) | null;
  readonly #mostBytes: number;

  constructor(slot: number, startedMs: number, mostBytes: number, done: (result: FetchResult) => void) {
    this.slot = slot;
    this.startedMs = startedMs;
    this.#mostBytes = mostBytes;
    this.#done = done;
  }

  /** Ends the call now, whatever it is doing; the socket is destroyed. */
  giveUp(why: FetchFailure): void {
    this.#failure ??= why;
    const controller = this.#controller;
    this.#settle();
    controller?.abort(GIVEN_UP);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while it waited for a connection: do not send it any more.
    if (this.#done === null) controller.abort(GIVEN_UP);
    else this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.status = status;
    this.#encoding = encodingOf(headers['content-encoding']);
    this.#etag = single(headers.etag);
    this.#retryAfter = single(headers['retry-after']);
    const announced = Number(single(headers['content-length']) ?? 0);
    if (status === 200 && announced > this.#mostBytes) this.giveUp('too-big');
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.status === 200) {
      this.#chunks.push(chunk);
      if (this.#length > this.#mostBytes) this.giveUp('too-big');
    } else if (this.#length > DRAIN_BYTES) {
      const controller = this.#controller;
      this.#settle();
      controller?.abort(GIVEN_UP);
    }
  }

  onResponseEnd(): void {
    this.#settle();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#failure ??= failureOf(error);
    this.#settle();
  }

  #settle(): void {
    const done = this.#done;
    if (done === null) return;
    this.#done = null;
    this.#controller = null;
    done(this.#result());
    this.#chunks = [];
  }

  #result(): FetchResult {
    const { status } = this;
    // A status that was heard stands, even when its body broke off; only a 200 needs its body.
    if (status === 401 || status === 403 || status === 429) {
      return { kind: 'refused', status, retryAfter: this.#retryAfter };
    }
    if (status === 304) return { kind: 'not-modified' };
    if (status === 0 || status === 200) {
      if (this.#failure !== null) return { kind: 'failed', why: this.#failure };
      if (this.#encoding === 'unknown') return { kind: 'failed', why: 'bad-encoding' };
      return {
        kind: 'body',
        chunks: this.#chunks,
        length: this.#length,
        encoding: this.#encoding,
        etag: this.#etag,
      };
    }
    return { kind: 'failed', why: statusFailure(status) };
  }
}

const GIVEN_UP = new Error('call given up');

function statusFailure(status: number): FetchFailure {
  if (status >= 300 && status < 400) return 'redirect';
  if (status >= 400 && status < 500) return 'status-4xx';
  return status >= 500 ? 'status-5xx' : 'status-other';
}

function encodingOf(header: string | string[] | undefined): 'identity' | 'gzip' | 'unknown' {
  const text = single(header);
  if (text === null) return header === undefined ? 'identity' : 'unknown';
  const name = text.trim().toLowerCase();
  if (name === '' || name === 'identity') return 'identity';
  return name === 'gzip' || name === 'x-gzip' ? 'gzip' : 'unknown';
}

/** A header given once; null when it is missing or repeated. */
function single(header: string | string[] | undefined): string | null {
  return typeof header === 'string' ? header : null;
}

const FAILURES: Readonly<Record<string, FetchFailure>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'connect',
  EHOSTUNREACH: 'connect',
  ENETUNREACH: 'connect',
  EADDRNOTAVAIL: 'connect',
  ETIMEDOUT: 'connect',
  UND_ERR_CONNECT_TIMEOUT: 'connect',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'wrong-length',
  UND_ERR_HEADERS_OVERFLOW: 'malformed',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
};

function failureOf(error: Error): FetchFailure {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const known = FAILURES[code];
  if (known !== undefined) return known;
  if (code.startsWith('HPE_')) return 'malformed';
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) return 'tls';
  return 'reset';
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
  const result = await fetcher.get(request);
  await fetcher.close();
  return result;
}
