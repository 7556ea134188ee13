// A JSON list of objects compared with an older one, by their bytes: what stayed, what went, what is new or different.
// It walks forward only. A poor match costs work, never truth: what it does not recognise is simply fresh.
import { COMMA, isSame, LIST_END } from './spans.ts';

/** Where the walk stands: at an item of the new list, and at the item of the old one that comes next. */
export interface Cursor {
  readonly old: Buffer;
  /** Bytes of each item of the old list; one byte lies between two. */
  readonly oldLengths: readonly number[];
  readonly body: Buffer;
  index: number;
  oldAt: number;
  at: number;
}

/** Who is told. Items are numbered as in the old list; `to` is the first that is not meant. */
export interface Walker {
  /** Items that are as they were. */
  same(from: number, to: number): void;
  /** Items that are not there any more, or stand elsewhere. */
  gone(from: number, to: number): void;
  /** Whether the item at the cursor seems to be the old one at its index, changed. */
  alike(): boolean;
  /** The item at the cursor takes the place of the old one at its index. Gives its bytes; 0 ends the walk. */
  changed(): number;
  /** The item at the cursor is none of the old ones. Gives its bytes; 0 ends the walk. */
  fresh(): number;
}

/** How many old items ahead are looked at when one was not found in its place. */
const REACH = 8;

/** How many items are compared at once at most. Bounded, so that the work for a list grows only with its length. */
const RUN = 64;

/**
 * Walks from the first item of both lists to just behind the `]` of the new one.
 * @returns false when that is no list of objects with single commas between
 */
export function walkList(cursor: Cursor, walker: Walker): boolean {
  const { body, oldLengths } = cursor;
  const olds = oldLengths.length;
  if (body[cursor.at] === LIST_END) {
    walker.gone(0, olds);
    cursor.at += 1;
    return true;
  }
  for (;;) {
    const same = countSame(cursor);
    if (same > 0) {
      walker.same(cursor.index, cursor.index + same);
      cursor.at += skipOld(cursor, same) - 1;
    } else if (cursor.index < olds && walker.alike()) {
      const length = walker.changed();
      if (length === 0) return false;
      skipOld(cursor, 1);
      cursor.at += length;
    } else {
      const ahead = findAhead(cursor);
      if (ahead > 0) {
        walker.gone(cursor.index, cursor.index + ahead);
        skipOld(cursor, ahead);
        continue;
      }
      const length = walker.fresh();
      if (length === 0) return false;
      cursor.at += length;
    }
    const mark = body[cursor.at++];
    if (mark === LIST_END) break;
    if (mark !== COMMA) return false;
  }
  walker.gone(cursor.index, olds);
  return true;
}

/** Moves on in the old list. Gives the bytes passed over, with the one behind each item. */
function skipOld(cursor: Cursor, items: number): number {
  const bytes = bytesOf(cursor.oldLengths, cursor.index, cursor.index + items);
  cursor.index += items;
  cursor.oldAt += bytes;
  return bytes;
}

function bytesOf(lengths: readonly number[], from: number, to: number): number {
  let bytes = 0;
  for (let i = from; i < to; i++) bytes += (lengths[i] as number) + 1;
  return bytes;
}

/**
 * How many items from the cursor on are the same in both lists, up to a bound: a whole run is tried first and then halved,
 * since comparing a long run of bytes costs hardly more than a short one.
 */
function countSame({ old, oldLengths, index, oldAt, body, at }: Cursor): number {
  const left = Math.min(oldLengths.length - index, RUN);
  let same = 0;
  let sameBytes = 0;
  let differs = left + 1;
  for (let upTo = left; upTo > same; upTo = (same + differs) >> 1) {
    const bytes = bytesOf(oldLengths, index + same, index + upTo);
    // From the comma before on, where there is one, to the end of the last item.
    const from = same === 0 ? 0 : sameBytes - 1;
    if (isSame(old, oldAt + from, body, at + from, sameBytes + bytes - 1 - from)) {
      same = upTo;
      sameBytes += bytes;
    } else {
      differs = upTo;
    }
  }
  return same;
}

/** How many old items must be passed over to come to the one at the cursor; 0 when it is not within reach. */
function findAhead({ old, oldLengths, index, oldAt, body, at }: Cursor): number {
  let candidateAt = oldAt;
  const end = Math.min(oldLengths.length, index + 1 + REACH);
  for (let i = index; i < end; i++) {
    const length = oldLengths[i] as number;
    const mark = body[at + length];
    if (i > index && (mark === COMMA || mark === LIST_END) && isSame(old, candidateAt, body, at, length)) {
      return i - index;
    }
    candidateAt += length + 1;
  }
  return 0;
}
