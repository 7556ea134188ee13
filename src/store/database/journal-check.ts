// Whether the write-ahead log beside a database was damaged. SQLite takes whatever it finds wrong there for the end of
// the log, and drops the rest without a word: transactions that were durable would be gone, and people told twice. A crash
// leaves at most the last transaction torn; more than that is damage. It only reads.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** Of a log in format 3007000; the last bit says in which order of bytes its checksums were reckoned. */
const MAGIC = 0x377f0682;
const FORMAT = 3_007_000;
/** Looks until the log held still; another process may be writing to it. */
const LOOKS = 5;

/** What is wrong with the log at `path`, short enough to stand in brackets; undefined: nothing, or there is none. */
export function journalDamage(path: string): string | undefined {
  for (let look = 0; look < LOOKS; look++) {
    const { damage, heldStill } = lookAt(path);
    if (damage === undefined || heldStill) return damage;
  }
  return undefined;
}

function lookAt(path: string): { readonly damage: string | undefined; readonly heldStill: boolean } {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return { damage: undefined, heldStill: true };
  }
  try {
    const before = fstatSync(file, { bigint: true });
    const damage = before.size === 0n ? undefined : damageIn(file, Number(before.size));
    const after = fstatSync(file, { bigint: true });
    return { damage, heldStill: before.size === after.size && before.mtimeNs === after.mtimeNs };
  } finally {
    closeSync(file);
  }
}

function damageIn(file: number, size: number): string | undefined {
  const header = read(file, 0, HEADER_BYTES);
  // A crash of the machine can leave room that was never written to.
  if (header.every((byte) => byte === 0)) return undefined;
  const magic = header.length < HEADER_BYTES ? 0 : header.readUInt32BE(0);
  const pageBytes = magic === 0 ? 0 : header.readUInt32BE(8);
  const known = (magic & ~1) >>> 0 === MAGIC && header.readUInt32BE(4) === FORMAT && isPageSize(pageBytes);
  if (!known) return 'its journal is none';
  const sums = new Sums((magic & 1) === 1);
  sums.add(header.subarray(0, 24));
  if (!sums.are(header, 24)) return 'the head of its journal';
  return tornInTheMiddle(file, size, header.subarray(16, 24), pageBytes, sums) ? 'its journal' : undefined;
}

/**
 * Whether transactions that had ended stand at or behind the first wrong frame. Frames that follow each other there, by
 * their checksums, with one end among them may be a transaction that a crash tore, or one that was refused and begun anew;
 * two ends mean that the first of them had been durable.
 */
function tornInTheMiddle(file: number, size: number, salt: Buffer, pageBytes: number, sums: Sums): boolean {
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  let whole = true;
  let ends = 0;
  for (let at = HEADER_BYTES; at + frameBytes <= size; at += frameBytes) {
    const frame = read(file, at, frameBytes);
    const ofThisLog = frame.subarray(8, 16).equals(salt);
    sums.add(frame.subarray(0, 8));
    sums.add(frame.subarray(FRAME_HEADER_BYTES));
    const follows = ofThisLog && sums.are(frame, 16);
    whole &&= follows;
    if (whole) continue;
    if (!follows) ends = 0;
    if (ofThisLog && frame.readUInt32BE(4) > 0) ends += 1;
    if (ends > 1) return true;
    sums.goOnFrom(frame, 16);
  }
  return false;
}

/** SQLite's running checksum over 32-bit words. */
class Sums {
  private s0 = 0;
  private s1 = 0;
  private readonly bigEndian: boolean;

  constructor(bigEndian: boolean) {
    this.bigEndian = bigEndian;
  }

  add(bytes: Buffer): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < bytes.length; at += 8) {
      this.s0 = (this.s0 + view.getUint32(at, !this.bigEndian) + this.s1) >>> 0;
      this.s1 = (this.s1 + view.getUint32(at + 4, !this.bigEndian) + this.s0) >>> 0;
    }
  }

  goOnFrom(bytes: Buffer, at: number): void {
    this.s0 = bytes.readUInt32BE(at);
    this.s1 = bytes.readUInt32BE(at + 4);
  }

  are(bytes: Buffer, at: number): boolean {
    return bytes.readUInt32BE(at) === this.s0 && bytes.readUInt32BE(at + 4) === this.s1;
  }
}

function isPageSize(bytes: number): boolean {
  return bytes >= 512 && bytes <= 65_536 && (bytes & (bytes - 1)) === 0;
}

function read(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, at));
}
