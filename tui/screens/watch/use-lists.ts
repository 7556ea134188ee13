// Which list the keys move, and how far each is scrolled.
import type { Key } from 'ink';
import { useState } from 'react';
import { clampOffset } from './layout.ts';

export type ListName = 'areas' | 'feed';

/** Lines there are, and lines shown, of a list. */
export interface Extent {
  readonly count: number;
  readonly rows: number;
}

export interface ListsState {
  readonly focused: ListName;
  /** First line wanted of each. */
  readonly offsets: Readonly<Record<ListName, number>>;
}

export interface Lists extends ListsState {
  /** Acts on a key that moves a list; others do nothing. */
  onKey(input: string, key: Key): void;
}

const AT_THE_TOP: ListsState = { focused: 'areas', offsets: { areas: 0, feed: 0 } };

export function useLists(extents: Readonly<Record<ListName, Extent>>): Lists {
  const [state, setState] = useState(AT_THE_TOP);
  // Several keys may come before the next drawing: each must build on the one before.
  return { ...state, onKey: (input, key) => setState((now) => moved(now, extents, input, key)) };
}

/** The lists after a key. */
export function moved(
  state: ListsState,
  extents: Readonly<Record<ListName, Extent>>,
  input: string,
  key: Key,
): ListsState {
  const { focused, offsets } = state;
  if (key.tab) return { focused: focused === 'areas' ? 'feed' : 'areas', offsets };
  const { count, rows } = extents[focused];
  const by = step(input, key, rows, count);
  if (by === 0) return state;
  const from = clampOffset(offsets[focused], count, rows);
  return { focused, offsets: { ...offsets, [focused]: clampOffset(from + by, count, rows) } };
}

/** How many lines a key moves a list. */
function step(input: string, key: Key, rows: number, count: number): number {
  if (key.upArrow || input === 'k') return -1;
  if (key.downArrow || input === 'j') return 1;
  if (key.pageUp) return -rows;
  if (key.pageDown) return rows;
  if (key.home || input === 'g') return -count;
  if (key.end || input === 'G') return count;
  return 0;
}
