// Bytes as received to bytes as meant, within a bound: a small body that unpacks to gigabytes ends as `too-big`.
// What is unpacked is used at once and its memory given back at once: left to the garbage collector, each body would
// be unpacked into cold memory, which costs as much as unpacking it.
import { gunzipSync } from 'node:zlib';

/** The most an answer may unpack to (bytes); CoWIN's largest were an eighth of a megabyte. */
const MOST_INFLATED_BYTES = 32 * 1024 * 1024;
/** Memory is taken in pieces of the size a body says it unpacks to, within these bounds (bytes). */
const LEAST_PIECE_BYTES = 32 * 1024;
const MOST_PIECE_BYTES = 1024 * 1024;
/** A piece a little larger than needed: one that is exactly full makes zlib ask for another. */
const SPARE_BYTES = 64;

export interface Packed {
  readonly bytes: Buffer;
  readonly encoding: 'identity' | 'gzip';
}

export type Inflated =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly why: 'too-big' | 'bad-encoding' };

/** Blocks while it unpacks, and never throws. @param mostBytes bound on what comes out (bytes); 32 MB */
export function inflate({ bytes, encoding }: Packed, mostBytes = MOST_INFLATED_BYTES): Inflated {
  if (encoding === 'identity') return { ok: true, bytes };
  try {
    return {
      ok: true,
      bytes: gunzipSync(bytes, { maxOutputLength: mostBytes, chunkSize: pieceBytes(bytes) }),
    };
  } catch (error) {
    const tooBig = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return { ok: false, why: tooBig ? 'too-big' : 'bad-encoding' };
  }
}

/** Hands the unpacked body to `use`, which keeps nothing of its memory: it is given back when `use` returns. */
export function withInflated<T>(body: Packed, use: (inflated: Inflated) => T): T {
  const inflated = inflate(body);
  const result = use(inflated);
  if (inflated.ok && inflated.bytes !== body.bytes) giveBack(inflated.bytes);
  return result;
}

/** A transfer to nothing is the one way to free memory at once. A small result may share its memory with others. */
function giveBack({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && byteLength * 2 > Buffer.poolSize) buffer.transfer(0);
}

/** A gzip stream ends with the size it unpacks to: not to be relied on, but mostly true. */
function pieceBytes(bytes: Buffer): number {
  const announced = bytes.length < 4 ? 0 : bytes.readUInt32LE(bytes.length - 4);
  return Math.min(MOST_PIECE_BYTES, Math.max(LEAST_PIECE_BYTES, announced + SPARE_BYTES));
}
