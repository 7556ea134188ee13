// The world a simulated day happens in: who follows which area, and when slots open and close in it. It is made from a
// seed before any call is made, so that every way of polling meets the same day.
import type { AreaId } from '../../../src/core/area.ts';
import { createRandom } from './random.ts';

export interface Opening {
  readonly openedMs: number;
  readonly closedMs: number;
}

export interface WorldArea {
  readonly id: AreaId;
  /** People who follow it; 0: nobody does. */
  readonly people: number;
  /** Openings a day to be expected. */
  readonly perDay: number;
  /** In the order they open. */
  readonly openings: readonly Opening[];
  /** Where in the cache's rhythm this area's copy is made anew (ms). */
  readonly cachePhaseMs: number;
}

export interface WorldOptions {
  readonly seed: number;
  readonly areaIds: readonly AreaId[];
  /** How many of them somebody follows. */
  readonly followed: number;
  /** People in all; they spread over the followed areas by Zipf's law. */
  readonly people: number;
  /** Share of the people who follow the first so many areas; null: Zipf decides alone. */
  readonly crowd?: { readonly areas: number; readonly share: number };
  /** Openings a day in a typical area. */
  readonly openingsPerDay: number;
  /** Spread of the areas' rates (sigma of a log-normal with the same mean); 0: all are equal. */
  readonly rateSpread: number;
  /** How long half of the openings last (ms), and the spread. */
  readonly lastsMs: number;
  readonly lastsSpread: number;
}

export const DAY_MS = 24 * 3_600_000;

export function createWorld(options: WorldOptions): readonly WorldArea[] {
  const random = createRandom(options.seed);
  const ids = random.shuffled(options.areaIds);
  const people = demandOf(options);
  // A log-normal's mean lies above its median.
  const medianRate = options.openingsPerDay * Math.exp(-(options.rateSpread ** 2) / 2);
  return ids.map((id, at) => {
    const perDay = random.logNormal(medianRate, options.rateSpread);
    const openings: Opening[] = [];
    for (let atMs = random.gap(DAY_MS / perDay); atMs < DAY_MS; atMs += random.gap(DAY_MS / perDay)) {
      openings.push({
        openedMs: atMs,
        closedMs: atMs + random.logNormal(options.lastsMs, options.lastsSpread),
      });
    }
    return { id, people: people[at] ?? 0, perDay, openings, cachePhaseMs: random.unit() * DAY_MS };
  });
}

/**
 * The mean wait as a share of round robin's that no division of the calls gets below, were all rates known beforehand:
 * with calls in proportion to √(people × rate), (Σ √(people × rate))² / (areas × Σ people × rate).
 */
export function leastPossible(followed: readonly WorldArea[]): number {
  let roots = 0;
  let sum = 0;
  for (const { people, perDay } of followed) {
    roots += Math.sqrt(people * perDay);
    sum += people * perDay;
  }
  return roots ** 2 / (followed.length * sum);
}

/** Zipf with exponent 1: the k-th area has a k-th of the first one's people, and at least one. */
function demandOf({ followed, people, crowd }: WorldOptions): number[] {
  const ranks = Array.from({ length: followed }, (_, at) => 1 / (at + 1));
  const inCrowd = crowd?.areas ?? followed;
  const sumOf = (from: number, to: number): number =>
    ranks.slice(from, to).reduce((sum, rank) => sum + rank, 0);
  const first = crowd === undefined ? 1 : crowd.share;
  return ranks.map((rank, at) => {
    const share =
      at < inCrowd ? (first * rank) / sumOf(0, inCrowd) : ((1 - first) * rank) / sumOf(inCrowd, followed);
    return Math.max(1, Math.round(people * share));
  });
}
