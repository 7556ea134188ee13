// Which areas are polled, and for how many people: the demand of the subscriptions, as the poller is to see it, less
// what the operator has paused.
// An area new to the list is handed over with the sessions the database believes open, so that the poller notices
// those that are gone.
import type { AreaId } from '../core/area.ts';
import type { Source } from '../core/source.ts';
import type { Watch } from '../poll/protocol.ts';
import type { Store } from '../store/store.ts';

export interface WatchList {
  /** Reads the demand anew; true when the list changed. */
  refresh(): boolean;
  watches(): readonly Watch[];
  /** Areas the operator has paused, asked for or not. */
  paused(): readonly Demanded[];
}

/** An area, and the people it serves. */
export type Demanded = Pick<Watch, 'area' | 'weight'>;

/** Empty until the first `refresh`. @param allAreas polls every area of the source, also those nobody wants */
export function createWatchList(store: Store, source: Source, allAreas: boolean): WatchList {
  let current: readonly Watch[] = [];
  let paused: readonly Demanded[] = [];

  function wanted(): Map<AreaId, Demanded> {
    const areas = new Map<AreaId, Demanded>();
    for (const area of allAreas ? source.areas : []) areas.set(area.id, { area, weight: 0 });
    for (const { areaId, weight } of store.subscribers.demand()) {
      const area = source.area(areaId);
      if (area !== undefined) areas.set(areaId, { area, weight });
    }
    return areas;
  }

  /** Takes those that are paused out of the list; returns them. */
  function withoutPaused(areas: Map<AreaId, Demanded>): Demanded[] {
    const out: Demanded[] = [];
    for (const id of store.holds.areas()) {
      const area = source.area(id);
      if (area !== undefined) out.push(areas.get(id) ?? { area, weight: 0 });
      areas.delete(id);
    }
    return out;
  }

  return {
    refresh() {
      const before = new Map(current.map((watch) => [watch.area.id, watch.weight]));
      const areas = wanted();
      paused = withoutPaused(areas);
      const same =
        areas.size === before.size && [...areas].every(([id, { weight }]) => before.get(id) === weight);
      if (same) return false;
      const added = [...areas.keys()].filter((id) => !before.has(id));
      const open = added.length === 0 ? undefined : store.slots.openSessions(added);
      current = [...areas.values()].map(({ area, weight }) => ({
        area,
        weight,
        open: open?.get(area.id) ?? [],
      }));
      return true;
    },
    watches: () => current,
    paused: () => paused,
  };
}
