import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Claim, leastShare, longestWaitMs, sharesOf } from '../../src/poll/shares.ts';

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Claims as the plan makes them: one floor for all, and ceilings here and there. */
const anyClaims = fc
  .tuple(
    fc.array(
      fc.record({
        pull: fc.double({ min: 0.25, max: 4000, noNaN: true }),
        most: fc.oneof(fc.constant(1), fc.double({ min: 1e-6, max: 1, noNaN: true })),
      }),
      { minLength: 1, maxLength: 60 },
    ),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([areas, floor]): Claim[] => areas.map((area) => ({ ...area, least: floor / areas.length })));

describe('shares', () => {
  it('sum to one, or to less where every area has all it may have', () => {
    fc.assert(
      fc.property(anyClaims, (claims) => {
        const shares = sharesOf(claims);
        const total = sum(shares);
        expect(total).toBeLessThanOrEqual(1 + 1e-9);
        if (total < 1 - 1e-9) {
          shares.forEach((share, at) => {
            expect(share).toBeCloseTo(claims[at]?.most as number, 9);
          });
        }
      }),
    );
  });

  it('keep every floor and every ceiling, the ceiling first', () => {
    fc.assert(
      fc.property(anyClaims, (claims) => {
        sharesOf(claims).forEach((share, at) => {
          const { least, most } = claims[at] as Claim;
          expect(share).toBeLessThanOrEqual(most);
          expect(share).toBeGreaterThanOrEqual(Math.min(least, most));
        });
      }),
    );
  });

  it('are in proportion to the pull wherever neither floor nor ceiling holds', () => {
    fc.assert(
      fc.property(anyClaims, (claims) => {
        const shares = sharesOf(claims);
        const perPull = shares.flatMap((share, at) => {
          const { pull, least, most } = claims[at] as Claim;
          return share > least && share < most ? [share / pull] : [];
        });
        const first = perPull[0] ?? 0;
        for (const other of perPull) expect(Math.abs(other - first)).toBeLessThan(first * 1e-6);
      }),
    );
  });

  it('what one area may not have goes to the others', () => {
    const free = { pull: 1, least: 0, most: 1 };
    expect(sharesOf([free, free, free, free])).toEqual([0.25, 0.25, 0.25, 0.25]);
    const shares = sharesOf([{ ...free, most: 0.1 }, free, free, free]);
    expect(shares[0]).toBe(0.1);
    for (const share of shares.slice(1)) expect(share).toBeCloseTo(0.3, 9);
  });

  it('no areas have no shares', () => {
    expect(sharesOf([])).toEqual([]);
  });
});

describe('the longest wait', () => {
  const perMs = 100 / 300_000;

  it('is the maximum that was set, while the pace permits it', () => {
    for (const areas of [1, 40, 85]) expect(longestWaitMs(areas, perMs, 300_000)).toBeCloseTo(300_000, 3);
  });

  it('is twice an even sweep where the pace is far from permitting it', () => {
    expect(longestWaitMs(756, perMs, 300_000)).toBeCloseTo((2 * 756) / perMs, 3);
  });

  it('gives way bit by bit: one area more never makes a leap of it', () => {
    for (let areas = 1; areas < 800; areas++) {
      const more = longestWaitMs(areas + 1, perMs, 300_000) - longestWaitMs(areas, perMs, 300_000);
      expect(more).toBeGreaterThanOrEqual(-1e-6);
      expect(more).toBeLessThanOrEqual(4 / perMs + 1e-6);
    }
  });

  it('can be kept: the least shares of all areas are never more than all calls', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
        fc.integer({ min: 1, max: 86_400_000 }),
        (areas, callsPerMs, maxWaitMs) => {
          expect(areas * leastShare(areas, callsPerMs, maxWaitMs)).toBeLessThanOrEqual(1 + 1e-9);
        },
      ),
    );
  });
});
