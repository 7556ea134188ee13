// Nobody is forgotten: whatever subscribers, servers and the pace do, every area that is planned has its turn; and
// nobody's turn moves by more than it must.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlan, type Plan, type PlannedArea } from '../../src/poll/plan.ts';
import type { PollEnd } from '../../src/poll/plan-entry.ts';

function areasOf(weights: readonly number[]): PlannedArea[] {
  return weights.map((weight, at) => ({ id: `a${at}`, weight }));
}

/** Polls on, a call each ms; which area at each call. */
function run(plan: Plan, calls: number, fromMs: number, end: PollEnd = {}): string[] {
  return Array.from({ length: calls }, (_, at) => {
    const id = plan.next(fromMs + at) as string;
    plan.finished(id, fromMs + at, end);
    return id;
  });
}

/** How an answer may end, honest or not. */
const anyEnd: fc.Arbitrary<PollEnd> = fc.record(
  {
    retry: fc.boolean(),
    news: fc.boolean(),
    freshInMs: fc.option(
      fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constantFrom(1e15, Number.POSITIVE_INFINITY)),
    ),
    cachedForMs: fc.option(fc.integer({ min: 0, max: 1e6 })),
    aged: fc.boolean(),
  },
  { requiredKeys: [] },
);

type Step =
  | { readonly kind: 'poll'; readonly end: PollEnd }
  | { readonly kind: 'set'; readonly weights: readonly number[] }
  | { readonly kind: 'rate'; readonly callsPerMs: number | null };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('poll' as const), end: anyEnd }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('set' as const),
      // 0: nobody follows that area any more.
      weights: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1_000_000 })), {
        minLength: 5,
        maxLength: 5,
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('rate' as const),
      callsPerMs: fc.option(fc.constantFrom(0, 0.001, 0.5, 1, 2, 70)),
    }),
  },
);

describe('the plan is fair', () => {
  it('an area with one subscriber has its turn, whatever happens to the others, or is said of them', () => {
    const maxWaitMs = 40;
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 200, maxLength: 600 }), (steps) => {
        const plan = createPlan({ maxWaitMs });
        const small = { id: 'small', weight: 1 };
        plan.set([small]);
        let nowMs = 0;
        let lastMs = 0;
        for (const step of steps) {
          if (step.kind === 'rate') plan.rate(step.callsPerMs);
          if (step.kind === 'set')
            plan.set([small, ...areasOf(step.weights).filter(({ weight }) => weight > 0)]);
          if (step.kind !== 'poll') continue;
          nowMs += 1;
          const id = plan.next(nowMs);
          if (id === 'small') lastMs = nowMs;
          if (id !== undefined) plan.finished(id, nowMs, step.end);
          // Its rest, and its turn: of six areas, none has less than a tenth of the calls, and some calls are extra.
          expect(nowMs - lastMs).toBeLessThanOrEqual(maxWaitMs + 60);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('an area that always fails does not take the turns of the others', () => {
    const plan = createPlan();
    plan.set(areasOf([1, 1, 1, 1]));
    const ids = Array.from({ length: 100 }, (_, at) => {
      const id = plan.next(at) as string;
      plan.finished(id, at, { retry: id === 'a0' });
      return id;
    });
    for (const id of ['a1', 'a2', 'a3']) {
      expect(ids.filter((other) => other === id).length).toBeGreaterThanOrEqual(19);
    }
  });

  it('an area whose copies are always about to expire does not take the turns of the others', () => {
    const plan = createPlan();
    plan.rate(1 / 1000);
    plan.set(areasOf([1, 1, 1, 1]));
    const counts = new Map<string, number>();
    for (let nowMs = 0; nowMs < 3_600_000; nowMs += 1000) {
      const id = plan.next(nowMs);
      if (id === undefined) continue;
      counts.set(id, (counts.get(id) ?? 0) + 1);
      const expiring = { freshInMs: 1000, cachedForMs: 300_000, aged: true };
      plan.finished(id, nowMs, id === 'a0' ? expiring : {});
    }
    for (const count of counts.values()) expect(count).toBeGreaterThan(850);
  });

  it('who leaves and comes back gains nothing by it', () => {
    const plan = createPlan();
    const all = areasOf([1, 1, 1, 1, 1]);
    plan.set(all);
    run(plan, 50, 0);
    const ids = Array.from({ length: 100 }, (_, at) => {
      plan.set(all.slice(1));
      plan.set(all);
      return run(plan, 1, 100 + at)[0];
    });
    for (const { id } of all) {
      expect(ids.filter((other) => other === id).length).toBeGreaterThanOrEqual(16);
      expect(ids.filter((other) => other === id).length).toBeLessThanOrEqual(24);
    }
  });

  it('while many areas are new, those already polled have their turns', () => {
    const plan = createPlan();
    plan.rate(1 / 3000);
    const old = areasOf([1000, 1000, 1000]);
    plan.set(old);
    run(plan, 30, 0);
    const fresh = Array.from({ length: 200 }, (_, at) => ({ id: `new${at}`, weight: 1 }));
    plan.set([...old, ...fresh]);
    const ids = run(plan, 60, 100);
    for (const { id } of old) expect(ids).toContain(id);
    expect(ids.filter((id) => id.startsWith('new')).length).toBeGreaterThan(5);
  });
});

describe('the plan is steady', () => {
  const anyWeights = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 3, maxLength: 20 });

  it('an area that comes or goes leaves the others in their order', () => {
    fc.assert(
      fc.property(
        anyWeights,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 60, max: 200 }),
        (weights, weight, calls) => {
          // Far from every floor, so that all shares change alike.
          fc.pre(Math.min(...weights, weight) * 2 > Math.max(...weights, weight));
          const areas = areasOf(weights);
          const withNew = [...areas, { id: 'new', weight }];
          const order = (before: readonly PlannedArea[], after: readonly PlannedArea[]): string[] => {
            const plan = createPlan();
            plan.set(before);
            run(plan, calls, 0);
            plan.set(after);
            return run(plan, 2 * weights.length, 1000)
              .filter((id) => id !== 'new')
              .slice(0, weights.length);
          };
          const alone = order(areas, areas);
          expect(order(areas, withNew)).toEqual(alone);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('telling the same areas again changes nothing', () => {
    fc.assert(
      fc.property(anyWeights, (weights) => {
        const areas = areasOf(weights);
        const once = createPlan();
        const often = createPlan();
        once.set(areas);
        often.set(areas);
        const ids = run(once, 100, 0);
        const same = Array.from({ length: 100 }, (_, at) => {
          often.set(areas.toReversed());
          return run(often, 1, at)[0];
        });
        expect(same).toEqual(ids);
      }),
      { numRuns: 40 },
    );
  });

  it('one subscriber more among hundreds moves nobody by more than a few turns', () => {
    const areas = areasOf(Array.from({ length: 300 }, (_, at) => 1 + ((at * 7) % 60)));
    const turns = (
      change: (areas: readonly PlannedArea[]) => readonly PlannedArea[],
    ): Map<string, number> => {
      const plan = createPlan();
      plan.rate(1 / 3000);
      plan.set(areas);
      run(plan, 1000, 0);
      plan.set(change(areas));
      const first = new Map<string, number>();
      run(plan, 700, 2000).forEach((id, at) => {
        if (!first.has(id)) first.set(id, at);
      });
      return first;
    };
    const before = turns((same) => same);
    const after = turns((same) =>
      same.map((area, at) => (at === 5 ? { ...area, weight: area.weight + 1 } : area)),
    );
    for (const { id } of areas) {
      expect(Math.abs((after.get(id) as number) - (before.get(id) as number)), id).toBeLessThanOrEqual(5);
    }
  });
});
