// The pace: when the next call may go out. Spacing, slowing down on refusals (AIMD), the breaker, and backing off
// from a source that is silent. It holds no timer and reads no clock: times come in as monotonic milliseconds,
// so a wall clock that jumps moves nothing. It must never let more calls out than the setting allows.
import { backoffMs } from '../core/backoff.ts';
import type { PaceSetting } from '../core/pace-setting.ts';
import type { PaceState } from '../core/snapshot.ts';
import { createRateMeter } from './rate-meter.ts';

export interface PaceOptions {
  readonly setting: PaceSetting;
  readonly startedAtMs: number;
  readonly random: () => number;
  /** How often a source that refused too often is probed (ms); 60 s. */
  readonly probeEveryMs?: number;
}

/** The moment (monotonic ms) a call was granted; handed back with its end. */
export type Grant = number;

export interface Pace {
  /** How long until a call may go out (ms): 0 now, Infinity not before a call in flight has ended. */
  waitMs(nowMs: number): number;
  /** Takes the right to one call; only when `waitMs` is 0. */
  take(nowMs: number): Grant;
  /** The call was answered well. */
  good(grant: Grant, nowMs: number): void;
  /** The call was refused (401, 403, 429, a page instead of data). `retryAfterMs`: the server's own word, bounded. */
  refused(grant: Grant, nowMs: number, retryAfterMs: number | null): void;
  /** The call ended without a usable answer, refusal apart. */
  failed(grant: Grant, nowMs: number): void;
  /** Whether refusals have closed the door but for a probe now and then. */
  breakerOpen(): boolean;
  /** Calls per ms allowed now; null: unlimited. */
  allowedPerMs(): number | null;
  state(nowMs: number, wallMs: number): PaceState;
}

/** Refusals in a row that open the breaker. */
const BREAKER_AFTER = 20;
/** Failures in a row that make us step back from a silent source. */
const SILENT_AFTER = 3;
const SILENT_BASE_MS = 1000;
const SILENT_CAP_MS = 60_000;
/** The pace never falls below this share of the setting. */
const LEAST_SHARE = 1 / 60;
/** What a good answer gives back of a pace that was cut. */
const RECOVERY_STEP = 1 / 20;
/** Refusals that come together are one message: the pace is cut at most this often (ms). */
const CUT_EVERY_MS = 1000;
/** Lateness of timers that may be caught up (ms), and in how many calls at most. */
const CATCH_UP_MS = 100;
const MOST_BURST = 5;
/** Where an unlimited pace starts from when it is cut before it got going (calls per ms). */
const LEAST_UNLIMITED_PER_MS = 1 / 1000;
/** Shorter waits are spacing, not worth showing as a wait (ms). */
const SHOWN_WAIT_MS = 1000;

/** Starts with its setting and nothing held against the source: what an earlier run learnt is not known. */
export function createPace(options: PaceOptions): Pace {
  const { setting, startedAtMs, random, probeEveryMs = 60_000 } = options;
  const settingPerMs = setting.calls === null ? null : setting.calls / setting.perMs;
  const meter = createRateMeter(startedAtMs, settingPerMs);

  /** What recovery leads back to: the setting, or for an unlimited pace what was reached when it was first cut. */
  let fullPerMs = settingPerMs;
  let share = 1;
  let cutAtMs = Number.NEGATIVE_INFINITY;
  let stepAtMs = startedAtMs;
  let holdUntilMs = startedAtMs;
  let refusalsInRow = 0;
  let failuresInRow = 0;
  /** While set, one call at a time goes out, at `nextMs` at the earliest. */
  let gate: { kind: 'refused' | 'silent'; sinceMs: number; nextMs: number; steps: number } | null = null;
  let probe: Grant | null = null;
  /** When the next call would be due if every call came exactly on time; with the burst in hand, it may come earlier. */
  let dueMs = 0;
  empty(startedAtMs);

  function allowedPerMs(): number | null {
    if (fullPerMs === null || (settingPerMs === null && share >= 1)) return null;
    return fullPerMs * share;
  }

  function intervalMs(): number {
    const allowed = allowedPerMs();
    return allowed === null ? 0 : 1 / allowed;
  }

  function burst(interval: number): number {
    return interval === 0 ? 1 : Math.min(MOST_BURST, Math.max(1, Math.floor(CATCH_UP_MS / interval)));
  }

  /** No call in hand: the next one after a whole interval. A program that is restarted in a loop keeps the pace too. */
  function empty(nowMs: number): void {
    const interval = intervalMs();
    dueMs = nowMs + burst(interval) * interval;
  }

  function spacingMs(nowMs: number): number {
    const interval = intervalMs();
    return interval === 0 ? 0 : dueMs - (burst(interval) - 1) * interval - nowMs;
  }

  function waitMs(nowMs: number): number {
    if (gate !== null && probe !== null) return Number.POSITIVE_INFINITY;
    const gateMs = gate === null ? 0 : gate.nextMs - nowMs;
    return Math.max(0, gateMs, holdUntilMs - nowMs, spacingMs(nowMs));
  }

  function ended(grant: Grant): void {
    if (probe === grant) probe = null;
  }

  return {
    waitMs,
    allowedPerMs,
    breakerOpen: () => gate?.kind === 'refused',

    take(nowMs) {
      const interval = intervalMs();
      dueMs = Math.max(dueMs, nowMs) + interval;
      meter.count(nowMs);
      if (gate !== null) probe = nowMs;
      return nowMs;
    },

    good(grant, nowMs) {
      ended(grant);
      refusalsInRow = 0;
      failuresInRow = 0;
      gate = null;
      if (share >= 1 || grant < cutAtMs) return;
      // At most a step a second, so that many calls in flight do not undo a cut at once.
      share = Math.min(1, share + RECOVERY_STEP * Math.min(1, (nowMs - stepAtMs) / 1000));
      stepAtMs = nowMs;
      if (share > 0.999) share = 1;
      const interval = intervalMs();
      dueMs = Math.min(dueMs, nowMs + burst(interval) * interval);
    },

    refused(grant, nowMs, retryAfterMs) {
      ended(grant);
      refusalsInRow += 1;
      failuresInRow = 0;
      if (gate?.kind === 'silent') gate = null;
      if (retryAfterMs !== null) holdUntilMs = Math.max(holdUntilMs, nowMs + retryAfterMs);
      if (grant >= cutAtMs && nowMs - cutAtMs >= CUT_EVERY_MS) {
        const usedPerMs = Math.max(meter.perMs(nowMs), LEAST_UNLIMITED_PER_MS);
        if (settingPerMs === null && share >= 1) fullPerMs = usedPerMs;
        share = Math.max(LEAST_SHARE, share / 2);
        cutAtMs = nowMs;
        stepAtMs = nowMs;
        empty(nowMs);
      }
      if (refusalsInRow >= BREAKER_AFTER) {
        gate ??= { kind: 'refused', sinceMs: nowMs, nextMs: nowMs + probeEveryMs, steps: 0 };
        if (grant >= gate.sinceMs) gate.nextMs = nowMs + probeEveryMs;
      }
    },

    failed(grant, nowMs) {
      ended(grant);
      failuresInRow += 1;
      if (gate?.kind === 'refused') {
        if (grant >= gate.sinceMs) gate.nextMs = nowMs + probeEveryMs;
        return;
      }
      if (failuresInRow < SILENT_AFTER) return;
      gate ??= { kind: 'silent', sinceMs: nowMs, nextMs: nowMs, steps: 0 };
      // Calls that were on their way when we stepped back say nothing new.
      if (gate.steps > 0 && grant < gate.sinceMs) return;
      gate.steps += 1;
      gate.nextMs = nowMs + backoffMs(gate.steps, SILENT_BASE_MS, SILENT_CAP_MS, random());
    },

    state(nowMs, wallMs) {
      const allowed = allowedPerMs();
      const wait = Math.max(gate === null ? 0 : gate.nextMs - nowMs, holdUntilMs - nowMs);
      const open = gate?.kind === 'refused';
      return {
        setting: setting.text,
        allowedPerS: allowed === null ? null : allowed * 1000,
        settingPerS: settingPerMs === null ? null : settingPerMs * 1000,
        usedPerS: meter.perMs(nowMs) * 1000,
        breaker: !open ? 'closed' : probe === null ? 'open' : 'probing',
        waitsUntilMs: wait >= SHOWN_WAIT_MS ? Math.round(wallMs + wait) : null,
      };
    },
  };
}
