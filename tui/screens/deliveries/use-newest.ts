// Where the cursor is in a list that grows at its beginning, and of which only a piece is known: it stays on its
// delivery, wherever that moves; on the newest and on the oldest it stays there, so that one sees what comes.
import type { Key } from 'ink';
import { useState } from 'react';
import type { DeliveryView } from '../../../src/core/snapshot.ts';
import { type ListPlace, moved, settled, step } from '../../kit/list.ts';
import type { Flow, FlowView } from './flow.ts';

/** Where the cursor is, and what it stays with: an end of the list, or a delivery by its id. */
export interface Place extends ListPlace {
  readonly on: 'newest' | 'oldest' | number;
}

export interface NewestList extends ListPlace {
  /** The delivery the cursor is on; undefined in an empty list, and while the end it goes to is awaited. */
  readonly current: DeliveryView | undefined;
  readonly keeps: FlowView['keeps'];
  /** Moves the cursor; true when the key was one that moves it. */
  onKey(input: string, key: Key): boolean;
}

const NEWEST: Place = { cursor: 0, offset: 0, on: 'newest' };

/** @param of what the list is narrowed to: another one begins with its newest */
export function useNewest(flow: Flow, rows: number, of: string): NewestList {
  const [state, setState] = useState({ of, place: NEWEST });
  const placed = (now: typeof state): Place => (now.of === of ? now.place : NEWEST);
  const wanted = placed(state);
  const { items } = flow;
  const shown = settled(placeIn(items, wanted), { count: items.length, rows });
  /** The end that was asked for is not here yet: keys must not mean what stands there until then. */
  const isAway = (wanted.on === 'newest' && flow.above !== 0) || (wanted.on === 'oldest' && !flow.isWhole);
  return {
    ...shown,
    current: isAway ? undefined : items[shown.cursor],
    keeps: typeof wanted.on === 'number' ? 'here' : wanted.on,
    onKey(input, key) {
      if (step(input, key, { count: items.length, rows }) === undefined) return false;
      setState((now) => ({ of, place: placeAfter(flow, rows, placed(now), input, key) }));
      return true;
    },
  };
}

/** Where a delivery is now; one that is known no more leaves the cursor at its line. */
export function placeIn(items: readonly DeliveryView[], { cursor, offset, on }: Place): ListPlace {
  if (on === 'newest') return { cursor: 0, offset: 0 };
  if (on === 'oldest') return { cursor: items.length - 1, offset: items.length };
  const at = items.findIndex(({ id }) => id === on);
  return at === -1 ? { cursor, offset } : { cursor: at, offset: Math.max(0, offset + at - cursor) };
}

/** The place after a key that moves; `g` and `G` go to the ends of all there are, known or not. */
export function placeAfter({ items, above }: Flow, rows: number, now: Place, input: string, key: Key): Place {
  const next = moved(placeIn(items, now), { count: items.length, rows }, input, key);
  if (key.home || input === 'g') return { ...next, on: 'newest' };
  if (key.end || input === 'G') return { ...next, on: 'oldest' };
  const id = items[next.cursor]?.id;
  return { ...next, on: id === undefined || (next.cursor === 0 && above === 0) ? 'newest' : id };
}
