// Anybody may ask for pincodes, and there are more of them than calls: what a crowd of them leaves to the districts.
import { describe, expect, it } from 'vitest';
import { createPlan, type Plan } from '../../src/poll/plan.ts';
import { type Ask, sharesOfAreas } from '../../src/poll/shares.ts';

const MAX_WAIT_MS = 300_000;
const PER_MS = 90 / 300_000;
const INTERVAL_MS = 1 / PER_MS;
const DISTRICTS = Array.from({ length: 40 }, (_, at) => ({
  id: `cowin:${at + 1}`,
  weight: at === 0 ? 4_000 : 50,
}));

const pins = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `cowin:pin:${100_000 + at}`, weight: 1 }));

/** Mean and longest time (ms) from one poll of a district to the next, over so many calls after a first sweep. */
function districtWaits(plan: Plan, calls: number): { readonly meanMs: number; readonly longestMs: number } {
  const last = new Map<string, number>();
  const gaps: number[] = [];
  for (let at = 0; at < calls; at++) {
    const nowMs = at * INTERVAL_MS;
    const id = plan.next(nowMs) as string;
    plan.finished(id, nowMs);
    if (id.includes(':pin:')) continue;
    const before = last.get(id);
    if (before !== undefined) gaps.push(nowMs - before);
    last.set(id, nowMs);
  }
  return { meanMs: gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length, longestMs: Math.max(...gaps) };
}

function planOf(pincodes: number): Plan {
  const plan = createPlan({ maxWaitMs: MAX_WAIT_MS });
  plan.rate(PER_MS);
  plan.set([...DISTRICTS, ...pins(pincodes)]);
  return plan;
}

describe('ten thousand pincodes nobody lives in', () => {
  it('leave the districts half of the calls', () => {
    const waits = districtWaits(planOf(10_000), 6_000);
    // Half of the calls, less the one in seven that goes to areas that are new.
    expect(waits.meanMs).toBeLessThan(2.5 * 40 * INTERVAL_MS);
    expect(waits.longestMs).toBeLessThan(15 * 60_000);
  });

  it('are themselves all polled', () => {
    const plan = planOf(2_000);
    const seen = new Set<string>();
    for (let at = 0; at < 12_000; at++) {
      const id = plan.next(at * INTERVAL_MS) as string;
      plan.finished(id, at * INTERVAL_MS);
      seen.add(id);
    }
    expect(seen.size).toBe(2_040);
  });
});

describe('pincodes and districts', () => {
  const ask = (isPin: boolean, pull = 1, most = 1): Ask => ({ isPin, pull, most });
  const total = (given: readonly { readonly share: number }[]) =>
    given.reduce((sum, { share }) => sum + share, 0);
  const shares = (asks: readonly Ask[]) => sharesOfAreas(asks, PER_MS, MAX_WAIT_MS);

  it('are all alike while the calls suffice for all', () => {
    const given = shares([
      ...Array.from({ length: 20 }, () => ask(false)),
      ...Array.from({ length: 56 }, () => ask(true)),
    ]);
    for (const { share } of given) expect(share).toBeCloseTo(1 / 76, 9);
  });

  it('districts that need little keep no more than they need', () => {
    const given = shares([ask(false), ask(false), ...Array.from({ length: 998 }, () => ask(true))]);
    for (const { share } of given.slice(0, 2))
      expect(1 / (share * PER_MS)).toBeCloseTo(0.85 * MAX_WAIT_MS, 3);
    expect(total(given)).toBeCloseTo(1, 9);
  });

  it('what districts cannot use goes to the pincodes', () => {
    const given = shares([ask(false, 1, 0.0001), ...Array.from({ length: 999 }, () => ask(true))]);
    expect(given[0]?.share).toBeCloseTo(0.0001, 9);
    expect(total(given)).toBeCloseTo(1, 9);
  });

  it('pincodes alone have all of the calls', () => {
    expect(total(shares(Array.from({ length: 5_000 }, () => ask(true))))).toBeCloseTo(1, 9);
  });
});
