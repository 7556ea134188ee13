// Lists that are longer than their room: where the cursor is, which lines are shown, which are selected.
import type { Key } from 'ink';
import { useState } from 'react';

/** Lines there are, and lines shown, of a list. */
export interface Extent {
  readonly count: number;
  readonly rows: number;
}

export interface ListPlace {
  /** Line the keys are on, from 0; 0 in an empty list. */
  readonly cursor: number;
  /** First line shown. */
  readonly offset: number;
}

export interface List extends ListPlace {
  /** Moves the cursor; true when the key was one that moves it. */
  onKey(input: string, key: Key): boolean;
  moveTo(cursor: number): void;
}

/** Arrows and j k by a line, PgUp PgDn by a page, g G Home End to the ends. */
export function useList(extent: Extent): List {
  const [wanted, setWanted] = useState<ListPlace>({ cursor: 0, offset: 0 });
  return {
    ...settled(wanted, extent),
    onKey(input, key) {
      if (step(input, key, extent) === undefined) return false;
      setWanted((now) => moved(now, extent, input, key));
      return true;
    },
    moveTo: (cursor) => setWanted((now) => settled({ ...now, cursor }, extent)),
  };
}

/** The list after a key. */
export function moved(place: ListPlace, extent: Extent, input: string, key: Key): ListPlace {
  const from = settled(place, extent);
  return settled({ ...from, cursor: from.cursor + (step(input, key, extent) ?? 0) }, extent);
}

/** `place` within a list that may have become shorter, with the cursor in view. */
export function settled({ cursor, offset }: ListPlace, { count, rows }: Extent): ListPlace {
  const at = Math.max(0, Math.min(cursor, count - 1));
  const first = Math.max(Math.min(offset, at), at - Math.max(1, rows) + 1);
  return { cursor: at, offset: clampOffset(first, count, rows) };
}

/** The first line shown after a key, where there is no cursor; undefined: the key does not scroll. */
export function scrolled(offset: number, extent: Extent, input: string, key: Key): number | undefined {
  const by = step(input, key, extent);
  if (by === undefined) return undefined;
  const { count, rows } = extent;
  return clampOffset(clampOffset(offset, count, rows) + by, count, rows);
}

/** How many lines a key moves the cursor; undefined: it does not. */
export function step(input: string, key: Key, { count, rows }: Extent): number | undefined {
  if (key.ctrl || key.meta) return undefined;
  if (key.upArrow || input === 'k') return -1;
  if (key.downArrow || input === 'j') return 1;
  if (key.pageUp) return -Math.max(1, rows);
  if (key.pageDown) return Math.max(1, rows);
  if (key.home || input === 'g') return -count;
  if (key.end || input === 'G') return count;
  return undefined;
}

/** The first line shown of a list, kept within it. */
export function clampOffset(offset: number, count: number, rows: number): number {
  return Math.max(0, Math.min(offset, count - rows));
}

/** `Areas 1–4 of 14`, `Areas 1–4/756`; the count alone when all are shown. */
export function listTitle(name: string, offset: number, rows: number, count: number): string {
  if (count <= rows) return count === 0 ? name : `${name} ${count}`;
  return `${name} ${offset + 1}–${Math.min(offset + rows, count)}${count < 100 ? ' of ' : '/'}${count}`;
}
