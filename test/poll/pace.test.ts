import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PaceSetting } from '../../src/core/pace-setting.ts';
import { parsePace, UNLIMITED_PACE, withinCap } from '../../src/core/pace-setting.ts';
import { createPace, type Pace } from '../../src/poll/pace.ts';

function paceOf(text: string, startedAtMs = 0): Pace {
  return createPace({ setting: parsePace(text) as PaceSetting, startedAtMs, random: () => 0 });
}

/** Takes calls as soon as they are granted, a little late each time; the moments they went out. */
function run(
  pace: Pace,
  fromMs: number,
  toMs: number,
  lateMs: () => number,
  onCall?: (atMs: number) => void,
) {
  const calls: number[] = [];
  let now = fromMs;
  while (now < toMs) {
    const wait = pace.waitMs(now);
    if (wait > 0) {
      now += wait + lateMs();
      continue;
    }
    const grant = pace.take(now);
    calls.push(now);
    if (onCall) onCall(grant);
    else pace.good(grant, now);
  }
  return calls;
}

function mostInWindow(calls: readonly number[], windowMs: number): number {
  let most = 0;
  for (let from = 0, to = 0; to < calls.length; to++) {
    while ((calls[to] as number) - (calls[from] as number) >= windowMs) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

describe('the pace', () => {
  it('lets the first call out only after a whole interval, so that restarts in a loop keep the pace', () => {
    expect(paceOf('90/5m', 1000).waitMs(1000)).toBeCloseTo(300_000 / 90, 3);
    let calls = 0;
    for (let now = 0; now < 600_000; now += 3000)
      calls += run(paceOf('90/5m', now), now, now + 3000, () => 0).length;
    expect(calls).toBe(0);
  });

  it('never lets more calls into any window than the setting and its small burst, however late timers are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.constantFrom(1000, 60_000, 300_000),
        fc.array(fc.double({ min: 0, max: 5000, noNaN: true }), { minLength: 1, maxLength: 40 }),
        (calls, perMs, lateness) => {
          const setting = { text: '', calls, perMs };
          const pace = createPace({ setting, startedAtMs: 0, random: () => 0 });
          let at = 0;
          const went = run(pace, 0, perMs * 3, () => lateness[at++ % lateness.length] as number);
          const burst = perMs / calls > 50 ? 1 : 5;
          expect(mostInWindow(went, perMs)).toBeLessThanOrEqual(calls + burst);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('spends what the setting allows', () => {
    expect(run(paceOf('2000/1s'), 0, 10_000, () => 1.2).length).toBeGreaterThan(19_000);
    expect(run(paceOf('90/5m'), 0, 300_001, () => 0).length).toBe(90);
  });

  it('halves at a refusal, once for refusals that come together, and comes back step by step', () => {
    const pace = paceOf('60/1m');
    const grants = [1000, 1001, 1002].map((at) => pace.take(at));
    for (const grant of grants) pace.refused(grant, 1100, null);
    expect(pace.state(1100, 0).allowedPerS).toBeCloseTo(0.5);
    expect(pace.waitMs(1100)).toBeCloseTo(2000);
    const shares: number[] = [];
    run(
      pace,
      1100,
      60_000,
      () => 0,
      (grant) => {
        pace.good(grant, grant);
        shares.push(pace.state(grant, 0).allowedPerS as number);
      },
    );
    expect(shares[0]).toBeCloseTo(0.55);
    expect(shares[1]).toBeCloseTo(0.6);
    expect(shares.at(-1)).toBe(1);
  });

  it('never slows below a sixtieth', () => {
    const pace = paceOf('60/1m');
    for (let at = 0; at < 15; at++) pace.refused(pace.take(at * 70_000), at * 70_000 + 10, null);
    expect(pace.state(2_000_000, 0).allowedPerS).toBeCloseTo(1 / 60);
  });

  it('keeps the wait the server asks for', () => {
    const pace = paceOf('60/1m');
    pace.refused(pace.take(1000), 1000, 120_000);
    expect(pace.waitMs(1000)).toBe(120_000);
    expect(pace.state(1000, 5000).waitsUntilMs).toBe(125_000);
    expect(pace.waitMs(121_000)).toBe(0);
  });

  it('opens the breaker after 20 refusals in a row, probes once a minute, and closes it at a good probe', () => {
    const pace = paceOf('2000/1s');
    let now = 1000;
    for (let at = 0; at < 20; at++) {
      now += 2000;
      pace.refused(pace.take(now), now, null);
    }
    expect(pace.state(now, 0).breaker).toBe('open');
    expect(pace.waitMs(now)).toBe(60_000);
    const probes = run(
      pace,
      now,
      now + 600_000,
      () => 0,
      (grant) => pace.refused(grant, grant, null),
    );
    expect(probes.length).toBeGreaterThanOrEqual(9);
    expect(probes.length).toBeLessThanOrEqual(10);
    now += 700_000;
    const probe = pace.take(now);
    expect(pace.state(now, 0).breaker).toBe('probing');
    expect(pace.waitMs(now + 1)).toBe(Number.POSITIVE_INFINITY);
    pace.good(probe, now + 5);
    expect(pace.state(now + 5, 0).breaker).toBe('closed');
  });

  it('a good answer between refusals keeps the breaker closed', () => {
    const pace = paceOf('unlimited');
    for (let at = 0; at < 200; at++) {
      if (at % 19 === 0) pace.good(pace.take(at * 2000), at * 2000);
      else pace.refused(pace.take(at * 2000), at * 2000, null);
    }
    expect(pace.breakerOpen()).toBe(false);
  });

  it('steps back from a silent source up to a minute, without taking silence for a refusal', () => {
    const pace = paceOf('unlimited');
    const calls = run(
      pace,
      0,
      600_000,
      () => 0,
      (grant) => pace.failed(grant, grant + 10),
    );
    expect(calls.length).toBeLessThan(30);
    expect(pace.state(600_000, 0).breaker).toBe('closed');
    expect(pace.state(600_000, 0).allowedPerS).toBeNull();
    pace.good(pace.take(700_000), 700_000);
    expect(pace.waitMs(700_000)).toBe(0);
  });

  it('an unlimited pace that is refused is slowed from what it reached, and is unlimited again in the end', () => {
    const pace = paceOf('unlimited');
    for (let at = 0; at < 10_000; at++) pace.good(pace.take(at), at);
    pace.refused(pace.take(10_000), 10_000, null);
    const allowed = pace.state(10_000, 0).allowedPerS as number;
    expect(allowed).toBeGreaterThan(400);
    expect(allowed).toBeLessThan(600);
    for (let now = 10_001; now < 40_000; now++) if (pace.waitMs(now) === 0) pace.good(pace.take(now), now);
    expect(pace.state(40_000, 0).allowedPerS).toBeNull();
  });

  it('calls under way when the pace was cut do not undo the cut', () => {
    const pace = paceOf('unlimited');
    const early = pace.take(5000);
    pace.refused(pace.take(5001), 6000, null);
    const cut = pace.state(6000, 0).allowedPerS;
    pace.good(early, 9000);
    expect(pace.state(9000, 0).allowedPerS).toBe(cut);
  });

  it('shows the calls a second that go out', () => {
    const fast = paceOf('unlimited');
    for (let at = 0; at < 5000; at++) fast.take(at);
    expect(fast.state(5000, 0).usedPerS).toBeCloseTo(1000, -2);
    expect(fast.state(20_000, 0).usedPerS).toBe(0);
    const slow = paceOf('90/5m');
    run(slow, 0, 120_000, () => 0);
    expect(slow.state(120_000, 0).usedPerS).toBeCloseTo(0.3, 1);
  });
});

describe('a pace setting', () => {
  it.each([
    ['90/5m', 90, 300_000],
    ['2000/1s', 2000, 1000],
    [' 10/m ', 10, 60_000],
    ['5/1H', 5, 3_600_000],
  ])('reads %s', (text, calls, perMs) => {
    expect(parsePace(text)).toMatchObject({ calls, perMs });
  });

  it('reads unlimited', () => {
    expect(parsePace('Unlimited')).toEqual(UNLIMITED_PACE);
  });

  it.each(['', '90', '90/', '-1/5m', '0/5m', '90/0m', '1.5/1s', '90/5d', 'fast', '9999999/1s', '1/99h'])(
    'refuses %j with a sentence',
    (text) => {
      expect(parsePace(text)).toHaveProperty('problem', expect.stringMatching(/^must /));
    },
  );

  it.each([
    ['100/5m', true],
    ['90/5m', true],
    ['101/5m', false],
    ['1/1s', false],
    ['1200/1h', true],
    ['1201/1h', false],
    ['unlimited', false],
  ])('%s within 100 calls per 5 minutes: %s', (text, within) => {
    expect(withinCap(parsePace(text) as PaceSetting, { calls: 100, perMs: 300_000 })).toBe(within);
  });
});
