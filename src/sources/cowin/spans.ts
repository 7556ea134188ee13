// Where things stand in the bytes of a calendar answer. It looks at strings and brackets only and never decides whether
// they are JSON: whoever uses a span parses it, or knows that the same bytes were parsed before.
// (Bytes are safe to look at: in UTF-8 no other character holds the byte of a bracket, quote or comma.)

export const COMMA = 0x2c;
export const LIST_END = 0x5d;
const OBJECT_START = 0x7b;
export const OBJECT_END = 0x7d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LIST_START = 0x5b;

/** What stands before the rows of a centre. The comma makes sure that the quote after it begins the key. */
const SESSIONS = Buffer.from(',"sessions":[');
const SESSIONS_WORD = Buffer.from('sessions');

/** Where a centre's rows are. A centre's bytes are its head, its rows with commas between, and its tail. */
export interface CentreRows {
  /** Bytes up to and with the `[` of its sessions. */
  readonly headLength: number;
  /** Bytes of each row. */
  readonly lengths: readonly number[];
  /** Bytes from the `]` of its sessions on. */
  readonly tailLength: number;
}

export interface CentreSpan {
  /** Bytes of the whole centre. */
  readonly length: number;
  /** Null where the rows cannot be told apart with certainty: blanks, rows that are no objects, sessions listed twice. */
  readonly rows: CentreRows | null;
}

/** Whether both hold the same bytes there; also false when `b` ends before. `a` must hold them. */
export function isSame(a: Buffer, aAt: number, b: Buffer, bAt: number, length: number): boolean {
  const end = bAt + length;
  return end <= b.length && a.compare(b, bAt, end, aAt, aAt + length) === 0;
}

/** Bytes of the object that begins at `at`; 0 when none begins there, or none ends. */
export function objectLength(bytes: Buffer, at: number): number {
  if (bytes[at] !== OBJECT_START) return 0;
  let depth = 0;
  for (let here = at; here < bytes.length; here++) {
    const byte = bytes[here];
    if (byte === QUOTE) here = stringEnd(bytes, here);
    else if (byte === OBJECT_START || byte === LIST_START) depth += 1;
    else if ((byte === OBJECT_END || byte === LIST_END) && --depth === 0) return here + 1 - at;
  }
  return 0;
}

/**
 * Whether JSON of these bytes would take memory out of proportion: nested deeper than `mostDepth`, or more than
 * `mostContainers` objects and lists, each of which takes thirty times its two bytes.
 */
export function isOutOfProportion(bytes: Uint8Array, mostDepth: number, mostContainers: number): boolean {
  let depth = 0;
  let containers = 0;
  for (let here = 0; here < bytes.length; here++) {
    const byte = bytes[here];
    if (byte === QUOTE) {
      here = stringEnd(bytes, here);
    } else if (byte === OBJECT_START || byte === LIST_START) {
      if (++depth > mostDepth || ++containers > mostContainers) return true;
    } else if (byte === OBJECT_END || byte === LIST_END) {
      depth -= 1;
    }
  }
  return false;
}

/** The centre that begins at `at`; null when none begins there, or none ends. */
export function centreSpan(bytes: Buffer, at: number): CentreSpan | null {
  if (bytes[at] !== OBJECT_START) return null;
  let depth = 0;
  let rowsAt = -1;
  let rowsEnd = -1;
  let rowAt = -1;
  let lengths: number[] = [];
  for (let here = at; here < bytes.length; here++) {
    const byte = bytes[here];
    if (byte === QUOTE) {
      here = stringEnd(bytes, here);
    } else if (byte === OBJECT_START || byte === LIST_START) {
      if (depth === 2) rowAt = here;
      if (depth === 1 && byte === LIST_START && endsHead(bytes, here)) {
        rowsAt = here + 1;
        rowsEnd = -1;
        lengths = [];
      }
      depth += 1;
    } else if (byte === OBJECT_END || byte === LIST_END) {
      depth -= 1;
      if (depth === 2 && rowsAt >= 0 && rowsEnd < 0) lengths.push(here + 1 - rowAt);
      if (depth === 1 && rowsAt >= 0 && rowsEnd < 0) rowsEnd = here;
      if (depth === 0) {
        const length = here + 1 - at;
        // A list that grew has room to spare; one that is kept should not.
        const rows = { headLength: rowsAt - at, lengths: lengths.slice(), tailLength: here + 1 - rowsEnd };
        return { length, rows: isCertain(bytes, rowsEnd, here, rows, length) ? rows : null };
      }
    }
  }
  return null;
}

/** Whether the `[` at `here` follows `,"sessions":`. */
function endsHead(bytes: Buffer, here: number): boolean {
  const from = here + 1 - SESSIONS.length;
  return from >= 0 && isSame(SESSIONS, 0, bytes, from, SESSIONS.length);
}

/**
 * Whether head, rows and tail are all there is, so that JSON's reading of the centre is theirs. Anything beside the rows
 * adds bytes; a tail that may name the sessions again, plainly or by an escape, would take their place.
 */
function isCertain(
  bytes: Buffer,
  rowsEnd: number,
  end: number,
  { headLength, lengths, tailLength }: CentreRows,
  length: number,
): boolean {
  if (rowsEnd < 0) return false;
  let sum = headLength + Math.max(0, lengths.length - 1) + tailLength;
  for (const row of lengths) sum += row;
  if (sum !== length) return false;
  if (tailLength === 2) return true;
  const tail = bytes.subarray(rowsEnd, end);
  return !tail.includes(BACKSLASH) && !tail.includes(SESSIONS_WORD);
}

/** Where the quote is that ends the string begun at `at`; beyond the bytes when there is none. */
function stringEnd(bytes: Uint8Array, at: number): number {
  let here = at + 1;
  while (here < bytes.length && bytes[here] !== QUOTE) here += bytes[here] === BACKSLASH ? 2 : 1;
  return here;
}
