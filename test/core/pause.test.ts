// How long people pause: always into the time to come, and never longer than they were told.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minuteText } from '../../src/core/ist.ts';
import { LONGEST_PAUSE_MS, pauseEndsMs } from '../../src/core/pause.ts';

const at = (text: string): number => Date.parse(`${text}+05:30`);

describe('a pause', () => {
  it.each([
    ['2021-05-08T23:30:00', '9 May 07:00 IST'],
    ['2021-05-09T06:59:59', '9 May 07:00 IST'],
    ['2021-05-09T07:00:00', '10 May 07:00 IST'],
    ['2021-12-31T12:00:00', '1 Jan 07:00 IST'],
  ])('until the morning, begun at %s, ends %s', (begun, ends) => {
    expect(minuteText(pauseEndsMs('morning', at(begun)) ?? 0)).toBe(ends);
  });

  it('for hours ends three hours later; until resumed it ends never', () => {
    const nowMs = at('2021-05-08T23:30:00');
    expect(minuteText(pauseEndsMs('hours', nowMs) ?? 0)).toBe('9 May 02:30 IST');
    expect(pauseEndsMs('resumed', nowMs)).toBeNull();
  });

  it('until the morning is later than now, and at most a day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (nowMs) => {
        const lengthMs = (pauseEndsMs('morning', nowMs) ?? 0) - nowMs;
        expect(lengthMs).toBeGreaterThan(0);
        expect(lengthMs).toBeLessThanOrEqual(86_400_000);
        expect(lengthMs).toBeLessThan(LONGEST_PAUSE_MS);
      }),
    );
  });
});
