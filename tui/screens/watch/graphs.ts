// What the graphs show: which figures of the throughput, in which order, how they are said, and how many samples share a
// column. Pure; `throughput-graphs.tsx` draws them.
import type { Throughput, ThroughputRange, ThroughputSample } from '../../../src/core/throughput.ts';
import { countText, latencyText, rateText, sizeText } from '../../kit/figures.ts';

/** Samples a range holds when the engine is old enough. */
const SLOTS: Readonly<Record<ThroughputRange, number>> = { minute: 60, hour: 60, day: 144 };
const RANGE_TEXTS: Readonly<Record<ThroughputRange, readonly [brief: string, full: string]>> = {
  minute: ['1 min', 'last minute'],
  hour: ['1 h', 'last hour'],
  day: ['24 h', 'last 24 hours'],
};
/** Graphs at least this wide have room for the full words. */
const FULL_WORDS_COLUMNS = 50;
/** A graph a little too narrow leaves the oldest samples out; a narrower one puts several into a column. */
const LEFT_OUT_SHARE = 0.1;

/** What stands before the figures of the first graph: all of them show the same range. `Calls/s, last minute:` */
export function rangeTitle(name: string, range: ThroughputRange, width: number): string {
  const [brief, full] = RANGE_TEXTS[range];
  return `${name}, ${width < FULL_WORDS_COLUMNS ? brief : full}:`;
}

export interface GraphOf {
  readonly name: string;
  /** The figure; null where there is nothing to measure. */
  readonly of: (sample: ThroughputSample) => number | null;
  /** A figure as it is said: `947/s`. */
  readonly say: (value: number) => string;
  /** What several samples in one column come to. */
  readonly together: 'mean' | 'most' | 'sum';
}

/** The most telling first: a small screen shows two, a large one all. */
export const THROUGHPUT_GRAPHS: readonly GraphOf[] = [
  { name: 'Calls/s', of: ({ callsPerS }) => callsPerS, say: rateText, together: 'mean' },
  { name: 'Latency p99', of: ({ latencyP99Ms }) => latencyP99Ms, say: latencyText, together: 'most' },
  {
    name: 'Unchanged',
    of: ({ unchangedShare }) => unchangedShare,
    say: (share) => `${Math.floor(100 * share)} %`,
    together: 'mean',
  },
  {
    name: 'Traffic',
    of: ({ bytesPerS }) => bytesPerS,
    say: (bytes) => (bytes < 100_000 ? `${(bytes / 1000).toFixed(1)} kB/s` : `${sizeText(bytes)}/s`),
    together: 'mean',
  },
  { name: 'Latency p50', of: ({ latencyP50Ms }) => latencyP50Ms, say: latencyText, together: 'mean' },
  { name: 'Sent/s', of: ({ sentPerS }) => sentPerS, say: rateText, together: 'mean' },
  { name: 'Openings', of: ({ openings }) => openings, say: countText, together: 'sum' },
  { name: 'Memory', of: ({ rssMb }) => rssMb, say: (mb) => `${Math.round(mb)} MB`, together: 'most' },
];

/** The samples of a throughput as columns for a graph of `width`, oldest first; null where there is nothing to show. */
export function columnsOf(graph: GraphOf, throughput: Throughput, width: number): readonly (number | null)[] {
  const { range, samples, untilMs, stepMs } = throughput;
  const each = samplesInColumn(range, width);
  const most = Math.min(width, Math.ceil(SLOTS[range] / each));
  // Counted from a fixed moment, so that a sample stays in its column while new ones come.
  const firstStep = Math.round(untilMs / stepMs) - samples.length;
  const columns: (number | null)[][] = [];
  let column = Number.NaN;
  for (const [index, sample] of samples.entries()) {
    const its = Math.floor((firstStep + index) / each);
    if (its !== column) columns.push([]);
    column = its;
    columns.at(-1)?.push(graph.of(sample));
  }
  const values = columns.slice(-most).map((ones) => together(ones, graph.together));
  return [...Array.from({ length: most - values.length }, () => null), ...values];
}

function samplesInColumn(range: ThroughputRange, width: number): number {
  const slots = SLOTS[range];
  return slots - width <= slots * LEFT_OUT_SHARE ? 1 : Math.ceil(slots / Math.max(1, width));
}

function together(values: readonly (number | null)[], how: GraphOf['together']): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  if (how === 'most') return Math.max(...known);
  const sum = known.reduce((so, value) => so + value, 0);
  return how === 'sum' ? sum : sum / known.length;
}
