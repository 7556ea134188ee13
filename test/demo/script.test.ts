// The simulated people, in a time that the test turns: when slots open, how they are booked out, how long they rest.
import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import type { LedgerOpening } from '../../src/demo/ledger.ts';
import { randomOf } from '../../src/demo/random.ts';
import { createScript, type Script } from '../../src/demo/script.ts';
import type { Slots } from '../../src/demo/slots.ts';
import { quietSlots } from './alerts.ts';
import { MAY_8_MS } from './areas.ts';

interface Turned {
  readonly slots: Slots;
  readonly script: Script;
  /** Lets time pass in ticks of 50 ms. */
  pass(ms: number): void;
}

function turned(openingsPerMinute: number, focus: readonly number[], seed = 1): Turned {
  let nowMs = 0;
  const clock: Clock = { ...systemClock, wallMs: () => MAY_8_MS + nowMs, monotonicMs: () => nowMs };
  const slots = quietSlots(clock.wallMs);
  const script = createScript({
    slots,
    clock,
    random: randomOf(seed, 'script'),
    openingsPerMinute,
    focus,
    lastsMs: [5_000, 20_000],
  });
  return {
    slots,
    script,
    pass(ms) {
      for (const untilMs = nowMs + ms; nowMs < untilMs; nowMs += 50) script.tick();
    },
  };
}

const MINUTE_MS = 60_000;
const lasted = (opening: LedgerOpening) => (opening.closedAtMs ?? Number.NaN) - opening.openedAtMs;

describe('slots that open by themselves', () => {
  it('do so at about the rate set', () => {
    const { slots, pass } = turned(120, [294, 395, 363]);
    pass(2 * MINUTE_MS);
    expect(slots.ledger().opened).toBeGreaterThan(190);
    expect(slots.ledger().opened).toBeLessThan(290);
  });

  it('keep their first doses for four seconds, then lose them in steps, and are gone within the time set', () => {
    const { slots, script, pass } = turned(120, [294]);
    pass(MINUTE_MS);
    script.setRate(0);
    pass(30_000);
    const { openings, opened, closed } = slots.ledger();
    expect(closed).toBe(opened);
    for (const opening of openings) {
      expect(lasted(opening)).toBeGreaterThanOrEqual(5_000);
      expect(lasted(opening)).toBeLessThanOrEqual(20_100);
      const [first] = opening.steps;
      expect((first?.atMs ?? 0) - opening.openedAtMs).toBeGreaterThanOrEqual(4_000);
      const capacities = [opening.capacity, ...opening.steps.map(({ capacity }) => capacity)];
      expect(capacities).toEqual([...capacities].sort((a, b) => b - a));
      expect(capacities.at(-1)).toBe(0);
    }
    expect(openings.some(({ steps }) => steps.length > 2)).toBe(true);
  });

  it('rest for a quarter of an hour before they open again, even where nothing else is left to open', () => {
    const smallest = quietSlots();
    const district = [1, 2, 3, 4, 5, 6, 7, 8, 9].reduce((best, number) => {
      const size = (one: number) =>
        smallest.country.district(one)?.sessions.length ?? Number.POSITIVE_INFINITY;
      return size(number) < size(best) ? number : best;
    }, 1);
    const { slots, pass } = turned(600, [district]);
    pass(10 * MINUTE_MS);
    const once = slots.ledger().openings.map(({ sessionId }) => sessionId);
    expect(new Set(once).size).toBe(once.length);
    pass(20 * MINUTE_MS);
    const bySession = Map.groupBy(slots.ledger().openings, ({ sessionId }) => sessionId);
    const again = [...bySession.values()].filter((list) => list.length > 1);
    expect(again.length).toBeGreaterThan(0);
    for (const [first, second] of again) {
      const restMs = (second?.openedAtMs ?? 0) - (first?.closedAtMs ?? 0);
      expect(restMs).toBeGreaterThanOrEqual(15 * MINUTE_MS);
    }
  });

  it('are the same for the same seed', () => {
    const ledgerOf = (seed: number) => {
      const { slots, pass } = turned(120, [294, 395], seed);
      pass(20_000);
      return slots.ledger().openings;
    };
    expect(ledgerOf(1)).toEqual(ledgerOf(1));
    expect(ledgerOf(1)).not.toEqual(ledgerOf(2));
  });
});
