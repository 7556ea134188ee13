// What repeated measurements come to. Pure.

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** The value below which `percent` of the values lie (nearest rank). @throws RangeError without values */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('no values');
  return value;
}

/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return (
    (percentile(values, 50) +
      percentile(
        values.map((value) => -value),
        50,
      ) *
        -1) /
    2
  );
}

export function spread(values: readonly number[]): Spread {
  return { min: Math.min(...values), median: median(values), max: Math.max(...values) };
}

export interface Sample {
  readonly atMs: number;
  readonly value: number;
}

/** Slope of the straight line that fits best, per hour; 0 for fewer than two samples. */
export function slopePerHour(samples: readonly Sample[]): number {
  if (samples.length < 2) return 0;
  const meanMs = samples.reduce((sum, { atMs }) => sum + atMs, 0) / samples.length;
  const mean = samples.reduce((sum, { value }) => sum + value, 0) / samples.length;
  let above = 0;
  let below = 0;
  for (const { atMs, value } of samples) {
    above += (atMs - meanMs) * (value - mean);
    below += (atMs - meanMs) ** 2;
  }
  return below === 0 ? 0 : (above / below) * 3_600_000;
}

/** How much higher the last third of the values lies than the middle third, by their medians; null for fewer than six. */
export function growth(values: readonly number[]): number | null {
  const third = Math.floor(values.length / 3);
  if (third < 2) return null;
  return median(values.slice(-third)) - median(values.slice(-2 * third, -third));
}
