// How long to wait before trying again. Pure: the caller brings its randomness.
import { DAY_MS } from './ist.ts';

/** Never wait longer than this for any retry (ms). A stored time further away than this can only be a clock that jumped. */
export const LONGEST_WAIT_MS = 30 * 60_000;

/** What a provider asks to be left alone is heeded up to a day (ms); longer wishes are mistakes. */
export const LONGEST_ASKED_MS = DAY_MS;

/**
 * Exponential wait with jitter: between half and all of `baseMs * 2^(attempt-1)`, at most `capMs`.
 * @param attempt 1 after the first failure
 * @param random in [0, 1)
 */
export function backoffMs(attempt: number, baseMs: number, capMs: number, random: number): number {
  const full = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(full * (0.5 + random / 2));
}
