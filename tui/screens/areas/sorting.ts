// In which orders the areas can be shown. Pure. Equals keep the order of interest, so that nothing jumps about.
import { areasByInterest } from '../../../src/core/area-order.ts';
import type { AreaState } from '../../../src/core/snapshot.ts';

export type AreaSort = 'interest' | 'name' | 'subscribers' | 'open' | 'age' | 'interval' | 'errors';
export const AREA_SORTS: readonly AreaSort[] = [
  'interest',
  'name',
  'subscribers',
  'open',
  'age',
  'interval',
  'errors',
];

const SORT_TEXTS: Readonly<Record<AreaSort, string>> = {
  interest: 'what needs a look first',
  name: 'by name',
  subscribers: 'most subscribers first',
  open: 'most open slots first',
  age: 'oldest answer first',
  interval: 'polled least often first',
  errors: 'most errors first',
};

export function sortText(sort: AreaSort): string {
  return SORT_TEXTS[sort];
}

/** The one after it; after the last the first. */
export function nextSort(sort: AreaSort): AreaSort {
  return AREA_SORTS[(AREA_SORTS.indexOf(sort) + 1) % AREA_SORTS.length] ?? 'interest';
}

const COMPARES: Readonly<Record<Exclude<AreaSort, 'interest'>, (a: AreaState, b: AreaState) => number>> = {
  name: (a, b) => compareTexts(a.name, b.name) || compareTexts(a.region, b.region),
  subscribers: (a, b) => b.subscribers - a.subscribers,
  open: (a, b) => b.slotsOpen - a.slotsOpen,
  // Who never answered has waited longest.
  age: (a, b) => (a.lastGoodMs ?? 0) - (b.lastGoodMs ?? 0),
  interval: (a, b) => (b.intervalMs ?? 0) - (a.intervalMs ?? 0),
  errors: (a, b) => (b.errors?.count ?? 0) - (a.errors?.count ?? 0),
};

/** `atMs`: the moment of the snapshot. */
export function sortAreas(areas: readonly AreaState[], sort: AreaSort, atMs: number): readonly AreaState[] {
  const ordered = areasByInterest(areas, atMs);
  return sort === 'interest' ? ordered : ordered.toSorted(COMPARES[sort]);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
