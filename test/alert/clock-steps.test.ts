// Ages through a clock on the wall that is set.
import { describe, expect, it } from 'vitest';
import { createClockSteps } from '../../src/alert/clock-steps.ts';
import { systemClock } from '../../src/clock.ts';

const HOUR_MS = 3_600_000;

function rig() {
  let monotonicMs = 0;
  let aheadMs = 1e12;
  const clock = { ...systemClock, wallMs: () => monotonicMs + aheadMs, monotonicMs: () => monotonicMs };
  const steps = createClockSteps(clock, HOUR_MS);
  return {
    pass: (ms: number) => {
      monotonicMs += ms;
    },
    set: (ms: number) => {
      aheadMs += ms;
    },
    look: () => steps.lookOlderMs(clock.wallMs()),
  };
}

describe('a clock that is set', () => {
  it('forward: what is written down looks older for as long as anything of before is left', () => {
    const { pass, set, look } = rig();
    pass(5_000);
    expect(look()).toBe(0);
    set(24 * HOUR_MS);
    expect(look()).toBe(24 * HOUR_MS);
    pass(HOUR_MS);
    expect(look()).toBe(24 * HOUR_MS);
    pass(1);
    expect(look()).toBe(0);
  });

  it('back: nothing looks older', () => {
    const { set, look } = rig();
    set(-24 * HOUR_MS);
    expect(look()).toBe(0);
  });

  it('forward and back: nothing looks older; back and forward: what was written down between does', () => {
    const there = rig();
    there.set(HOUR_MS);
    there.look();
    there.set(-HOUR_MS);
    expect(there.look()).toBe(0);
    const back = rig();
    back.set(-HOUR_MS);
    back.look();
    back.pass(1_000);
    back.set(HOUR_MS);
    expect(back.look()).toBe(HOUR_MS);
  });

  it('little by little is no step', () => {
    const { pass, set, look } = rig();
    for (let at = 0; at < 100; at++) {
      pass(5_000);
      set(20);
      expect(look()).toBe(0);
    }
  });
});
