// What the poller and the senders did over the last minute, hour and day: three rings of fixed size, fed once a second.
// It counts in whole seconds of the time it was awake, and never makes a spike of a moment that was missed.
import type { Clock } from '../../clock.ts';
import type { Throughput, ThroughputRange, ThroughputSample } from '../../core/throughput.ts';

/** How the engine stands now; the counters only grow. */
export interface Reading {
  readonly calls: number;
  readonly bytes: number;
  /** Good answers that were the same as before, and those that were not. */
  readonly unchanged: number;
  readonly changed: number;
  /** Of the last minute; null without answers. */
  readonly latencyP50Ms: number | null;
  readonly latencyP99Ms: number | null;
  /** Messages accepted by all channels. */
  readonly sent: number;
  readonly openings: number;
  readonly rssMb: number;
}

const NOTHING_READ: Reading = {
  calls: 0,
  bytes: 0,
  unchanged: 0,
  changed: 0,
  latencyP50Ms: null,
  latencyP99Ms: null,
  sent: 0,
  openings: 0,
  rssMb: 0,
};

export interface ThroughputHistory {
  /** To be called about once a second; a call left out is made good by the next. */
  note(reading: Reading): void;
  read(range: ThroughputRange): Throughput;
}

const RANGES: Readonly<Record<ThroughputRange, { readonly stepS: number; readonly length: number }>> = {
  minute: { stepS: 1, length: 60 },
  hour: { stepS: 60, length: 60 },
  day: { stepS: 600, length: 144 },
};
const DAY_S = 86_400;
/** The wall clock may run off from the other by so much a reading without it meaning anything (s). */
const SLACK_S = 2;

/** Sums over the seconds of a step. A plain object is kept for each step and used again: nothing is made anew. */
interface Sums {
  seconds: number;
  /** Those of them in which the machine was not suspended. */
  awake: number;
  calls: number;
  bytes: number;
  unchanged: number;
  good: number;
  sent: number;
  openings: number;
  rssMb: number;
  p50Ms: number;
  p99Ms: number;
  /** Seconds with a latency. */
  timed: number;
}

const NOTHING: Readonly<Sums> = {
  seconds: 0,
  awake: 0,
  calls: 0,
  bytes: 0,
  unchanged: 0,
  good: 0,
  sent: 0,
  openings: 0,
  rssMb: 0,
  p50Ms: 0,
  p99Ms: 0,
  timed: 0,
};
const SUSPENDED: Readonly<Sums> = { ...NOTHING, seconds: 1 };

/** Begins now. @param sent what was sent before: the only counter that goes on from the engine before */
export function createThroughput(
  clock: Pick<Clock, 'wallMs' | 'monotonicMs'>,
  sent: number,
): ThroughputHistory {
  const rings = { minute: createRing('minute'), hour: createRing('hour'), day: createRing('day') };
  const startMs = clock.monotonicMs();
  let before: Reading = { ...NOTHING_READ, sent };
  let awakeS = 0;
  let wallMs = clock.wallMs();
  let monotonicMs = startMs;
  let untilMs = wallMs;

  function add(second: Readonly<Sums>, count: number): void {
    for (let at = 0; at < Math.min(count, DAY_S); at++) {
      rings.minute.add(second);
      rings.hour.add(second);
      rings.day.add(second);
    }
  }

  /** What was counted since the last reading, spread over the seconds since. */
  function addAwake(now: Reading, last: Reading, seconds: number): void {
    const share = (after: number, until: number) => Math.max(0, after - until) / seconds;
    const second: Sums = {
      seconds: 1,
      awake: 1,
      calls: share(now.calls, last.calls),
      bytes: share(now.bytes, last.bytes),
      unchanged: share(now.unchanged, last.unchanged),
      good: share(now.unchanged + now.changed, last.unchanged + last.changed),
      sent: share(now.sent, last.sent),
      openings: 0,
      rssMb: now.rssMb,
      p50Ms: now.latencyP50Ms ?? 0,
      p99Ms: now.latencyP99Ms ?? 0,
      timed: now.latencyP50Ms === null ? 0 : 1,
    };
    add(second, seconds - 1);
    // An opening is one thing: it is not spread.
    second.openings = Math.max(0, now.openings - last.openings);
    add(second, 1);
  }

  return {
    note(reading) {
      const nowMs = clock.monotonicMs();
      const seconds = Math.round((nowMs - startMs) / 1000) - awakeS;
      if (seconds < 1) return;
      const nowWallMs = clock.wallMs();
      // The other clock stands still while the machine is suspended; the wall clock goes on (or was set).
      const suspendedS = Math.round((nowWallMs - wallMs - (nowMs - monotonicMs)) / 1000);
      if (suspendedS > SLACK_S) add(SUSPENDED, suspendedS);
      addAwake(reading, before, seconds);
      awakeS += seconds;
      before = reading;
      wallMs = nowWallMs;
      untilMs = nowWallMs;
      monotonicMs = nowMs;
    },
    read: (range) => ({
      range,
      stepMs: RANGES[range].stepS * 1000,
      untilMs,
      samples: rings[range].samples(),
    }),
  };
}

interface Ring {
  add(second: Readonly<Sums>): void;
  samples(): ThroughputSample[];
}

function createRing(range: ThroughputRange): Ring {
  const { stepS, length } = RANGES[range];
  const steps = Array.from({ length }, (): Sums => ({ ...NOTHING }));
  /** Steps begun so far. */
  let begun = 0;
  let current: Sums | undefined;

  return {
    add(second) {
      if (current === undefined || current.seconds >= stepS) {
        current = Object.assign(steps[begun % length] as Sums, NOTHING);
        begun += 1;
      }
      current.seconds += second.seconds;
      current.awake += second.awake;
      current.calls += second.calls;
      current.bytes += second.bytes;
      current.unchanged += second.unchanged;
      current.good += second.good;
      current.sent += second.sent;
      current.openings += second.openings;
      current.rssMb += second.rssMb;
      current.p50Ms += second.p50Ms;
      current.p99Ms += second.p99Ms;
      current.timed += second.timed;
    },
    samples() {
      const oldest = Math.max(0, begun - length);
      return Array.from({ length: begun - oldest }, (_, at) =>
        sampleOf(steps[(oldest + at) % length] as Sums),
      );
    },
  };
}

function sampleOf(step: Readonly<Sums>): ThroughputSample {
  return {
    callsPerS: mean(step.calls, step.seconds) ?? 0,
    bytesPerS: mean(step.bytes, step.seconds) ?? 0,
    unchangedShare: mean(step.unchanged, step.good),
    latencyP50Ms: mean(step.p50Ms, step.timed),
    latencyP99Ms: mean(step.p99Ms, step.timed),
    sentPerS: mean(step.sent, step.seconds) ?? 0,
    openings: step.openings,
    rssMb: Math.round(mean(step.rssMb, step.awake) ?? 0),
  };
}

/** To three decimals: what is behind them only fills the socket. */
function mean(sum: number, count: number): number | null {
  return count === 0 ? null : Math.round((sum / count) * 1000) / 1000;
}
