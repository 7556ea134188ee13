// Bytes as received to bytes as meant, within a bound: a small body that unpacks to gigabytes ends as `too-big`.
// Bodies that came together are unpacked together, since a gzip stream may have many members: setting zlib up costs
// half as much as unpacking a usual answer, and leaves much to collect. What is unpacked is used at once and its memory
// given back at once: left to the garbage collector, every body would be unpacked into cold memory.
import { type Gunzip, gunzipSync } from 'node:zlib';

/** The most an answer may unpack to (bytes), sixteen times CoWIN's largest: what is read of it may take twenty times as much. */
const MOST_INFLATED_BYTES = 2 * 1024 * 1024;
/** Bodies are unpacked together up to this many bytes unpacked. */
const TOGETHER_BYTES = 256 * 1024;
/** Memory is taken in pieces of the size bodies say they unpack to, within these bounds (bytes). */
const LEAST_PIECE_BYTES = 32 * 1024;
const MOST_PIECE_BYTES = 1024 * 1024;
/**
 * A body unpacks to at most so many times its bytes, as far as JSON goes. One that says more has mostly broken off, and
 * ends with any four bytes: the largest piece, taken for it, would be left to the garbage collector.
 */
const MOST_TIMES_PACKED = 100;
/** A piece a little larger than needed: one that is exactly full makes zlib ask for another. */
const SPARE_BYTES = 64;
/** The least a gzip member takes: header, an empty block, trailer (bytes). */
const LEAST_GZIP_BYTES = 20;

export interface Packed {
  readonly bytes: Buffer;
  readonly encoding: 'identity' | 'gzip';
}

export type Inflated =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly why: 'too-big' | 'bad-encoding' };

/** Blocks while it unpacks, and never throws. @param mostBytes bound on what comes out (bytes); 2 MB */
export function inflate({ bytes, encoding }: Packed, mostBytes = MOST_INFLATED_BYTES): Inflated {
  if (encoding === 'identity') return { ok: true, bytes };
  const result = gunzip(bytes, announcedBytes(bytes), mostBytes);
  return result.ok ? { ok: true, bytes: result.bytes } : result;
}

/**
 * Unpacks each body and hands it to `use`, in their order; its bytes may be used until `use` returns, no longer.
 * @param use told which body it is, by its place in the list
 */
export function inflateEach(bodies: readonly Packed[], use: (inflated: Inflated, at: number) => void): void {
  for (let from = 0; from < bodies.length; ) {
    const to = endOfGroup(bodies, from);
    if (to - from < 2 || !handOverTogether(bodies, from, to, use)) {
      // One alone, or one of them is not what it says: each for itself.
      for (let at = from; at < to; at++) {
        const body = bodies[at] as Packed;
        const inflated = inflate(body);
        use(inflated, at);
        if (inflated.ok && inflated.bytes !== body.bytes) giveBack(inflated.bytes);
      }
    }
    from = to;
  }
}

/** The end of the bodies from `from` on that are small enough to be unpacked together; at least one. */
function endOfGroup(bodies: readonly Packed[], from: number): number {
  let left = TOGETHER_BYTES;
  let to = from;
  for (; to < bodies.length; to++) {
    const { bytes, encoding } = bodies[to] as Packed;
    left -= announcedBytes(bytes);
    if (encoding !== 'gzip' || bytes.length < LEAST_GZIP_BYTES || left < 0) break;
  }
  return Math.max(to, from + 1);
}

/** False, and nothing used, when the sizes announced are not those that come out: nobody knows where one ends. */
function handOverTogether(
  bodies: readonly Packed[],
  from: number,
  to: number,
  use: (inflated: Inflated, at: number) => void,
): boolean {
  const sizes = bodies.slice(from, to).map(({ bytes }) => announcedBytes(bytes));
  const sum = sizes.reduce((total, size) => total + size, 0);
  const packed = Buffer.concat(bodies.slice(from, to).map(({ bytes }) => bytes));
  const all = gunzip(packed, sum, sum);
  if (!all.ok) return false;
  // What is behind one of them, such as padding, would have ended it all there.
  const whole = all.bytes.length === sum && all.taken === packed.length;
  let start = 0;
  sizes.forEach((size, at) => {
    if (whole) use({ ok: true, bytes: all.bytes.subarray(start, start + size) }, from + at);
    start += size;
  });
  giveBack(all.bytes);
  return whole;
}

/** `taken`: how much of it was gzip. */
type Gunzipped = Exclude<Inflated, { ok: true }> | { ok: true; bytes: Buffer; taken: number };

function gunzip(bytes: Buffer, likelyBytes: number, mostBytes: number): Gunzipped {
  const isLikely = likelyBytes <= MOST_TIMES_PACKED * bytes.length;
  const wanted = isLikely ? likelyBytes + SPARE_BYTES : 0;
  const chunkSize = Math.min(MOST_PIECE_BYTES, Math.max(LEAST_PIECE_BYTES, wanted));
  try {
    // The declarations do not know what `info` makes it return.
    const { buffer, engine } = gunzipSync(bytes, {
      maxOutputLength: mostBytes,
      chunkSize,
      info: true,
    }) as unknown as { readonly buffer: Buffer; readonly engine: Gunzip };
    return { ok: true, bytes: buffer, taken: engine.bytesWritten };
  } catch (error) {
    const tooBig = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return { ok: false, why: tooBig ? 'too-big' : 'bad-encoding' };
  }
}

/** A gzip stream ends with the size it unpacks to: not to be relied on, but mostly true. */
function announcedBytes(bytes: Buffer): number {
  return bytes.length < 4 ? 0 : bytes.readUInt32LE(bytes.length - 4);
}

/** A transfer to nothing is the one way to free memory at once. A small result may share its memory with others. */
function giveBack({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && byteLength * 2 > Buffer.poolSize) buffer.transfer(0);
}
