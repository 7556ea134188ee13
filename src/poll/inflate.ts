// Bytes as received to bytes as meant, within a bound: a small body that unpacks to gigabytes ends as `too-big`.
// Bodies that came together are unpacked together: a gzip stream may have many members, and setting up zlib costs
// half as much as unpacking a usual answer.
import { gunzipSync } from 'node:zlib';

/** The most an answer may unpack to (bytes); CoWIN's largest were an eighth of a megabyte. */
const MOST_INFLATED_BYTES = 32 * 1024 * 1024;
/** Most answers fit one piece of this size (bytes). */
const PIECE_BYTES = 64 * 1024;
/** Bodies are unpacked together up to this many bytes unpacked. */
const TOGETHER_BYTES = 256 * 1024;
/** The least a gzip member takes: header, an empty block, trailer (bytes). */
const LEAST_GZIP_BYTES = 20;

export interface Packed {
  readonly bytes: Buffer;
  readonly encoding: 'identity' | 'gzip';
}

export type Inflated =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly why: 'too-big' | 'bad-encoding' };

/**
 * Blocks while it unpacks, and never throws.
 * @param mostBytes bound on what comes out (bytes); 32 MB
 * @param pieceBytes memory is taken in pieces of this size (bytes)
 */
export function inflate(
  { bytes, encoding }: Packed,
  mostBytes = MOST_INFLATED_BYTES,
  pieceBytes = PIECE_BYTES,
): Inflated {
  if (encoding === 'identity') return { ok: true, bytes };
  try {
    return { ok: true, bytes: gunzipSync(bytes, { maxOutputLength: mostBytes, chunkSize: pieceBytes }) };
  } catch (error) {
    const tooBig = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return { ok: false, why: tooBig ? 'too-big' : 'bad-encoding' };
  }
}

/**
 * What `inflate` makes of each, in order, for less. The results may share memory: use them before long.
 * Never throws.
 */
export function inflateAll(bodies: readonly Packed[]): Inflated[] {
  const results: Inflated[] = [];
  let from = 0;
  while (from < bodies.length) {
    let to = from;
    let sum = 0;
    for (; to < bodies.length; to++) {
      const size = announcedBytes(bodies[to] as Packed);
      if (size === null || sum + size > TOGETHER_BYTES) break;
      sum += size;
    }
    const together = to - from > 1 ? inflateTogether(bodies.slice(from, to), sum) : null;
    if (together === null) {
      // One alone, or one of them is not what it says: each for itself.
      to = Math.max(to, from + 1);
      for (; from < to; from++) results.push(inflate(bodies[from] as Packed));
    } else {
      results.push(...together);
      from = to;
    }
  }
  return results;
}

/** What a gzip body says it unpacks to (its last four bytes); null when that is not to be built on. */
function announcedBytes({ bytes, encoding }: Packed): number | null {
  if (encoding !== 'gzip' || bytes.length < LEAST_GZIP_BYTES) return null;
  const size = bytes.readUInt32LE(bytes.length - 4);
  return size > TOGETHER_BYTES ? null : size;
}

/** Null when the sizes announced are not those that come out: then nobody knows where one ends. */
function inflateTogether(bodies: readonly Packed[], sum: number): Inflated[] | null {
  const packed = Buffer.concat(bodies.map(({ bytes }) => bytes));
  // A little more than what comes out: a piece that is exactly full makes zlib ask for another.
  const all = inflate({ bytes: packed, encoding: 'gzip' }, sum, sum + LEAST_GZIP_BYTES * 8);
  if (!all.ok || all.bytes.length !== sum) return null;
  let at = 0;
  return bodies.map((body) => {
    const end = at + (announcedBytes(body) as number);
    const bytes = all.bytes.subarray(at, end);
    at = end;
    return { ok: true, bytes };
  });
}
