// Latency figures: a histogram with buckets that grow by a tenth, over a sliding stretch of time.
// Pure and of fixed size: the caller says when time moves on, and a million samples cost what one costs.

const LEAST_MS = 0.05;
const GROWTH = 1.1;
const LOG_GROWTH = Math.log(GROWTH);
/** Reaches past two minutes; anything slower counts as that. */
const BUCKETS = 156;

/** Samples of the last few slices of time. Quantiles are exact to a tenth of their value. */
export interface Histogram {
  /** Counts a sample in milliseconds. */
  observe(ms: number): void;
  /** The value below which a share `q` (0…1) of the samples lies, in ms; null without samples. */
  quantile(q: number): number | null;
  /** How many samples count in each bucket; a copy, for `quantileOf`. */
  counts(): Uint32Array;
  /** Begins a new slice and forgets the oldest. */
  rotate(): void;
}

/** @param slices how many slices count; called `rotate` every 10 s, six slices are the last minute */
export function createHistogram(slices = 6): Histogram {
  const rows = Array.from({ length: slices }, () => new Uint32Array(BUCKETS));
  const sums = new Uint32Array(BUCKETS);
  let at = 0;

  return {
    observe(ms) {
      const bucket = bucketOf(ms);
      const row = rows[at] as Uint32Array;
      row[bucket] = (row[bucket] as number) + 1;
      sums[bucket] = (sums[bucket] as number) + 1;
    },
    quantile: (q) => quantileOf(sums, q),
    counts: () => sums.slice(),
    rotate() {
      at = (at + 1) % slices;
      const row = rows[at] as Uint32Array;
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        const count = row[bucket] as number;
        sums[bucket] = (sums[bucket] as number) - count;
      }
      row.fill(0);
    },
  };
}

/** The value below which a share `q` (0…1) of counted samples lies, in ms; null without samples. */
export function quantileOf(counts: Uint32Array, q: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(q * total));
  let below = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    below += counts[bucket] as number;
    if (below >= rank) return middleOf(bucket);
  }
  return middleOf(BUCKETS - 1);
}

function bucketOf(ms: number): number {
  if (!(ms > LEAST_MS)) return 0;
  return Math.min(BUCKETS - 1, 1 + Math.floor(Math.log(ms / LEAST_MS) / LOG_GROWTH));
}

/** A value in the middle of a bucket, rounded to three digits that a person can read. */
function middleOf(bucket: number): number {
  if (bucket === 0) return LEAST_MS;
  return Number((LEAST_MS * GROWTH ** (bucket - 0.5)).toPrecision(3));
}
