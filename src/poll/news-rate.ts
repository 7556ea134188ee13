// How often an area has news, learnt from its answers. Sums that fade with time, and a prior at the typical rate of all
// areas: a new or a quiet area is taken for a typical one, and one lucky burst does not make it a hot one. Pure.
import { DAY_MS } from '../core/ist.ts';

/** What is known of one area; made by `noNewsYet`, changed by the functions of this file only. */
export interface NewsRate {
  /** Pieces of news, and the time watched for them (ms); both fade. */
  news: number;
  watchedMs: number;
  /** News per ms as `typicalOf` last worked it out, the prior included; 0 before. */
  perMs: number;
}

/** Half of what was learnt is forgotten after this time (ms): one day, so that the hours of a day weigh alike. */
const HALF_LIFE_MS = DAY_MS;
/** The prior weighs as much as so many pieces of news. */
const PRIOR_NEWS = 3;
/** What came and went in a longer gap between two answers is not known (ms). */
const LONGEST_GAP_MS = 30 * 60_000;
/** One answer counts as so many pieces of news at most. */
const MOST_NEWS = 4;
/** An area's rate counts as this many times the typical one at most, and as that part of it at least. */
const MOST_TIMES = 16;
/** Watched for less, a rate is not worth telling (ms). */
const TELLING_MS = 6 * 3_600_000;

export function noNewsYet(): NewsRate {
  return { news: 0, watchedMs: 0, perMs: 0 };
}

/** A good answer came, `gapMs` after the last one. */
export function learn(rate: NewsRate, gapMs: number, news: boolean): void {
  const gap = Math.min(Math.max(0, gapMs), LONGEST_GAP_MS);
  rate.watchedMs += gap;
  if (!news) return;
  // An answer says that there was news, not how much: with x to be expected and at least one seen, x / (1 - e^-x) came.
  // Without this an area polled rarely would seem quiet because it is polled rarely.
  const expected = rate.perMs * gap;
  rate.news += expected < 1e-6 ? 1 : Math.min(MOST_NEWS, expected / -Math.expm1(-expected));
}

/** Lets everything fade by `elapsedMs` and works out each rate anew; returns the typical one (news per ms). */
export function typicalOf(rates: readonly NewsRate[], elapsedMs: number): number {
  const left = 0.5 ** (Math.max(0, elapsedMs) / HALF_LIFE_MS);
  let news = 0;
  let watchedMs = 0;
  for (const rate of rates) {
    rate.news *= left;
    rate.watchedMs *= left;
    news += rate.news;
    watchedMs += rate.watchedMs;
  }
  const typical = watchedMs === 0 ? 0 : news / watchedMs;
  for (const rate of rates)
    rate.perMs = typical === 0 ? 0 : (rate.news + PRIOR_NEWS) / (rate.watchedMs + PRIOR_NEWS / typical);
  return typical;
}

/** How the rate compares with the typical one; 1 while nothing is known. Never 0, never without bound. */
export function timesTypical(rate: NewsRate, typicalPerMs: number): number {
  if (typicalPerMs === 0 || rate.perMs === 0) return 1;
  return Math.min(MOST_TIMES, Math.max(1 / MOST_TIMES, rate.perMs / typicalPerMs));
}

/** News a day, without the prior; null until the area was watched long enough to tell. */
export function newsPerDay(rate: NewsRate): number | null {
  return rate.watchedMs < TELLING_MS ? null : (rate.news / rate.watchedMs) * DAY_MS;
}
