// How far the clock on the wall was set lately. Ages are told by times that were written down; when the clock is set
// forward, everything written down before looks older than it is, and must not be given up for that. Monotonic time says
// what really passed. It holds no timer.
import type { Clock } from '../clock.ts';

export interface ClockSteps {
  /** By how much something written down in the last `windowMs` may look older than it is (ms, 0 or more). */
  lookOlderMs(nowMs: number): number;
}

/** Less than this is a clock that is being corrected little by little, and matters to nobody (ms). */
const LEAST_STEP_MS = 30_000;

/** @param windowMs how long a step matters: nothing is older by the time it does not */
export function createClockSteps(clock: Clock, windowMs: number): ClockSteps {
  let aheadMs = clock.wallMs() - clock.monotonicMs();
  /** Oldest first; back is negative. */
  let steps: { readonly atMs: number; readonly byMs: number }[] = [];

  return {
    lookOlderMs(nowMs) {
      const atMs = clock.monotonicMs();
      const byMs = nowMs - atMs - aheadMs;
      aheadMs += byMs;
      if (Math.abs(byMs) >= LEAST_STEP_MS) steps.push({ atMs, byMs });
      steps = steps.filter((step) => atMs - step.atMs <= windowMs);
      // What was written down before a step looks older by it and by all that came after.
      let sinceMs = 0;
      let mostMs = 0;
      for (const step of steps.toReversed()) {
        sinceMs += step.byMs;
        mostMs = Math.max(mostMs, sinceMs);
      }
      return mostMs;
    },
  };
}
