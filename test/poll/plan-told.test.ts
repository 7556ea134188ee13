// What the plan says of an area, held against what it does: a clock of numbers, calls at an even pace, and a server
// that answers at once or after a while, through a cache or not.
import { describe, expect, it } from 'vitest';
import { cacheAgeOf } from '../../src/poll/cache-age.ts';
import { createPlan, type Plan, type PlannedArea } from '../../src/poll/plan.ts';
import type { AreaPlan, PollEnd } from '../../src/poll/plan-entry.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How an area answers a call that began at `nowMs`. */
type Answer = (id: string, nowMs: number) => PollEnd;

interface Sim {
  readonly plan: Plan;
  /** Polls on until `untilMs`; when each area was polled in that time. */
  run(untilMs: number): Map<string, number[]>;
}

function sim(areas: readonly PlannedArea[], callsPerMs: number, answer: Answer, tookMs = 200): Sim {
  const plan = createPlan();
  plan.rate(callsPerMs);
  plan.set(areas);
  let nowMs = 0;
  return {
    plan,
    run(untilMs) {
      const polls = new Map<string, number[]>();
      while (nowMs < untilMs) {
        const id = plan.waitMs(nowMs) > 0 ? undefined : plan.next(nowMs);
        if (id !== undefined) {
          polls.set(id, [...(polls.get(id) ?? []), nowMs]);
          plan.finished(id, nowMs + Math.min(tookMs, 1 / callsPerMs), answer(id, nowMs));
        }
        nowMs += 1 / callsPerMs;
      }
      return polls;
    },
  };
}

function meanGapMs(times: readonly number[]): number {
  return ((times.at(-1) as number) - (times[0] as number)) / (times.length - 1);
}

/** Areas whose people are 1, 1/2, 1/3 … of the first one's. */
function zipf(count: number, people = 3000): PlannedArea[] {
  return Array.from({ length: count }, (_, at) => ({ id: `a${at}`, weight: Math.ceil(people / (at + 1)) }));
}

function told(plan: Plan, id: string, callsPerMs: number): AreaPlan {
  return plan.describe(id, callsPerMs) as AreaPlan;
}

/** Runs on, and holds what was told of each area against what was seen. */
function expectTrue(
  made: Sim,
  areas: readonly PlannedArea[],
  callsPerMs: number,
  fromMs: number,
  untilMs: number,
): void {
  made.run(fromMs);
  const before = new Map(areas.map(({ id }) => [id, told(made.plan, id, callsPerMs).intervalMs as number]));
  const polls = made.run(untilMs);
  for (const { id } of areas) {
    const seenMs = meanGapMs(polls.get(id) as number[]);
    const saidMs = (((before.get(id) as number) + (told(made.plan, id, callsPerMs).intervalMs as number)) /
      2) as number;
    expect(Math.abs(seenMs / saidMs - 1), `${id}: told ${saidMs} ms, seen ${seenMs} ms`).toBeLessThan(0.1);
  }
}

const SAYS_NOTHING: Answer = () => ({ news: false, freshInMs: null, cachedForMs: null, aged: false });

/** A cache that gives out its copy for `keptMs`, and is asked by others too. */
function behindCache(keptMs: number): Answer {
  return (id, nowMs) => {
    const phaseMs = (Number(id.slice(1)) * 37_000) % keptMs;
    const ageS = Math.floor(((nowMs - phaseMs + keptMs) % keptMs) / 1000);
    return { news: false, ...cacheAgeOf(`max-age=${keptMs / 1000}`, String(ageS)) };
  };
}

describe('the interval that is told is the one that is kept', () => {
  const perMs = 100 / 300_000;

  it('where demand alone decides, and where the longest wait does', () => {
    const areas = zipf(70);
    const made = sim(areas, perMs, SAYS_NOTHING);
    expectTrue(made, areas, perMs, HOUR_MS, 9 * HOUR_MS);
    expect(told(made.plan, 'a0', perMs).why).toBe('share');
    expect(told(made.plan, 'a69', perMs).why).toBe('longest-wait');
  });

  it('where the pace cannot keep the longest wait', () => {
    const areas = zipf(400);
    expectTrue(sim(areas, perMs, SAYS_NOTHING), areas, perMs, 2 * HOUR_MS, 22 * HOUR_MS);
  });

  it('where areas rest for a cache', () => {
    const areas = zipf(40);
    const made = sim(areas, perMs, behindCache(5 * MINUTE_MS));
    expectTrue(made, areas, perMs, 2 * HOUR_MS, 8 * HOUR_MS);
    expect(told(made.plan, 'a0', perMs)).toMatchObject({ why: 'cached', cachedForMs: 5 * MINUTE_MS });
  });

  it('where some rest, and the others have their calls', () => {
    const areas = zipf(60, 100_000);
    const cached = behindCache(4 * MINUTE_MS);
    const made = sim(areas, perMs, (id, nowMs) =>
      (Number(id.slice(1)) < 20 ? cached : SAYS_NOTHING)(id, nowMs),
    );
    expectTrue(made, areas, perMs, 2 * HOUR_MS, 10 * HOUR_MS);
    expect(told(made.plan, 'a0', perMs).why).toBe('cached');
    expect(told(made.plan, 'a20', perMs).why).toBe('share');
  });

  it('where some have more news than others', () => {
    const areas = zipf(30);
    const made = sim(areas, perMs, (id, nowMs) => ({
      news: Math.floor(nowMs / MINUTE_MS) % (20 + 30 * (Number(id.slice(1)) % 3)) === 0,
    }));
    expectTrue(made, areas, perMs, 12 * HOUR_MS, 20 * HOUR_MS);
  });

  it('where an answer takes longer than its share would', () => {
    const areas = zipf(4);
    const made = sim(areas, 1 / 100, SAYS_NOTHING, 100);
    expectTrue(made, areas, 1 / 100, MINUTE_MS, 10 * MINUTE_MS);
  });
});

describe('an area whose answers are cached', () => {
  const perMs = 100 / 300_000;

  it('rests until there can be a fresher one, and the others get its calls', () => {
    const areas = zipf(10, 10);
    const keptMs = 4 * MINUTE_MS;
    const open = sim(areas, perMs, SAYS_NOTHING).run(8 * HOUR_MS);
    const cached = behindCache(keptMs);
    const some = sim(areas, perMs, (id, nowMs) => (id === 'a0' ? cached : SAYS_NOTHING)(id, nowMs)).run(
      8 * HOUR_MS,
    );
    expect(meanGapMs(open.get('a0') as number[])).toBeLessThan(20_000);
    expect(meanGapMs(some.get('a0') as number[])).toBeGreaterThan(0.95 * keptMs);
    for (const { id } of areas.slice(1)) {
      const more = (some.get(id) as number[]).length / (open.get(id) as number[]).length;
      expect(more).toBeGreaterThan(1.2);
    }
  });

  it('never rests longer than the longest wait, whatever the server says', () => {
    const areas = zipf(5);
    const polls = sim(areas, perMs, () => ({
      news: false,
      ...cacheAgeOf('max-age=86400', '1'),
    })).run(4 * HOUR_MS);
    for (const { id } of areas) {
      const times = polls.get(id) as number[];
      const longestMs = Math.max(...times.slice(1).map((atMs, at) => atMs - (times[at] as number)));
      expect(longestMs).toBeLessThanOrEqual(1.05 * 5 * MINUTE_MS);
    }
  });

  it('is polled soon after its rest, also where the pace just suffices for all', () => {
    // A copy is made by our call alone, and every area has its own way of being late for it.
    const areas = zipf(90);
    const madeMs = new Map<string, number>();
    const made = sim(areas, perMs, (id, nowMs) => {
      if (nowMs - (madeMs.get(id) ?? -1e9) >= 5 * MINUTE_MS) madeMs.set(id, nowMs);
      const ageS = Math.floor((nowMs - (madeMs.get(id) as number)) / 1000);
      return { news: false, ...cacheAgeOf('max-age=300', ageS === 0 ? null : String(ageS)) };
    });
    made.run(HOUR_MS);
    for (const times of made.run(12 * HOUR_MS).values()) {
      const longestMs = Math.max(...times.slice(1).map((atMs, at) => atMs - (times[at] as number)));
      expect(longestMs).toBeLessThanOrEqual(1.1 * 5 * MINUTE_MS);
    }
  });

  it('is polled as ever when the server says max-age and answers afresh each time', () => {
    const areas = zipf(5);
    const polls = sim(areas, perMs, () => ({ news: false, ...cacheAgeOf('max-age=300', null) })).run(HOUR_MS);
    expect(meanGapMs(polls.get('a0') as number[])).toBeLessThan(15_000);
    const zero = sim(areas, perMs, () => ({ news: false, ...cacheAgeOf('max-age=300', '0') }));
    expect(meanGapMs(zero.run(HOUR_MS).get('a0') as number[])).toBeLessThan(15_000);
    expect(told(zero.plan, 'a0', perMs).cachedForMs).toBeNull();
  });

  it('is polled as ever when several caches give out copies of different ages', () => {
    const areas = zipf(5);
    let calls = 0;
    const made = sim(areas, perMs, (_, nowMs) => {
      calls += 1;
      const ageS = Math.floor(((nowMs + (calls % 3) * 100_000) % 300_000) / 1000);
      return { news: false, ...cacheAgeOf('max-age=300', String(ageS)) };
    });
    made.run(HOUR_MS);
    expect(meanGapMs(made.run(3 * HOUR_MS).get('a0') as number[])).toBeLessThan(30_000);
  });

  it('is polled as ever again once the server says nothing more', () => {
    const areas = zipf(5);
    const cached = behindCache(5 * MINUTE_MS);
    const made = sim(areas, perMs, (id, nowMs) => (nowMs < 2 * HOUR_MS ? cached : SAYS_NOTHING)(id, nowMs));
    expect(meanGapMs(made.run(2 * HOUR_MS).get('a0') as number[])).toBeGreaterThan(4 * MINUTE_MS);
    made.run(3 * HOUR_MS);
    expect(meanGapMs(made.run(4 * HOUR_MS).get('a0') as number[])).toBeLessThan(15_000);
    expect(told(made.plan, 'a0', perMs)).toMatchObject({ why: 'share', cachedForMs: null });
  });
});

describe('what is told of an area', () => {
  it('while unlimited: no interval, but that of its cache', () => {
    const areas = zipf(3);
    const free = sim(areas, 10, SAYS_NOTHING, 1);
    free.run(1000);
    expect(free.plan.describe('a0', null)).toMatchObject({ intervalMs: null, why: 'unlimited' });
    const cached = sim(areas, 1, behindCache(5 * MINUTE_MS), 1);
    cached.run(20 * MINUTE_MS);
    const { intervalMs, why } = cached.plan.describe('a0', null) as AreaPlan;
    expect(why).toBe('cached');
    expect(intervalMs as number).toBeGreaterThan(4 * MINUTE_MS);
  });

  it('nothing, when it is not planned', () => {
    const { plan } = sim(zipf(2), 1, SAYS_NOTHING);
    expect(plan.describe('b', 1)).toBeUndefined();
    plan.set([]);
    expect(plan.describe('a0', 1)).toBeUndefined();
  });

  it('its news a day, once it was watched for some hours', () => {
    const areas = zipf(4);
    const hourly: Answer = (_, nowMs) => ({ news: nowMs % HOUR_MS < 20_000 });
    const made = sim(areas, 1 / 5000, hourly);
    made.run(2 * HOUR_MS);
    expect(told(made.plan, 'a0', 1 / 5000).newsPerDay).toBeNull();
    made.run(30 * HOUR_MS);
    expect(told(made.plan, 'a0', 1 / 5000).newsPerDay as number).toBeGreaterThan(10);
  });
});

describe('an area with more news', () => {
  it('is polled oftener, by the square root', () => {
    const perMs = 1 / 3000;
    const areas = Array.from({ length: 20 }, (_, at) => ({ id: `a${at}`, weight: 1 }));
    // Half of them have news every 20 minutes, half every 80.
    const lastMs = new Map<string, number>();
    const made = sim(areas, perMs, (id, nowMs) => {
      const everyMs = (Number(id.slice(1)) % 2 === 0 ? 20 : 80) * MINUTE_MS;
      const before = lastMs.get(id) ?? 0;
      lastMs.set(id, nowMs);
      return { news: Math.floor(nowMs / everyMs) > Math.floor(before / everyMs) };
    });
    made.run(60 * HOUR_MS);
    const polls = made.run(80 * HOUR_MS);
    const ratio = meanGapMs(polls.get('a1') as number[]) / meanGapMs(polls.get('a0') as number[]);
    expect(ratio).toBeGreaterThan(1.75);
    expect(ratio).toBeLessThan(2.1);
  });
});
