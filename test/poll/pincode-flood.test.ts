// Anybody may ask for pincodes, and there are more of them than calls: what a crowd of them leaves to the districts.
import fc from 'fast-check';
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

  it.each([300, 3_000, 30_000])(
    'small districts beside a large one wait no longer than any may: %i pincodes',
    (count) => {
      const given = shares([
        ask(false, 200),
        ...Array.from({ length: 19 }, () => ask(false)),
        ...Array.from({ length: count }, () => ask(true)),
      ]);
      const waitMs = given.slice(0, 20).map(({ share }) => 1 / (share * PER_MS));
      expect(Math.max(...waitMs)).toBeLessThanOrEqual(0.85 * MAX_WAIT_MS + 0.001);
      expect(total(given)).toBeCloseTo(1, 9);
    },
  );

  it('districts that need more than half of the calls have half', () => {
    const given = shares([
      ...Array.from({ length: 60 }, () => ask(false)),
      ...Array.from({ length: 10_000 }, () => ask(true)),
    ]);
    expect(total(given.slice(0, 60))).toBeCloseTo(0.5, 9);
  });

  it('a large district goes before the small ones also beside thousands of pincodes', () => {
    const [large, small] = shares([
      ask(false, 200),
      ...Array.from({ length: 19 }, () => ask(false)),
      ...Array.from({ length: 3_000 }, () => ask(true)),
    ]);
    expect(large?.share).toBeGreaterThan(3 * (small?.share as number));
  });

  it('keep their floors, which are never more than all calls', () => {
    const anyAreas = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(anyAreas, anyAreas, fc.integer({ min: 1, max: 3_000 }), (districts, pincodes, perWait) => {
        const asks = [
          ...Array.from({ length: districts }, (_, at) => ask(false, 1 + at)),
          ...Array.from({ length: pincodes }, () => ask(true)),
        ];
        const given = sharesOfAreas(asks, perWait / MAX_WAIT_MS, MAX_WAIT_MS);
        expect(given.reduce((sum, { least }) => sum + least, 0)).toBeLessThanOrEqual(1 + 1e-9);
        expect(total(given)).toBeCloseTo(1, 9);
        for (const { share, least } of given) expect(share).toBeGreaterThanOrEqual(least - 1e-12);
      }),
    );
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
