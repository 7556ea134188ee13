// The straight line through samples and how sure it is. Pure. Samples of one process, one after the other, resemble
// each other, so they say less than as many independent ones: the interval is widened by how much they do.

export interface Point {
  /** Since the start (hours). */
  readonly atH: number;
  readonly value: number;
}

export interface Slope {
  readonly perHour: number;
  /** Ends of the 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** As many independent samples as these are worth. */
  readonly worth: number;
}

/** Two-sided 95 % quantiles of Student's t by degrees of freedom; between them the next smaller one is taken. */
const T95: readonly (readonly [freedom: number, t: number])[] = [
  [1, 12.706],
  [2, 4.303],
  [3, 3.182],
  [4, 2.776],
  [5, 2.571],
  [6, 2.447],
  [8, 2.306],
  [10, 2.228],
  [15, 2.131],
  [20, 2.086],
  [30, 2.042],
  [60, 2.0],
  [120, 1.98],
  [1000, 1.962],
];

/** The two-sided 95 % quantile of Student's t. @param freedom 1 or more; less is taken for 1 */
export function t95(freedom: number): number {
  return T95.findLast(([from]) => freedom >= from)?.[1] ?? (T95[0]?.[1] as number);
}

/** Least squares; undefined for fewer than four samples, or samples of one moment. */
export function slopeOf(points: readonly Point[]): Slope | undefined {
  const count = points.length;
  const meanH = mean(points.map(({ atH }) => atH));
  const meanValue = mean(points.map(({ value }) => value));
  const spread = sum(points.map(({ atH }) => (atH - meanH) ** 2));
  if (count < 4 || spread === 0) return undefined;
  const perHour = sum(points.map(({ atH, value }) => (atH - meanH) * (value - meanValue))) / spread;
  const errors = points.map(({ atH, value }) => value - meanValue - perHour * (atH - meanH));
  const likeness = Math.min(0.99, Math.max(0, likenessOf(errors)));
  const worth = Math.max(3, count * ((1 - likeness) / (1 + likeness)));
  const error = Math.sqrt(sum(errors.map((one) => one ** 2)) / (worth - 2) / spread);
  const half = t95(worth - 2) * error;
  return { perHour, low: perHour - half, high: perHour + half, worth };
}

/** How much each error is like the one before it: 0 not at all, 1 wholly. */
function likenessOf(errors: readonly number[]): number {
  const whole = sum(errors.map((error) => error ** 2));
  const pairs = sum(errors.slice(1).map((error, at) => error * (errors[at] as number)));
  return whole === 0 ? 0 : pairs / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
