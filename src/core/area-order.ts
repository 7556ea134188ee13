// In which order areas are shown: what a person should look at first stands first. Pure.
import { isStale } from './freshness.ts';
import type { AreaState } from './snapshot.ts';

/**
 * What has grown old first, then open slots, then what failed last time, then by how many people wait; the order does
 * not move with every answer. `atMs`: the moment of the snapshot.
 */
export function areasByInterest(areas: readonly AreaState[], atMs: number): readonly AreaState[] {
  // Ranked by themselves, and then sorted group by group: done every second for a whole country.
  const ranked: AreaState[][] = Array.from({ length: RANKS }, () => []);
  for (const area of areas) ranked[rankOf(area, atMs)]?.push(area);
  return ranked.flatMap((group) => group.sort(byPeople));
}

const RANKS = 4;

function byPeople(a: AreaState, b: AreaState): number {
  if (a.subscribers !== b.subscribers) return b.subscribers - a.subscribers;
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** From 0, what is looked at first, to below `RANKS`. */
function rankOf(area: AreaState, atMs: number): number {
  const failed = area.failure !== '';
  if (isStale(area, atMs) || (failed && area.lastGoodMs === null)) return 0;
  if (area.slotsOpen > 0) return 1;
  return failed ? 2 : 3;
}
