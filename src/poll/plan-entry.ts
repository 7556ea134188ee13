// What the plan knows of one area, and what it learns from each poll's end: how often there is news, how long caches
// keep an answer, how long the area cannot be asked again. No queue and no clock; plan.ts decides whose turn it is.
import type { AreaId } from '../core/area.ts';
import type { IntervalWhy } from '../core/snapshot.ts';
import { learn, type NewsRate, newsPerDay, noNewsYet } from './news-rate.ts';

/** What a poll told that decides when the area is polled again; what it did not tell is left out. */
export interface PollEnd {
  /** It failed for the first time, so it goes first once more. */
  readonly retry?: boolean | undefined;
  /** It was refused, while the source as a whole refuses nobody: each time in a row it rests twice as long. */
  readonly refused?: boolean | undefined;
  /** Whether a good answer brought news; left out when no answer could be read. */
  readonly news?: boolean | undefined;
  /** A fresher answer exists only after this time (ms); null: the server does not say. */
  readonly freshInMs?: number | null | undefined;
  /** How long the server's caches keep an answer (ms); null: the server does not say. */
  readonly cachedForMs?: number | null | undefined;
  /** Whether the answer came out of a cache, by its `Age`. */
  readonly aged?: boolean | undefined;
}

/** How often an area is polled, and what that rests on. */
export interface AreaPlan {
  /** From one poll to the next (ms), on average; null while unlimited. */
  readonly intervalMs: number | null;
  readonly why: IntervalWhy;
  /** How long the server's caches keep an answer (ms); null: it does not say, or no cache has shown itself. */
  readonly cachedForMs: number | null;
  /** Answers with news a day; null until enough is known. */
  readonly newsPerDay: number | null;
}

export interface Entry {
  readonly id: AreaId;
  /** Order of arrival: decides between equals in all else. */
  readonly order: number;
  planned: boolean;
  /** People it serves. */
  weight: number;
  /** The plan's time from one turn to the next, which is calls were all on time; 0 before the first sharing. */
  stride: number;
  /** What its share of the calls rests on: nothing but demand and news, the floor, or the ceiling. */
  bound: 'none' | 'least' | 'most';
  /** The plan's time at which it is due. */
  pass: number;
  /** Its first turn in rhythm, before its first poll: that one goes in between, as soon as may be. */
  rhythm: number;
  polling: boolean;
  startedMs: number;
  notBeforeMs: number;
  /** Whether its last poll failed and goes first once more. */
  retried: boolean;
  /** Refusals in a row of it alone. */
  refusals: number;
  /** From the start of a poll until the area can be polled again (ms), on average; 0 before the first. */
  busyMs: number;
  cachedForMs: number | null;
  /** Answers since one that came out of a cache for sure. */
  unproven: number;
  /** So many more answers, and the cache may be believed in again. */
  doubted: number;
  /** When the last copy was made, and when there was to be a newer one; -Infinity: not known. */
  madeMs: number;
  expiresMs: number;
  /** -Infinity before the first answer. (A number always: to keep it costs nothing then.) */
  answeredAtMs: number;
  readonly news: NewsRate;
  /** How its rate of news compares with the typical one. */
  timesTypical: number;
}

/** Before all turns, before all times. */
const BEFORE_ALL = Number.NEGATIVE_INFINITY;
/** What a poll weighs in the average time an area is busy. */
const BUSY_WEIGHT = 1 / 8;
/**
 * A cache is believed in for at most so many answers after one with an `Age`. An area polled the moment its copy
 * expires sees none: then one poll goes out early, to see whether the cache is there still. A server that says
 * `max-age` and answers afresh each time never shows an `Age`, and nobody waits for it.
 */
const PROOF_LASTS = 16;
/** The early poll comes after so long (ms): by then a copy has an `Age` that shows. */
const PROOF_MS = 5000;
/**
 * A copy that is neither the last one nor made after that expired shows that there are several caches, or that the
 * headers lie. Then nobody waits for them, for so many answers.
 */
const DOUBT_LASTS = 64;
/** Ages are told in whole seconds, and calls take time (ms). */
const AGE_TOLERANCE_MS = 5000;
/**
 * The rest after a first refusal (ms). What one area is refused slows all of them: asked at its usual rate, a single
 * district that is forbidden for ever would take most of the pace from a few others. A pace that is slow already needs
 * minutes to recover, so there is no bound but the longest wait.
 */
const REFUSED_REST_MS = 1000;
/** Enough for any longest wait; it keeps the power of two a number. */
const MOST_DOUBLINGS = 20;

export function newEntry(id: AreaId, order: number, weight: number): Entry {
  return {
    id,
    order,
    planned: true,
    weight,
    stride: 0,
    bound: 'none',
    pass: 0,
    rhythm: BEFORE_ALL,
    polling: false,
    startedMs: BEFORE_ALL,
    notBeforeMs: BEFORE_ALL,
    retried: false,
    refusals: 0,
    busyMs: 0,
    cachedForMs: null,
    unproven: PROOF_LASTS - 1,
    doubted: 0,
    madeMs: BEFORE_ALL,
    expiresMs: BEFORE_ALL,
    answeredAtMs: BEFORE_ALL,
    news: noNewsYet(),
    timesTypical: 1,
  };
}

/** Of two that are due at once, the one that was asked longest ago goes first. */
export function goesBefore(a: Entry, b: Entry): boolean {
  if (a.pass !== b.pass) return a.pass < b.pass;
  return a.startedMs === b.startedMs ? a.order < b.order : a.startedMs < b.startedMs;
}

/** A poll was given out: the area's next turn is a stride away, or where its rhythm begins. */
export function begin(entry: Entry, turn: number, nowMs: number, minIntervalMs: number): void {
  entry.pass = entry.rhythm > turn ? entry.rhythm : turn + entry.stride;
  entry.rhythm = BEFORE_ALL;
  entry.polling = true;
  entry.startedMs = nowMs;
  entry.notBeforeMs = nowMs + minIntervalMs;
}

/** A poll ended: what it told is learnt. The area rests `maxWaitMs` at most, whatever the server says. */
export function end(entry: Entry, nowMs: number, told: PollEnd, maxWaitMs: number): void {
  entry.polling = false;
  if (told.news !== undefined) {
    if (entry.answeredAtMs !== BEFORE_ALL) learn(entry.news, nowMs - entry.answeredAtMs, told.news);
    entry.answeredAtMs = nowMs;
  }
  entry.refusals = told.refused === true ? entry.refusals + 1 : 0;
  const restMs = Math.min(Math.max(hearOfCache(entry, told, nowMs), refusedRestMs(entry)), maxWaitMs);
  entry.notBeforeMs = Math.max(entry.notBeforeMs, nowMs + restMs);
  const busyMs = Math.max(nowMs, entry.notBeforeMs) - entry.startedMs;
  // Polls that prove a cache are few and far between, and would weigh for long.
  if (entry.unproven !== PROOF_LASTS)
    entry.busyMs += (busyMs - entry.busyMs) * (entry.busyMs === 0 ? 1 : BUSY_WEIGHT);
  // Once only: an area that fails again and again would have every turn.
  entry.retried = told.retry === true && !entry.retried;
}

function refusedRestMs({ refusals }: Entry): number {
  return refusals === 0 ? 0 : REFUSED_REST_MS * 2 ** Math.min(refusals - 1, MOST_DOUBLINGS);
}

/** How long there is no fresher answer (ms), as far as a cache is believed in; 0: there may be one at once. */
function hearOfCache(entry: Entry, told: PollEnd, nowMs: number): number {
  const { freshInMs, cachedForMs } = told;
  if (freshInMs === undefined) return 0;
  // Not for the same number of answers everywhere: areas that began together would lose their proof together.
  entry.unproven = told.aged === true ? entry.order % (PROOF_LASTS / 2) : entry.unproven + 1;
  entry.doubted = contradicts(entry, told, nowMs) ? DOUBT_LASTS : Math.max(0, entry.doubted - 1);
  const believed = entry.unproven <= PROOF_LASTS && entry.doubted === 0;
  entry.cachedForMs = believed ? (cachedForMs ?? null) : null;
  if (!believed || freshInMs === null) return 0;
  return entry.unproven === PROOF_LASTS ? Math.min(freshInMs, PROOF_MS) : freshInMs;
}

/** Whether the copy could not be, were there one cache that tells the truth; remembers it for the next. */
function contradicts(entry: Entry, { freshInMs, cachedForMs }: PollEnd, nowMs: number): boolean {
  const { madeMs, expiresMs } = entry;
  // Of a copy given out beyond its time, the age is not known.
  const known = freshInMs != null && freshInMs > 0 && cachedForMs != null;
  entry.madeMs = known ? nowMs + freshInMs - cachedForMs : BEFORE_ALL;
  entry.expiresMs = known ? nowMs + freshInMs : BEFORE_ALL;
  if (!known || madeMs === BEFORE_ALL) return false;
  const another = Math.abs(entry.madeMs - madeMs) > AGE_TOLERANCE_MS;
  return another && entry.madeMs < expiresMs - AGE_TOLERANCE_MS;
}

/** @param callsPerMs the pace; null: unlimited */
export function describe(entry: Entry, callsPerMs: number | null): AreaPlan {
  const { cachedForMs, bound, busyMs } = entry;
  const learnt = { cachedForMs, newsPerDay: newsPerDay(entry.news) };
  const rests = cachedForMs !== null && cachedForMs > 0;
  if (callsPerMs === null) {
    return rests
      ? { intervalMs: busyMs, why: 'cached', ...learnt }
      : { intervalMs: null, why: 'unlimited', ...learnt };
  }
  if (bound === 'most') return { intervalMs: busyMs, why: rests ? 'cached' : 'share', ...learnt };
  return {
    intervalMs: entry.stride / callsPerMs,
    why: bound === 'least' ? 'longest-wait' : 'share',
    ...learnt,
  };
}
