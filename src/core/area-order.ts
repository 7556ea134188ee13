// In which order areas are shown: what a person should look at first stands first. Pure.
import { isStale } from './freshness.ts';
import type { AreaState } from './snapshot.ts';

/**
 * What has grown old first, then open slots, then what failed last time, then by how many people wait; the order does
 * not move with every answer. `atMs`: the moment of the snapshot.
 */
export function areasByInterest(areas: readonly AreaState[], atMs: number): readonly AreaState[] {
  const ranks = new Map(areas.map((area) => [area, rankOf(area, atMs)]));
  const rank = (area: AreaState): number => ranks.get(area) ?? 0;
  return areas.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      b.subscribers - a.subscribers ||
      (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) ||
      (a.id < b.id ? -1 : 1),
  );
}

function rankOf(area: AreaState, atMs: number): number {
  const failed = area.failure !== '';
  if (isStale(area, atMs) || (failed && area.lastGoodMs === null)) return 0;
  if (area.slotsOpen > 0) return 1;
  return failed ? 2 : 3;
}
