import { describe, expect, it } from 'vitest';
import { createHistogram } from '../../src/core/stats.ts';

describe('the histogram', () => {
  it('has no quantile before the first sample', () => {
    expect(createHistogram().quantile(0.5)).toBeNull();
  });

  it('tells quantiles to a tenth of their value, from microseconds to minutes', () => {
    const histogram = createHistogram();
    for (let ms = 1; ms <= 10_000; ms++) histogram.observe(ms);
    for (const q of [0.01, 0.5, 0.9, 0.99]) {
      const value = histogram.quantile(q) as number;
      expect(Math.abs(value - q * 10_000) / (q * 10_000)).toBeLessThan(0.1);
    }
    expect(histogram.quantile(1)).toBeGreaterThan(9000);
  });

  it('takes zero, negative, endless and no number at all', () => {
    const histogram = createHistogram();
    for (const ms of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e12]) histogram.observe(ms);
    expect(histogram.quantile(0.01)).toBe(0.05);
    expect(histogram.quantile(1)).toBeGreaterThan(100_000);
  });

  it('forgets what is older than its slices', () => {
    const histogram = createHistogram(3);
    histogram.observe(1000);
    histogram.rotate();
    histogram.observe(1);
    histogram.rotate();
    expect(histogram.quantile(1)).toBeGreaterThan(900);
    histogram.rotate();
    expect(histogram.quantile(1)).toBeLessThan(2);
    histogram.rotate();
    expect(histogram.quantile(1)).toBeNull();
  });
});
