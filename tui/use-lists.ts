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

export interface Lists {
  readonly focused: ListName;
  readonly offsets: Readonly<Record<ListName, number>>;
  /** Acts on a key that moves a list; false when it is none. */
  onKey(input: string, key: Key): boolean;
}

export function useLists(extents: Readonly<Record<ListName, Extent>>): Lists {
  const [focused, setFocused] = useState<ListName>('areas');
  const [offsets, setOffsets] = useState<Readonly<Record<ListName, number>>>({ areas: 0, feed: 0 });
  const onKey = (input: string, key: Key): boolean => {
    if (key.tab) {
      setFocused(focused === 'areas' ? 'feed' : 'areas');
      return true;
    }
    const { count, rows } = extents[focused];
    const by = step(input, key, rows, count);
    if (by === undefined) return false;
    setOffsets((now) => ({
      ...now,
      [focused]: clampOffset(clampOffset(now[focused], count, rows) + by, count, rows),
    }));
    return true;
  };
  return { focused, offsets, onKey };
}

/** How many lines a key moves a list; undefined for a key that moves none. */
export function step(input: string, key: Key, rows: number, count: number): number | undefined {
  if (key.upArrow || input === 'k') return -1;
  if (key.downArrow || input === 'j') return 1;
  if (key.pageUp) return -rows;
  if (key.pageDown) return rows;
  if (key.home || input === 'g') return -count;
  if (key.end || input === 'G') return count;
  return undefined;
}
