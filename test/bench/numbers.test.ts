// What repeated measurements come to.
import { describe, expect, it } from 'vitest';
import { growth, median, percentile, slopePerHour, spread } from './numbers.ts';

describe('the numbers of a run', () => {
  it('gives the middle of three, and the mean of the two in the middle of four', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 10, 2])).toBe(3);
  });

  it('gives the 99th percentile as the value 99 of 100 do not exceed', () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(percentile(values, 99)).toBe(99);
    expect(percentile([7], 99)).toBe(7);
    expect(() => percentile([], 50)).toThrow(RangeError);
  });

  it('gives least, middle and most', () => {
    expect(spread([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
  });

  it('finds a slope by the hour, and none in what stays as it is', () => {
    const rising = Array.from({ length: 10 }, (_, index) => ({ atMs: index * 60_000, value: 100 + index }));
    expect(slopePerHour(rising)).toBeCloseTo(60);
    expect(slopePerHour(rising.map(({ atMs }) => ({ atMs, value: 5 })))).toBe(0);
    expect(slopePerHour(rising.slice(0, 1))).toBe(0);
  });

  it('sees memory that grows to the end, forgives a rise at the start, and says nothing of a few samples', () => {
    expect(growth([1, 1, 1, 2, 2, 2, 9, 9, 9])).toBe(7);
    expect(growth([1, 2, 9, 9, 9, 9, 9, 9, 9])).toBe(0);
    expect(growth([1, 2, 3])).toBeNull();
  });
});
