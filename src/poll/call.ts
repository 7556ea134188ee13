// One call on the wire and everything kept of it, from the first byte out to the last byte in. It compares the body
// with the one known while it arrives, so that an unchanged answer leaves nothing behind. It knows undici's handler
// and no more of it; whatever happens, its result is given exactly once.
import type { Dispatcher } from 'undici';
import { type FetchFailure, failureOf, statusFailure } from './fetch-failure.ts';

export type Encoding = 'identity' | 'gzip';

/** What a server says of how old its answer is; null where it says nothing. */
export interface CacheWords {
  /** `Cache-Control` as it came. */
  readonly cacheControl: string | null;
  /** `Age` as it came. */
  readonly age: string | null;
}

/** A body as it was received, to compare the next one with. */
export interface KnownBody {
  readonly bytes: Buffer;
  readonly encoding: Encoding;
}

export type FetchResult =
  /** The server says so (304). */
  | { readonly kind: 'not-modified'; readonly cache: CacheWords }
  /** 200 with the very bytes that are known; `length` as received. */
  | { readonly kind: 'same'; readonly length: number; readonly cache: CacheWords }
  | {
      readonly kind: 'body';
      /** As received, not inflated. */
      readonly bytes: Buffer;
      readonly encoding: Encoding;
      readonly etag: string | null;
      readonly cache: CacheWords;
    }
  /** 401, 403 or 429. `retryAfter` is the header as it came, repeated ones with commas between. */
  | { readonly kind: 'refused'; readonly status: number; readonly retryAfter: string | null }
  | { readonly kind: 'failed'; readonly why: FetchFailure };

/** A refusal's body is read up to this size, to keep the socket; beyond it the socket is given up (bytes). */
const DRAIN_BYTES = 64 * 1024;
/** A body up to this size is always taken: twice the largest of CoWIN's (bytes). */
const FAIR_BYTES = 256 * 1024;
const GIVEN_UP = new Error('call given up');
const SILENT: CacheWords = { cacheControl: null, age: null };
const NOTHING = Buffer.alloc(0);

/** What bodies may take, for all calls of one fetcher. */
export interface Room {
  /** Bytes held by calls under way. */
  heldBytes: number;
  /** A body beyond this is given up (bytes). */
  readonly bodyBytes: number;
  /** While all hold more than this, so is one that is larger than CoWIN's are (bytes). */
  readonly togetherBytes: number;
}

/** @throws nothing; `begin` before it is dispatched, and again for each further call once `ended` was given */
export class Call implements Dispatcher.DispatchHandler {
  /** Where it stands among the calls under way. */
  slot = 0;
  startedMs = 0;
  /** 0 until the headers are there. */
  status = 0;
  #known: KnownBody | null = null;
  /** Bytes received so far that are those of the known body. */
  #matched = 0;
  /** What was received, once it differs from the known body. */
  #chunks: Buffer[] | null = null;
  #length = 0;
  #encoding: Encoding | 'unknown' = 'identity';
  #etag: string | null = null;
  #retryAfter: string | null = null;
  #cache = SILENT;
  #failure: FetchFailure | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #done: ((result: FetchResult) => void) | null = null;
  /** Bytes of `chunks` that count as held. */
  #heldBytes = 0;
  readonly #room: Room;
  readonly #ended: (call: Call, whole: boolean) => void;

  /**
   * @param room shared by all calls of a fetcher
   * @param ended called before each result is given; `whole`: undici has no more to say of it, so it can be used again
   */
  constructor(room: Room, ended: (call: Call, whole: boolean) => void) {
    this.#room = room;
    this.#ended = ended;
  }

  begin(startedMs: number, known: KnownBody | null, done: (result: FetchResult) => void): void {
    this.startedMs = startedMs;
    this.status = 0;
    this.#known = known;
    this.#matched = 0;
    this.#chunks = null;
    this.#length = 0;
    this.#failure = null;
    this.#done = done;
  }

  /** Ends the call now, whatever it is doing; the socket is destroyed. */
  giveUp(why: FetchFailure): void {
    this.#failure ??= why;
    this.#abort();
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
    this.#retryAfter = joined(headers['retry-after']);
    this.#cache = cacheWordsOf(headers);
    const known = this.#known;
    if (status !== 200 || known === null || known.encoding !== this.#encoding) this.#chunks = [];
    const announced = Number(single(headers['content-length']) ?? 0);
    if (status === 200 && announced > this.#room.bodyBytes) this.giveUp('too-big');
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.status !== 200) {
      if (this.#length > DRAIN_BYTES) this.#abort();
      return;
    }
    if (this.#chunks === null) this.#match(chunk);
    else this.#keep(this.#chunks, chunk);
    const { bodyBytes, heldBytes, togetherBytes } = this.#room;
    const crowded = heldBytes > togetherBytes && this.#length > FAIR_BYTES;
    if (crowded || this.#length > bodyBytes) this.giveUp('too-big');
  }

  onResponseEnd(): void {
    this.#settle(true);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#failure ??= failureOf(error);
    this.#settle(false);
  }

  #keep(chunks: Buffer[], chunk: Buffer): void {
    chunks.push(chunk);
    this.#heldBytes += chunk.length;
    this.#room.heldBytes += chunk.length;
  }

  /** Compares what arrives with the known body, until they differ. */
  #match(chunk: Buffer): void {
    const bytes = this.#known?.bytes ?? NOTHING;
    const from = this.#matched;
    const to = from + chunk.length;
    if (to <= bytes.length && bytes.compare(chunk, 0, chunk.length, from, to) === 0) this.#matched = to;
    else this.#chunks = from === 0 ? [chunk] : [bytes.subarray(0, from), chunk];
  }

  #abort(): void {
    const controller = this.#controller;
    this.#settle(false);
    controller?.abort(GIVEN_UP);
  }

  #settle(whole: boolean): void {
    const done = this.#done;
    if (done === null) return;
    this.#done = null;
    this.#controller = null;
    const result = this.#result();
    this.#known = null;
    this.#chunks = null;
    this.#room.heldBytes -= this.#heldBytes;
    this.#heldBytes = 0;
    this.#ended(this, whole);
    done(result);
  }

  #result(): FetchResult {
    const { status } = this;
    // A status that was heard stands, even when its body broke off; only a 200 needs its body.
    if (status === 401 || status === 403 || status === 429) {
      return { kind: 'refused', status, retryAfter: this.#retryAfter };
    }
    if (status === 304) return { kind: 'not-modified', cache: this.#cache };
    if (status !== 0 && status !== 200) return { kind: 'failed', why: statusFailure(status) };
    if (this.#failure !== null) return { kind: 'failed', why: this.#failure };
    if (this.#encoding === 'unknown') return { kind: 'failed', why: 'bad-encoding' };
    const known = this.#known;
    if (this.#chunks === null && known !== null && this.#matched === known.bytes.length) {
      return { kind: 'same', length: this.#length, cache: this.#cache };
    }
    return {
      kind: 'body',
      bytes: this.#body(known),
      encoding: this.#encoding,
      etag: this.#etag,
      cache: this.#cache,
    };
  }

  #body(known: KnownBody | null): Buffer {
    const chunks = this.#chunks ?? [(known?.bytes ?? NOTHING).subarray(0, this.#matched)];
    return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, this.#length);
  }
}

function cacheWordsOf(headers: Record<string, string | string[] | undefined>): CacheWords {
  const cacheControl = single(headers['cache-control']);
  const age = single(headers.age);
  return cacheControl === null && age === null ? SILENT : { cacheControl, age };
}

function encodingOf(header: string | string[] | undefined): Encoding | 'unknown' {
  if (header === 'gzip') return 'gzip';
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

/** A header as one text, however often it was given; null when it is missing. */
function joined(header: string | string[] | undefined): string | null {
  return Array.isArray(header) ? header.join(', ') : single(header);
}
