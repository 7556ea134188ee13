// What is kept of an area's last answer to tell whether the next is the same, byte for byte as received.
// Small bodies are kept whole: comparing memory is forty times cheaper than the fastest hash, and certain.
// (A checksum would not do: gzip's own can cancel it out.)
import { createHash } from 'node:crypto';

export interface Imprint {
  readonly length: number;
  /** The body itself. */
  readonly bytes: Buffer | null;
  /** SHA-256 of a body too big to keep. */
  readonly digest: Buffer | null;
}

/** Bodies up to this size are kept (bytes): the largest CoWIN answer is a fifth of it, compressed. */
const KEEP_BYTES = 64 * 1024;

/** Copies what it keeps: the chunks are free afterwards. @param length of all chunks together (bytes) */
export function imprintOf(chunks: readonly Buffer[], length: number): Imprint {
  if (length <= KEEP_BYTES) return { length, bytes: Buffer.concat(chunks, length), digest: null };
  return { length, bytes: null, digest: digestOf(chunks) };
}

/** Compares bytes as received: the same content packed otherwise is another body. */
export function isSame(imprint: Imprint, chunks: readonly Buffer[], length: number): boolean {
  if (imprint.length !== length) return false;
  const { bytes, digest } = imprint;
  if (bytes === null) return digest?.equals(digestOf(chunks)) ?? false;
  let at = 0;
  for (const chunk of chunks) {
    if (bytes.compare(chunk, 0, chunk.length, at, at + chunk.length) !== 0) return false;
    at += chunk.length;
  }
  return true;
}

function digestOf(chunks: readonly Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest();
}
