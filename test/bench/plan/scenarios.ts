// The days that are simulated, and what is wanted of each. None is made to fit the planner: the rates at which slots
// open have nothing to do with demand, and an opening that is over before anybody looks leaves no trace to learn from.
import type { Cache } from './day.ts';
import type { WorldOptions } from './world.ts';

export interface Scenario {
  readonly name: string;
  readonly world: Omit<WorldOptions, 'seed' | 'areaIds'>;
  readonly cache: Cache | null;
  /** The mean wait is to be at most this share of round robin's; null: no goal, the figure is for information. */
  readonly goal: number | null;
}

const MINUTE_MS = 60_000;

/** 50,000 people by Zipf; 8 openings a day and area, half of them gone within 10 minutes, some after an hour. */
const BASE = {
  followed: 756,
  people: 50_000,
  openingsPerDay: 8,
  rateSpread: 1,
  lastsMs: 10 * MINUTE_MS,
  lastsSpread: 1,
} as const;

const EDGE: Cache = { header: 'public, max-age=300', keptMs: 5 * MINUTE_MS, busy: true };
const LYING: Cache = { header: 'max-age=86400', keptMs: 0, busy: false, ageDiceS: 86_400 };

export const SCENARIOS: readonly Scenario[] = [
  { name: '756 areas, rates differ', world: BASE, cache: null, goal: 0.6 },
  { name: '756 areas, rates equal', world: { ...BASE, rateSpread: 0 }, cache: null, goal: 0.6 },
  {
    name: '756, edge cache, most people in 40',
    world: { ...BASE, crowd: { areas: 40, share: 0.9 } },
    cache: EDGE,
    goal: 0.6,
  },
  {
    name: 'the same, only we ask the edge',
    world: { ...BASE, crowd: { areas: 40, share: 0.9 } },
    cache: { ...EDGE, busy: false },
    goal: 0.6,
  },
  { name: '300 areas, rates differ', world: { ...BASE, followed: 300 }, cache: null, goal: 0.6 },
  {
    name: '300 areas, rates equal',
    world: { ...BASE, followed: 300, rateSpread: 0 },
    cache: null,
    goal: null,
  },
  { name: '80 areas, rates differ', world: { ...BASE, followed: 80 }, cache: null, goal: null },
  {
    name: '300, max-age said, nothing cached',
    world: { ...BASE, followed: 300 },
    cache: { ...EDGE, keptMs: 0 },
    goal: 0.6,
  },
  {
    name: '300, cache headers thrown by dice',
    world: { ...BASE, followed: 300 },
    cache: LYING,
    goal: null,
  },
  { name: '40, cache headers thrown by dice', world: { ...BASE, followed: 40 }, cache: LYING, goal: null },
];
