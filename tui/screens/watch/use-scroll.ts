// How far a list without a cursor is scrolled: the same keys as in every list move the first line that is shown.
import type { Key } from 'ink';
import { useList } from '../../kit/list.ts';

export interface Scroll {
  /** First line to show, within the list. */
  readonly offset: number;
  /** True when the key was one that scrolls. */
  onKey(input: string, key: Key): boolean;
}

/** @param count lines there are @param rows lines shown */
export function useScroll(count: number, rows: number): Scroll {
  const { cursor, onKey } = useList({ count: Math.max(1, count - rows + 1), rows });
  return { offset: cursor, onKey };
}
