// Where a reader of the log stands: at its end and following it, or at one event that stays put while others come. Pure.
import type { Key } from 'ink';
import type { EngineEvent } from '../../../src/core/events.ts';

/** Null: follows the end. */
export type LogPlace = {
  /** The event the cursor is on, and the first one shown. */
  readonly cursorSeq: number;
  readonly topSeq: number;
  /** The newest event when following ended. */
  readonly leftSeq: number;
} | null;

/** The same as places in the list; -1 and 0 of an empty one. */
export interface Shown {
  readonly cursor: number;
  readonly top: number;
}

type Events = readonly Pick<EngineEvent, 'seq'>[];

/** What `rows` lines show of the events there are now; events that fell out of memory give way to the oldest left. */
export function shownAt(place: LogPlace, events: Events, rows: number): Shown {
  const last = events.length - 1;
  const lowest = Math.max(0, events.length - rows);
  if (place === null) return { cursor: last, top: lowest };
  const cursor = Math.min(indexOf(events, place.cursorSeq), last);
  const wanted = Math.min(indexOf(events, place.topSeq), lowest);
  return { cursor, top: Math.max(0, Math.min(Math.max(wanted, cursor - rows + 1), cursor)) };
}

/** Where a key leads; undefined when it is none that moves. Reaching the last event follows again. */
export function movedTo(
  place: LogPlace,
  events: Events,
  rows: number,
  input: string,
  key: Partial<Key>,
): LogPlace | undefined {
  const by = step(input, key, rows, events.length);
  if (by === 0) return undefined;
  const { cursor, top } = shownAt(place, events, rows);
  const to = Math.max(0, Math.min(cursor + by, events.length - 1));
  const at = events[to];
  if (at === undefined || (by > 0 && to === events.length - 1)) return null;
  const next = Math.max(0, Math.min(Math.max(top, to - rows + 1), to));
  return {
    cursorSeq: at.seq,
    topSeq: events[next]?.seq ?? at.seq,
    leftSeq: place?.leftSeq ?? events.at(-1)?.seq ?? 0,
  };
}

/** How many events came since following ended; 0 while it follows. */
export function cameMeanwhile(place: LogPlace, events: Events): number {
  return place === null ? 0 : events.length - indexOf(events, place.leftSeq + 1);
}

/** The first event that is not before `seq`. Events are in order, so halving finds it. */
function indexOf(events: Events, seq: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

function step(input: string, key: Partial<Key>, rows: number, count: number): number {
  if (key.upArrow || input === 'k') return -1;
  if (key.downArrow || input === 'j') return 1;
  if (key.pageUp) return -rows;
  if (key.pageDown) return rows;
  if (key.home || input === 'g') return -count;
  if (key.end || input === 'G') return count;
  return 0;
}
