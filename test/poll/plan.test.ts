import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPace } from '../../src/poll/pace.ts';
import { createPlan, type Plan } from '../../src/poll/plan.ts';

let now = 0;

/** Polls `calls` times, each over before the next; which area at each call. */
function run(plan: Plan, calls: number, stepMs = 1): string[] {
  return Array.from({ length: calls }, () => {
    now += stepMs;
    const id = plan.next(now) as string;
    plan.finished(id, now);
    return id;
  });
}

function paceOf(perS: number) {
  return { calls: perS * 300, perMs: 300_000, text: `${perS * 300}/5m` };
}

function countOf(ids: readonly string[], id: string): number {
  return ids.filter((other) => other === id).length;
}

function longestGap(ids: readonly string[], id: string): number {
  let longest = 0;
  let last = -1;
  ids.forEach((other, at) => {
    if (other !== id) return;
    longest = Math.max(longest, at - last);
    last = at;
  });
  return Math.max(longest, ids.length - last);
}

describe('the plan', () => {
  it('polls areas in proportion to the square root of the people they serve', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 2, maxLength: 12 }), (weights) => {
        const roots = weights.map(Math.sqrt);
        const sum = roots.reduce((total, root) => total + root, 0);
        // Where a share comes near half of an even one the floor holds instead: that is another promise.
        fc.pre(roots.every((root) => root / sum > 1 / (1.7 * weights.length)));
        const plan = createPlan();
        plan.set(weights.map((weight, at) => ({ id: `a${at}`, weight })));
        const calls = 4000;
        const ids = run(plan, calls);
        roots.forEach((root, at) => {
          const fair = (calls * root) / sum;
          expect(Math.abs(countOf(ids, `a${at}`) - fair)).toBeLessThanOrEqual(2 + fair * 0.01);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('lets no area wait longer than the maximum where the pace permits it', () => {
    const plan = createPlan({ maxWaitMs: 300_000 });
    plan.set([
      { id: 'big', weight: 1_000_000 },
      ...Array.from({ length: 20 }, (_, at) => ({ id: `small${at}`, weight: 1 })),
    ]);
    plan.rate(90 / 300_000);
    const intervalMs = 300_000 / 90;
    const ids = run(plan, 5000, intervalMs);
    for (let at = 0; at < 20; at++) {
      expect(longestGap(ids, `small${at}`) * intervalMs).toBeLessThanOrEqual(300_000);
    }
    // What is left goes to the many.
    expect(countOf(ids, 'big')).toBeGreaterThan(3600);
  });

  it('where the pace does not permit it, no area waits longer than twice an even share', () => {
    const plan = createPlan({ maxWaitMs: 1000 });
    const weights = [1, 1, 1, 4, 100, 10_000];
    plan.set(weights.map((weight, at) => ({ id: `a${at}`, weight })));
    plan.rate(1 / 60_000);
    const ids = run(plan, 3000);
    for (let at = 0; at < weights.length; at++) {
      expect(longestGap(ids, `a${at}`)).toBeLessThanOrEqual(2 * weights.length);
    }
  });

  it('takes a new area first, and leaves the turns of the others as they were', () => {
    const plan = createPlan();
    plan.set([
      { id: 'a', weight: 1 },
      { id: 'b', weight: 1 },
    ]);
    run(plan, 101);
    plan.set([
      { id: 'a', weight: 1 },
      { id: 'b', weight: 1 },
      { id: 'new', weight: 1 },
    ]);
    const after = run(plan, 30);
    expect(after.slice(0, 3).toSorted()).toEqual(['a', 'b', 'new']);
    expect(after[0]).toBe('new');
    for (const id of ['a', 'b', 'new']) expect(Math.abs(countOf(after, id) - 10)).toBeLessThanOrEqual(1);
  });

  it('an area that gains people comes sooner at once', () => {
    const plan = createPlan();
    const many = Array.from({ length: 200 }, (_, at) => ({ id: `a${at}`, weight: 100 }));
    plan.set(many);
    run(plan, 201);
    plan.set(many.map((area) => (area.id === 'a0' ? { ...area, weight: 1_000_000 } : area)));
    expect(run(plan, 10)).toContain('a0');
  });

  it('never gives out an area whose poll is under way', () => {
    const plan = createPlan();
    plan.set([
      { id: 'a', weight: 1 },
      { id: 'b', weight: 1 },
    ]);
    expect([plan.next(0), plan.next(0), plan.next(0)]).toEqual(['a', 'b', undefined]);
    expect(plan.waitMs(0)).toBe(Number.POSITIVE_INFINITY);
    plan.set([{ id: 'b', weight: 1 }]);
    plan.set([
      { id: 'a', weight: 1 },
      { id: 'b', weight: 1 },
    ]);
    expect(plan.next(0)).toBeUndefined();
    plan.finished('a', 0);
    expect(plan.next(0)).toBe('a');
  });

  it('an area that had the turns of others while they hung is polled as before once they answer', () => {
    const plan = createPlan();
    const ids = Array.from({ length: 12 }, (_, at) => `a${at}`);
    plan.set(ids.map((id) => ({ id, weight: 1 })));
    const hanging = ids.slice(1);
    expect(ids.map(() => plan.next(now)).toSorted()).toEqual(ids.toSorted());
    plan.finished('a0', now);
    expect(new Set(run(plan, 3000))).toEqual(new Set(['a0']));
    for (const id of hanging) plan.finished(id, now);
    expect(longestGap(run(plan, 240), 'a0')).toBeLessThanOrEqual(2 * ids.length);
  });

  it('an area that left is not polled again, also when it left during its poll', () => {
    const plan = createPlan();
    plan.set([{ id: 'a', weight: 1 }]);
    plan.next(0);
    plan.set([]);
    plan.finished('a', 0);
    expect(plan.next(0)).toBeUndefined();
  });

  it('keeps the least interval of an area', () => {
    const plan = createPlan({ minIntervalMs: 1000 });
    plan.set([{ id: 'a', weight: 1 }]);
    expect(plan.next(0)).toBe('a');
    plan.finished('a', 10);
    expect(plan.waitMs(10)).toBe(990);
    expect(plan.next(999)).toBeUndefined();
    // Another set of areas does not wake it early.
    plan.set([{ id: 'a', weight: 5 }]);
    expect(plan.next(999)).toBeUndefined();
    expect(plan.next(1000)).toBe('a');
  });

  it('lets an area that failed for the first time go first once more', () => {
    const plan = createPlan();
    plan.set(['a', 'b', 'c'].map((id) => ({ id, weight: 1 })));
    run(plan, 3);
    const failed = plan.next(now) as string;
    plan.finished(failed, now, { retry: true });
    expect(plan.next(now)).toBe(failed);
  });

  it('rests an area that alone is refused, twice as long each time up to the longest wait, until it is answered', () => {
    const plan = createPlan();
    plan.set([{ id: 'a', weight: 1 }]);
    let at = 0;
    const rests: number[] = [];
    for (let times = 0; times < 11; times++) {
      expect(plan.next(at)).toBe('a');
      plan.finished('a', at, { refused: true });
      rests.push(plan.waitMs(at));
      at += rests.at(-1) as number;
    }
    const doubled = [1, 2, 4, 8, 16, 32, 64, 128, 256].map((seconds) => seconds * 1000);
    expect(rests).toEqual([...doubled, 300_000, 300_000]);
    plan.next(at);
    plan.finished('a', at, { news: false });
    expect(plan.waitMs(at)).toBe(0);
    plan.next(at);
    plan.finished('a', at, { refused: true });
    expect(plan.waitMs(at)).toBe(1000);
    // Whoever asks for it by hand need not wait.
    plan.hurry('a');
    expect(plan.next(at)).toBe('a');
  });

  it.each([
    [0.3, 2],
    [0.3, 4],
    [0.3, 20],
    [20, 4],
  ])(
    'at %f calls a second, one of %i areas that is refused for ever takes next to nothing from the others',
    (perS, count) => {
      const pace = createPace({ setting: paceOf(perS), startedAtMs: 0, random: () => 0.5 });
      const plan = createPlan();
      plan.set(Array.from({ length: count }, (_, at) => ({ id: `a${at}`, weight: 1 })));
      const endMs = 3 * 3_600_000;
      let others = 0;
      for (let at = 0; at < endMs; ) {
        plan.rate(pace.allowedPerMs());
        const wait = Math.max(plan.waitMs(at), pace.waitMs(at));
        if (wait > 0) {
          at += wait;
          continue;
        }
        const id = plan.next(at) as string;
        const grant = pace.take(at);
        at += 20;
        if (id === 'a0') pace.refused(grant, at, null);
        else pace.good(grant, at);
        if (id !== 'a0') others++;
        plan.finished(id, at, id === 'a0' ? { refused: true } : { news: false });
      }
      expect(others / ((perS * endMs) / 1000)).toBeGreaterThan((0.9 * (count - 1)) / count);
    },
  );

  it('is quick: the whole country, two hundred thousand turns', () => {
    const plan = createPlan();
    plan.set(Array.from({ length: 756 }, (_, at) => ({ id: `a${at}`, weight: (at % 50) + 1 })));
    const startedMs = performance.now();
    for (let at = 0; at < 200_000; at++) plan.finished(plan.next(at) as string, at);
    expect(performance.now() - startedMs).toBeLessThan(2000);
  });
});
