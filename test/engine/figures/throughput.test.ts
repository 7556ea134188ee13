// The graphs' history, with clocks that do as the test says: what is drawn of a steady engine, of one that was held up,
// and of a machine that slept.
import { describe, expect, it } from 'vitest';
import { createThroughput, type Reading } from '../../../src/engine/figures/throughput.ts';

/** By engines before this one. */
const SENT_BEFORE = 4000;
const START_MS = Date.UTC(2021, 4, 8, 4, 30);

/** An engine that does the same every second, unless told otherwise. */
function engine(perS: { calls?: number; openings?: number } = {}) {
  const { calls = 20 } = perS;
  let wallMs = START_MS;
  let monotonicMs = 5_000;
  let awakeMs = 0;
  let openings = 0;
  let latencyMs: number | null = 30;
  const history = createThroughput({ wallMs: () => wallMs, monotonicMs: () => monotonicMs }, SENT_BEFORE);
  const reading = (): Reading => ({
    calls: (calls * awakeMs) / 1000,
    bytes: (calls * 4000 * awakeMs) / 1000,
    unchanged: (calls * 0.75 * awakeMs) / 1000,
    changed: (calls * 0.25 * awakeMs) / 1000,
    latencyP50Ms: latencyMs,
    latencyP99Ms: latencyMs === null ? null : latencyMs * 3,
    sent: SENT_BEFORE + awakeMs / 500,
    openings,
    rssMb: 150,
  });
  return {
    history,
    /** The engine works on, and nobody looks. */
    work(ms: number) {
      awakeMs += ms;
      wallMs += ms;
      monotonicMs += ms;
    },
    sleep(ms: number) {
      wallMs += ms;
    },
    setClock(ms: number) {
      wallMs += ms;
    },
    note: () => history.note(reading()),
    seconds(count: number, eachMs = 1000) {
      for (let at = 0; at < count; at++) {
        this.work(eachMs);
        this.note();
      }
    },
    open(count: number) {
      openings += count;
    },
    quiet() {
      latencyMs = null;
    },
    nowMs: () => wallMs,
  };
}

describe('the last minute, hour and day', () => {
  it('shows nothing before the first second is over, and then as many as there were', () => {
    const { history, ...it } = engine();
    expect(history.read('minute').samples).toEqual([]);
    it.seconds(3);
    expect(history.read('minute')).toEqual({
      range: 'minute',
      stepMs: 1000,
      untilMs: it.nowMs(),
      samples: Array(3).fill({
        callsPerS: 20,
        bytesPerS: 80_000,
        unchangedShare: 0.75,
        latencyP50Ms: 30,
        latencyP99Ms: 90,
        sentPerS: 2,
        openings: 0,
        rssMb: 150,
      }),
    });
    expect(history.read('hour').samples).toHaveLength(1);
  });

  it('keeps 60 seconds, 60 minutes and 144 times ten minutes, and no more', () => {
    const one = engine();
    one.seconds(2 * 86_400);
    expect(one.history.read('minute').samples).toHaveLength(60);
    expect(one.history.read('hour').samples).toHaveLength(60);
    const day = one.history.read('day');
    expect(day.samples).toHaveLength(144);
    expect(day.stepMs).toBe(600_000);
    expect(new Set(day.samples.map(({ callsPerS }) => callsPerS))).toEqual(new Set([20]));
  });

  it('gives the mean of a step under way, not a small part of a whole one', () => {
    const one = engine();
    one.seconds(61);
    expect(one.history.read('hour').samples.map(({ callsPerS }) => callsPerS)).toEqual([20, 20]);
  });

  it('counts openings whole, in the second they were seen in', () => {
    const one = engine();
    one.seconds(2);
    one.open(3);
    one.seconds(1);
    one.open(1);
    one.seconds(1);
    expect(one.history.read('minute').samples.map(({ openings }) => openings)).toEqual([0, 0, 3, 1]);
    expect(one.history.read('day').samples.map(({ openings }) => openings)).toEqual([4]);
  });

  it('has no latency and no share where nothing was asked', () => {
    const one = engine({ calls: 0 });
    one.quiet();
    one.seconds(2);
    expect(one.history.read('minute').samples[0]).toMatchObject({
      callsPerS: 0,
      unchangedShare: null,
      latencyP50Ms: null,
      latencyP99Ms: null,
    });
  });
});

describe('a heartbeat that comes late', () => {
  it('is spread over the seconds it was missed: no spike, and nothing left out', () => {
    const one = engine();
    one.seconds(2);
    one.work(7_000);
    one.note();
    expect(one.history.read('minute').samples.map(({ callsPerS }) => callsPerS)).toEqual(Array(9).fill(20));
  });

  it('may come a little early or late for ever without a second lost or doubled', () => {
    const one = engine();
    for (let at = 0; at < 600; at++) one.seconds(1, at % 2 === 0 ? 1_009 : 997);
    const { samples } = one.history.read('minute');
    expect(samples).toHaveLength(60);
    for (const { callsPerS } of samples) expect(callsPerS).toBeCloseTo(20, 0);
  });
});

describe('a machine that slept', () => {
  it('leaves a gap as long as it slept, and no spike after it', () => {
    const one = engine();
    one.seconds(10);
    one.sleep(20_000);
    one.seconds(5);
    const { samples, untilMs } = one.history.read('minute');
    expect(untilMs).toBe(one.nowMs());
    expect(samples.map(({ callsPerS }) => callsPerS)).toEqual([
      ...Array(10).fill(20),
      ...Array(20).fill(0),
      ...Array(5).fill(20),
    ]);
    expect(samples[15]).toEqual({
      callsPerS: 0,
      bytesPerS: 0,
      unchangedShare: null,
      latencyP50Ms: null,
      latencyP99Ms: null,
      sentPerS: 0,
      openings: 0,
      rssMb: 0,
    });
  });

  it('for a week costs no more than a day of it', () => {
    const one = engine();
    one.seconds(10);
    one.sleep(7 * 86_400_000);
    one.seconds(1);
    const { samples } = one.history.read('day');
    expect(samples).toHaveLength(144);
    expect(samples.slice(0, -1).every(({ callsPerS }) => callsPerS === 0)).toBe(true);
    expect(one.history.read('minute').samples.at(-1)?.callsPerS).toBe(20);
  });

  it('and a clock set back moves the time axis only', () => {
    const one = engine();
    one.seconds(10);
    one.setClock(-3_600_000);
    one.seconds(10);
    const { samples, untilMs } = one.history.read('minute');
    expect(untilMs).toBe(one.nowMs());
    expect(samples.map(({ callsPerS }) => callsPerS)).toEqual(Array(20).fill(20));
  });
});
