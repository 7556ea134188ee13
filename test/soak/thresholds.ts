// What a soak must show, and whether it did: the same for the program and for the negative controls. Pure.
import { median } from '../bench/numbers.ts';
import type { Sample } from './sample.ts';
import { type Slope, slopeOf } from './statistics.ts';

/** `short`: the soak was too short, or the machine too noisy, to say. */
export type Judgement = 'met' | 'broken' | 'short';

export interface Threshold {
  readonly name: string;
  readonly judgement: Judgement;
  /** The figures, in one line. */
  readonly text: string;
}

/** Growth of resident memory, and of what lives in the heap (MB an hour). */
const MOST_GROWTH = 0.5;
/** Where the 95 % interval of a growth must end (MB an hour). */
const MOST_GROWTH_FOR_SURE = 1;
/** How far the middle of the last third may lie above that of the third before it. */
const MOST_MORE_DESCRIPTORS = 8;
/** The same of compiled code (MB), of which there is no more than the program has functions. */
const MOST_MORE_CODE = 1;
/** How much slower the event loop may be in the last third than in the middle one: so many times, and so much (ms). */
const LOOP_TIMES = 2;
const LOOP_MORE_MS = 50;
/** How long the source may go without a good answer (s): it is at most a second's Retry-After from the next. */
const LONGEST_SILENCE_S = 30;

/** What is judged: the last two thirds, when all caches are full. */
export function judged(samples: readonly Sample[]): readonly Sample[] {
  return samples.slice(Math.floor(samples.length / 3));
}

/** All that the samples alone can say. */
export function judgeSamples(samples: readonly Sample[]): readonly Threshold[] {
  const late = judged(samples);
  return [
    resident(late),
    growth('of it allocated', late, ({ allocatedMb, codeMb }) => less(allocatedMb, codeMb)),
    growth('heap after collection', late, ({ heapMb }) => heapMb),
    level('compiled code', late, ({ codeMb }) => codeMb, MOST_MORE_CODE, 'MB'),
    level('file descriptors', late, ({ descriptors }) => descriptors, MOST_MORE_DESCRIPTORS),
    level('sockets', late, ({ sockets }) => sockets, MOST_MORE_DESCRIPTORS),
    loop(late),
    polling(late),
  ];
}

/** In a word, what all thresholds together say. */
export function together(thresholds: readonly Threshold[]): Judgement {
  const judgements = thresholds.map(({ judgement }) => judgement);
  if (judgements.includes('broken')) return 'broken';
  return judgements.includes('short') ? 'short' : 'met';
}

/**
 * Met when the slope and its interval are below their bounds; broken when even the low end of the interval is above
 * the bound of the slope. Between them nothing is known yet: a longer soak has a narrower interval.
 */
export function judgeSlope(slope: Slope): Judgement {
  if (slope.perHour < MOST_GROWTH && slope.high < MOST_GROWTH_FOR_SURE) return 'met';
  return slope.low >= MOST_GROWTH ? 'broken' : 'short';
}

/**
 * Compiled code is judged by itself, as beside the heap: it grows as long as something runs hot for the first time. What
 * it was with it, and as it goes, is said beside, since that is what an operator sees.
 */
function resident(samples: readonly Sample[]): Threshold {
  const left = growth('resident memory', samples, ({ residentMb, codeMb }) => less(residentMb, codeMb));
  const whole = growth('', samples, ({ residentMb }) => residentMb);
  const asItGoes = samples.map(({ rssMb }) => rssMb);
  if (asItGoes.length === 0) return left;
  const [middle, most] = [median(asItGoes), Math.max(...asItGoes)].map((value) => value.toFixed(0));
  return {
    ...left,
    text: `${left.text}; with compiled code ${whole.text}; as it goes ${middle} MB, at most ${most}`,
  };
}

function less(value: number | null, part: number | null): number | null {
  return value === null || part === null ? null : value - part;
}

function growth(name: string, samples: readonly Sample[], of: (sample: Sample) => number | null): Threshold {
  const points = samples.flatMap((sample) => {
    const value = of(sample);
    return value === null ? [] : [{ atH: sample.atS / 3600, value }];
  });
  const slope = slopeOf(points);
  if (slope === undefined) return { name, judgement: 'short', text: 'too few samples' };
  const { perHour, low, high } = slope;
  const middle = median(points.map(({ value }) => value));
  return {
    name,
    judgement: judgeSlope(slope),
    text: `${middle.toFixed(1)} MB, slope ${signed(perHour)} MB/h (95 %: ${signed(low)} to ${signed(high)})`,
  };
}

function level(
  name: string,
  samples: readonly Sample[],
  of: (sample: Sample) => number | null,
  mostMore: number,
  unit = '',
): Threshold {
  const values = samples.map(of).filter((value) => value !== null);
  const half = Math.floor(values.length / 2);
  if (half < 2) return { name, judgement: 'short', text: 'too few samples' };
  const before = median(values.slice(0, half));
  const after = median(values.slice(half));
  const text = (value: number) => `${Math.round(value * 10) / 10}${unit && ` ${unit}`}`;
  return {
    name,
    judgement: after - before > mostMore ? 'broken' : 'met',
    text: `${text(before)} in the middle third, ${text(after)} in the last, at most ${text(Math.max(...values))}`,
  };
}

/** How slow it is is the machine's; that it grows slower would be ours. */
function loop(samples: readonly Sample[]): Threshold {
  const name = 'event loop';
  const delays = samples.map(({ loopP99Ms }) => loopP99Ms);
  const half = Math.floor(delays.length / 2);
  if (half < 2) return { name, judgement: 'short', text: 'too few samples' };
  const before = median(delays.slice(0, half));
  const after = median(delays.slice(half));
  return {
    name,
    judgement: after <= LOOP_TIMES * before + LOOP_MORE_MS ? 'met' : 'broken',
    text: `p99 of a second, by the median: ${before.toFixed(0)} ms in the middle third, ${after.toFixed(0)} ms in the last; at most ${Math.max(...delays).toFixed(0)} ms`,
  };
}

function polling(samples: readonly Sample[]): Threshold {
  const silences = samples.map(({ lastGoodS }) => lastGoodS ?? Number.POSITIVE_INFINITY);
  const longest = Math.max(...silences);
  const first = samples[0];
  const last = samples.at(-1);
  const forS = (last?.atS ?? 0) - (first?.atS ?? 0);
  const perS = forS === 0 ? 0 : ((last?.calls ?? 0) - (first?.calls ?? 0)) / forS;
  return {
    name: 'polling',
    judgement: longest <= LONGEST_SILENCE_S ? 'met' : 'broken',
    text: `${Math.round(perS).toLocaleString('en-US')} calls a second; at most ${longest.toFixed(0)} s without a good answer`,
  };
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
