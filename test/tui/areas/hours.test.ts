// When slots tend to open in an area: in words, and as bars.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DRAWN } from '../../../tui/kit/glyphs.ts';
import { bestHoursText, hourAxis, hourBars, hourWidth, rangesOf } from '../../../tui/screens/areas/hours.ts';

const day = (counts: Readonly<Record<number, number>>): number[] =>
  Array.from({ length: 24 }, (_, hour) => counts[hour] ?? 0);

describe('hours side by side', () => {
  it('are one range, over midnight too', () => {
    expect(rangesOf([18, 17, 9])).toEqual([
      { from: 9, to: 10 },
      { from: 17, to: 19 },
    ]);
    expect(rangesOf([23, 0, 1])).toEqual([{ from: 23, to: 2 }]);
    expect(rangesOf([22, 23])).toEqual([{ from: 22, to: 24 }]);
    expect(rangesOf(Array.from({ length: 24 }, (_, hour) => hour))).toEqual([{ from: 0, to: 24 }]);
    expect(rangesOf([])).toEqual([]);
  });

  it('hold exactly the hours that went in', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 23 })), (hours) => {
        const held = rangesOf(hours).flatMap(({ from, to }) => {
          const length = to > from ? to - from : to + 24 - from;
          return Array.from({ length }, (_, step) => (from + step) % 24);
        });
        expect(held.sort((a, b) => a - b)).toEqual(hours.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('the best hours', () => {
  it('are said in words, with what they stand on', () => {
    expect(bestHoursText(day({ 9: 20, 17: 40, 18: 32, 3: 8 }), 14)).toBe(
      'Best hours: 17:00–19:00 IST (72 % of 100 openings in 14 days).',
    );
    expect(bestHoursText(day({ 9: 10, 17: 10 }), 1)).toBe(
      'Best hours: 9:00–10:00 and 17:00–18:00 IST (100 % of 20 openings in a day).',
    );
  });

  it('are not made up', () => {
    expect(bestHoursText(day({}), 3)).toBe('Nothing opened here in 3 days.');
    expect(bestHoursText(day({ 9: 3 }), 2)).toBe('Too few openings to tell the best hours: 3 in 2 days.');
    expect(
      bestHoursText(day(Object.fromEntries(Array.from({ length: 24 }, (_, hour) => [hour, 5]))), 2),
    ).toBe('No hour is much better than others (120 openings in 2 days).');
  });
});

describe('the chart of hours', () => {
  it('has a bar for every hour, the highest as high as there is room, and the hour below its bar', () => {
    const lines = hourBars(day({ 0: 1, 9: 8, 23: 4 }), 3, 2, DRAWN.bars);
    expect(lines).toHaveLength(2);
    expect(lines[0]?.slice(27, 29)).toBe('██');
    expect(lines[1]?.slice(69, 71)).toBe('██');
    expect(lines[0]?.slice(69, 71)).toBe('  ');
    expect(lines[1]?.slice(2, 3)).toBe(' ');
    expect(hourAxis(3).indexOf('9')).toBe(27);
    expect(hourAxis(3).slice(69)).toBe('23 IST');
    expect(hourAxis(2).indexOf('21')).toBe(42);
  });

  it('fits from 60 columns on', () => {
    for (let width = 60; width < 300; width += 1) {
      const each = hourWidth(width);
      expect(each).toBeGreaterThanOrEqual(2);
      expect(Math.max(each * 24, hourAxis(each).length)).toBeLessThanOrEqual(width);
    }
  });
});
