// Bytes as received to bytes as meant, within a bound: a small body that unpacks to gigabytes ends as `too-big`.
import { gunzipSync } from 'node:zlib';

/** The most an answer may unpack to (bytes); CoWIN's largest were an eighth of a megabyte. */
const MOST_INFLATED_BYTES = 32 * 1024 * 1024;
/** Most answers fit one piece of this size (bytes). */
const PIECE_BYTES = 64 * 1024;

export type Inflated =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly why: 'too-big' | 'bad-encoding' };

/** Blocks while it unpacks, and never throws. @param mostBytes bound on what comes out (bytes); 32 MB */
export function inflate(
  bytes: Buffer,
  encoding: 'identity' | 'gzip',
  mostBytes = MOST_INFLATED_BYTES,
): Inflated {
  if (encoding === 'identity') return { ok: true, bytes };
  try {
    return { ok: true, bytes: gunzipSync(bytes, { maxOutputLength: mostBytes, chunkSize: PIECE_BYTES }) };
  } catch (error) {
    const tooBig = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return { ok: false, why: tooBig ? 'too-big' : 'bad-encoding' };
  }
}
