// The simulated day measures what it says: hand-made days, whose waits can be worked out on paper.
import { describe, expect, it } from 'vitest';
import { type PaceSetting, parsePace } from '../../../src/core/pace-setting.ts';
import { createPace } from '../../../src/poll/pace.ts';
import { type Cache, type DayResult, type Order, simulateDay } from './day.ts';
import { createWorld, leastPossible, type Opening, type WorldArea } from './world.ts';

const MINUTE_MS = 60_000;

function area(id: string, people: number, openings: readonly Opening[]): WorldArea {
  return { id, people, perDay: 1, openings, cachePhaseMs: 0 };
}

/** One call a minute, the areas in turn. */
function day(world: readonly WorldArea[], cache: Cache | null = null): DayResult {
  let at = 0;
  const order: Order = {
    waitMs: () => 0,
    next: () => world[at++ % world.length]?.id,
    finished: () => undefined,
  };
  return simulateDay({
    world,
    order,
    pace: createPace({ setting: parsePace('5/5m') as PaceSetting, startedAtMs: 0, random: () => 0.5 }),
    cache,
    windowMs: 5 * MINUTE_MS,
    seed: 3,
  });
}

describe('a simulated day', () => {
  it('counts the wait from the opening to the end of the call that shows it', () => {
    const { waitMs, openWaitMs, missed } = day([
      area('a', 1, [{ openedMs: 100.5 * MINUTE_MS, closedMs: 200 * MINUTE_MS }]),
    ]);
    // The calls begin with every minute; one in a hundred brings nothing, and some take a second.
    expect(waitMs).toBeGreaterThan(0.5 * MINUTE_MS);
    expect(waitMs).toBeLessThan(0.6 * MINUTE_MS);
    expect(openWaitMs).toBe(waitMs);
    expect(missed).toBe(0);
  });

  it('weighs each opening with the people of its area', () => {
    // Two areas in turn: of two openings at half past a minute, one waits half a minute and one a minute and a half.
    const opening = { openedMs: 100.5 * MINUTE_MS, closedMs: 1000 * MINUTE_MS };
    const waitOf = (people: number, others: number): number =>
      day([area('a', people, [opening]), area('b', others, [opening])]).waitMs / MINUTE_MS;
    const waits = [waitOf(3, 1), waitOf(1, 3)].toSorted((a, b) => a - b);
    expect(waits[0]).toBeCloseTo((3 * 0.5 + 1.5) / 4, 1);
    expect(waits[1]).toBeCloseTo((0.5 + 3 * 1.5) / 4, 1);
  });

  it('counts what closed before anybody looked as missed, and its wait as long as it was open', () => {
    const { openWaitMs, missed, waitMs } = day([
      area('a', 1, [{ openedMs: 100.3 * MINUTE_MS, closedMs: 100.5 * MINUTE_MS }]),
    ]);
    expect(missed).toBe(1);
    expect(openWaitMs).toBeCloseTo(0.2 * MINUTE_MS, 3);
    expect(waitMs).toBeGreaterThan(0.7 * MINUTE_MS);
  });

  it('shows behind a cache what was there when the copy was made', () => {
    const cache: Cache = { header: 'max-age=600', keptMs: 10 * MINUTE_MS, busy: true };
    const { waitMs } = day(
      [area('a', 1, [{ openedMs: 100.5 * MINUTE_MS, closedMs: 200 * MINUTE_MS }])],
      cache,
    );
    expect(waitMs).toBeGreaterThan(9.5 * MINUTE_MS);
    expect(waitMs).toBeLessThan(11.6 * MINUTE_MS);
  });

  it('counts calls and gaps', () => {
    const { calls, mostInWindow, longestGapMs, tookMs } = day([
      area('a', 1, []),
      area('b', 1, []),
      area('c', 1, []),
    ]);
    expect(calls).toBeGreaterThan(0.99 * (tookMs / MINUTE_MS));
    expect(mostInWindow).toBe(5);
    expect(longestGapMs / MINUTE_MS).toBeCloseTo(3, 2);
  });
});

describe('a simulated world', () => {
  const options = {
    seed: 1,
    areaIds: Array.from({ length: 200 }, (_, at) => `a${at}`),
    followed: 100,
    people: 10_000,
    openingsPerDay: 8,
    rateSpread: 1,
    lastsMs: 10 * MINUTE_MS,
    lastsSpread: 1,
  };

  it('is the same for the same seed, and another for another', () => {
    expect(createWorld(options)).toEqual(createWorld(options));
    expect(createWorld({ ...options, seed: 2 })).not.toEqual(createWorld(options));
  });

  it('has people by Zipf, and openings as often and as long as it was told', () => {
    const world = createWorld(options);
    const people = world.map((one) => one.people).toSorted((a, b) => b - a);
    expect(people.filter((count) => count > 0)).toHaveLength(100);
    expect((people[0] as number) / (people[9] as number)).toBeCloseTo(10, 1);
    const openings = world.flatMap((one) => one.openings);
    expect(openings.length / world.length).toBeGreaterThan(6);
    expect(openings.length / world.length).toBeLessThan(10);
    const lasting = openings.map(({ openedMs, closedMs }) => closedMs - openedMs).toSorted((a, b) => a - b);
    expect((lasting[lasting.length >> 1] as number) / MINUTE_MS).toBeCloseTo(10, -0.5);
  });

  it('knows what no division of the calls gets below', () => {
    expect(leastPossible([area('a', 1, []), area('b', 1, [])])).toBeCloseTo(1, 9);
    // √9 and √1: (3 + 1)² / (2 × 10).
    expect(leastPossible([area('a', 9, []), area('b', 1, [])])).toBeCloseTo(0.8, 9);
  });
});
