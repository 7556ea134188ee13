// Where the cursor is in a list that grows at its beginning: it stays on its delivery, wherever that moves; on the first
// line it stays there, so that one sees what comes.
import type { Key } from 'ink';
import { useState } from 'react';
import type { DeliveryView } from '../../../src/core/snapshot.ts';
import { type ListPlace, moved, settled } from '../../kit/list.ts';

interface Place extends ListPlace {
  /** The delivery the cursor is on; null: on the first line. */
  readonly id: number | null;
}

export interface NewestList extends ListPlace {
  /** The delivery the cursor is on; undefined in an empty list. */
  readonly current: DeliveryView | undefined;
  /** The cursor is below the first line. */
  readonly isHeld: boolean;
  /** Moves the cursor; true when the key was one that moves it. */
  onKey(input: string, key: Key): boolean;
}

const MOVES = 'jkgG';

export function useNewest(items: readonly DeliveryView[], rows: number): NewestList {
  const [wanted, setWanted] = useState<Place>({ cursor: 0, offset: 0, id: null });
  const extent = { count: items.length, rows };
  const shown = settled(placeIn(items, wanted), extent);
  return {
    ...shown,
    current: items[shown.cursor],
    isHeld: wanted.id !== null,
    onKey(input, key) {
      const isMove =
        key.upArrow ||
        key.downArrow ||
        key.pageUp ||
        key.pageDown ||
        key.home ||
        key.end ||
        (input !== '' && MOVES.includes(input));
      if (!isMove || key.ctrl || key.meta) return false;
      setWanted((now) => {
        const next = moved(placeIn(items, now), extent, input, key);
        return { ...next, id: next.cursor === 0 ? null : (items[next.cursor]?.id ?? null) };
      });
      return true;
    },
  };
}

/** Where a delivery is now; one that is known no more leaves the cursor at its line. */
export function placeIn(items: readonly DeliveryView[], { cursor, offset, id }: Place): ListPlace {
  if (id === null) return { cursor: 0, offset: 0 };
  const at = items.findIndex((one) => one.id === id);
  return at === -1 ? { cursor, offset } : { cursor: at, offset: Math.max(0, offset + at - cursor) };
}
