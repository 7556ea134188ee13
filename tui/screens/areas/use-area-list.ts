// Where the cursor is in a list whose order changes by itself: it stays on its area, wherever that moves.
import type { Key } from 'ink';
import type { AreaState } from '../../../src/core/snapshot.ts';
import { useKept } from '../../kit/kept.ts';
import { type ListPlace, moved, settled, step } from '../../kit/list.ts';

interface Place extends ListPlace {
  /** The area the cursor is on; null: on the first line, whatever stands there. */
  readonly areaId: string | null;
}

export interface AreaList extends ListPlace {
  /** The area the cursor is on; undefined in an empty list. */
  readonly current: AreaState | undefined;
  /** Moves the cursor; true when the key was one that moves it. */
  onKey(input: string, key: Key): boolean;
  toTop(): void;
}

const AT_TOP: Place = { cursor: 0, offset: 0, areaId: null };

/** @param areas in the order they are shown in @param rows lines shown */
export function useAreaList(areas: readonly AreaState[], rows: number): AreaList {
  const [place, setPlace] = useKept<Place>('areas.place', AT_TOP);
  const extent = { count: areas.length, rows };
  const here = (now: Place): ListPlace => settled(placeIn(areas, now), extent);
  const shown = here(place);
  return {
    ...shown,
    current: areas[shown.cursor],
    onKey(input, key) {
      if (step(input, key, extent) === undefined) return false;
      setPlace((now) => {
        const to = moved(here(now), extent, input, key);
        return { ...to, areaId: areas[to.cursor]?.id ?? null };
      });
      return true;
    },
    toTop: () => setPlace(AT_TOP),
  };
}

/** The place after the areas moved: the line of its area moves by as much as the area does. */
function placeIn(areas: readonly AreaState[], { cursor, offset, areaId }: Place): ListPlace {
  const at = areaId === null ? -1 : areas.findIndex(({ id }) => id === areaId);
  return at === -1 ? { cursor, offset } : { cursor: at, offset: offset + at - cursor };
}
