// What the plan is told of a poll that ended. Pure.
import { cacheAgeOf } from './cache-age.ts';
import type { CacheWords } from './call.ts';
import type { PollEnd } from './plan-entry.ts';
import type { Ending } from './reading.ts';

/** One for nearly all polls. */
const NOTHING_NEW: PollEnd = { news: false, freshInMs: null, cachedForMs: null };

/** @param cache what the answer said of its age; null: there was none. @param opened whether it showed a slot open that was not */
export function goodEnd(cache: CacheWords | null, opened: boolean): PollEnd {
  if (!opened && (cache === null || cache.cacheControl === null)) return NOTHING_NEW;
  return { news: opened, ...cacheAgeOf(cache?.cacheControl ?? null, cache?.age ?? null) };
}

/**
 * A first failure is tried once more, first of all; a refusal is not.
 * @param alone whether the source as a whole is well, so that a refusal concerns this area
 */
export function failedEnd(first: boolean, ending: Ending, alone: boolean): PollEnd {
  return { retry: first && ending.kind === 'failed', refused: alone && ending.kind === 'refused' };
}
