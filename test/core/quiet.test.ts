// Hours in which alerts wait: checked against walking through the day minute by minute, for every pair of hours.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, istMidnightMs, parseIsoDate, timeText } from '../../src/core/ist.ts';
import { parseQuiet, quietBetween, quietEndedMs, quietText, quietUntilMs } from '../../src/core/quiet.ts';
import type { Quiet } from '../../src/core/subscription.ts';

const HOUR = 3_600_000;
const at = (iso: string) => Date.parse(iso);
const NIGHT: Quiet = { fromHour: 22, toHour: 7 };
const NOON_REST: Quiet = { fromHour: 13, toHour: 15 };

const hours = fc.integer({ min: 0, max: 23 });
const quiets = fc
  .tuple(hours, hours)
  .filter(([from, to]) => from !== to)
  .map(([fromHour, toHour]): Quiet => ({ fromHour, toHour }));
const instants = fc.integer({ min: at('2021-01-01'), max: at('2031-01-01') });

/** Whether an hour of the day is quiet, by walking from the first quiet hour to the end. */
function isQuietHour({ fromHour, toHour }: Quiet, hour: number): boolean {
  for (let walked = fromHour; walked !== toHour; walked = (walked + 1) % 24) if (walked === hour) return true;
  return false;
}

/** The hour of the day in India, by the text people read. */
function hourAt(ms: number): number {
  return Number(timeText(ms).slice(0, 2));
}

describe('quiet hours', () => {
  it('of a night begin and end on the hour in India, on both sides of midnight', () => {
    const morning = at('2021-05-09T07:00:00+05:30');
    expect(quietUntilMs(NIGHT, at('2021-05-08T21:59:59.999+05:30'))).toBeNull();
    expect(quietUntilMs(NIGHT, at('2021-05-08T22:00:00+05:30'))).toBe(morning);
    expect(quietUntilMs(NIGHT, at('2021-05-08T23:59:59.999+05:30'))).toBe(morning);
    expect(quietUntilMs(NIGHT, at('2021-05-09T00:00:00+05:30'))).toBe(morning);
    expect(quietUntilMs(NIGHT, morning - 1)).toBe(morning);
    expect(quietUntilMs(NIGHT, morning)).toBeNull();
    expect(quietUntilMs(null, morning - 1)).toBeNull();
  });

  it('of a day end on the same day', () => {
    const end = at('2021-05-08T15:00:00+05:30');
    expect(quietUntilMs(NOON_REST, at('2021-05-08T12:59:59+05:30'))).toBeNull();
    expect(quietUntilMs(NOON_REST, at('2021-05-08T13:00:00+05:30'))).toBe(end);
    expect(quietUntilMs(NOON_REST, end)).toBeNull();
  });

  it('are what walking through the day says, at any instant', () => {
    fc.assert(
      fc.property(quiets, instants, (quiet, ms) => {
        const untilMs = quietUntilMs(quiet, ms);
        expect(untilMs !== null).toBe(isQuietHour(quiet, hourAt(ms)));
        if (untilMs === null) return;
        expect(untilMs).toBeGreaterThan(ms);
        expect(untilMs - ms).toBeLessThanOrEqual(23 * HOUR);
        expect(timeText(untilMs)).toBe(`${String(quiet.toHour).padStart(2, '0')}:00:00 IST`);
        // Nothing between is awake, and what follows is.
        expect(quietUntilMs(quiet, untilMs)).toBeNull();
        expect(quietUntilMs(quiet, untilMs - 1)).toBe(untilMs);
      }),
    );
  });

  it('ended last within the day before, on the hour', () => {
    fc.assert(
      fc.property(quiets, instants, (quiet, ms) => {
        const endedMs = quietEndedMs(quiet, ms);
        expect(endedMs).toBeLessThanOrEqual(ms);
        expect(ms - endedMs).toBeLessThan(DAY_MS);
        expect(hourAt(endedMs)).toBe(quiet.toHour);
        expect(quietUntilMs(quiet, endedMs - 1)).toBe(endedMs);
      }),
    );
  });

  it('of before 1970 are no exception', () => {
    const midnight = istMidnightMs(parseIsoDate('1969-12-30') ?? ('' as never));
    expect(quietUntilMs(NIGHT, midnight)).toBe(midnight + 7 * HOUR);
    expect(quietEndedMs(NIGHT, midnight)).toBe(midnight - 17 * HOUR);
  });

  it('are two different hours of the day; anything else is none', () => {
    expect(quietBetween(22, 7)).toEqual(NIGHT);
    expect(quietBetween(0, 23)).toEqual({ fromHour: 0, toHour: 23 });
    for (const [from, to] of [
      [7, 7],
      [0, 0],
      [24, 7],
      [-1, 7],
      [22, 6.5],
      [Number.NaN, 7],
    ] as const) {
      expect(quietBetween(from, to)).toBeUndefined();
    }
  });

  it.each([
    ['22-7', NIGHT],
    ['22:00-07:00', NIGHT],
    [' 22 to 7 ', NIGHT],
    ['22 7', NIGHT],
    ['22 – 07', NIGHT],
    ['13-15', NOON_REST],
    ['24-7', { fromHour: 0, toHour: 7 }],
    ['22-24', { fromHour: 22, toHour: 0 }],
    ['0-24', undefined],
    ['7-7', undefined],
    ['22:30-7', undefined],
    ['25-7', undefined],
    ['227', undefined],
    ['night', undefined],
    ['', undefined],
    ['22-7-9', undefined],
  ])('typed as %j are understood, or refused', (text, quiet) => {
    expect(parseQuiet(text)).toEqual(quiet);
  });

  it('are said with the zone', () => {
    expect(quietText(NIGHT)).toBe('22:00 to 07:00 IST');
    expect(quietText({ fromHour: 0, toHour: 9 })).toBe('00:00 to 09:00 IST');
  });
});
