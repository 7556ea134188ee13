// One simulated day: a way of polling spends the allowed calls on a world. The clock is a number that jumps from event
// to event; plan and pace are the program's own. It measures and never helps: the planner learns only what answers say.
import type { AreaId } from '../../../src/core/area.ts';
import { cacheAgeOf } from '../../../src/poll/cache-age.ts';
import { createHeap } from '../../../src/poll/heap.ts';
import type { Pace } from '../../../src/poll/pace.ts';
import type { Plan } from '../../../src/poll/plan.ts';
import { createRandom } from './random.ts';
import { DAY_MS, type WorldArea } from './world.ts';

/** What decides who is polled: the plan's own interface, as far as a poller uses it. */
export type Order = Pick<Plan, 'waitMs' | 'next' | 'finished'>;

/** How a cache before the source behaves. */
export interface Cache {
  /** `Cache-Control` of every answer. */
  readonly header: string;
  /** How long a copy really is given out again (ms); 0: every answer is fresh. */
  readonly keptMs: number;
  /** Whether strangers ask so often that a copy is made anew as soon as it expires; else only our calls do it. */
  readonly busy: boolean;
  /** What `Age` says: the truth (nothing for a copy made by this call), or a number thrown by dice, up to so many seconds. */
  readonly ageDiceS?: number;
}

export interface DayResult {
  /** From opening to the end of the first call that could have seen it (ms), mean over people and openings. */
  readonly waitMs: number;
  /** The same, but nobody waits longer than the opening lasts. */
  readonly openWaitMs: number;
  /** Share of people × openings that were over before anybody looked. */
  readonly missed: number;
  readonly calls: number;
  /** What was simulated (ms). */
  readonly tookMs: number;
  /** Calls in the busiest stretch of `windowMs`. */
  readonly mostInWindow: number;
  /** The longest time from one poll of a followed area to the next (ms); the day's start counts as a poll. */
  readonly longestGapMs: number;
}

export interface DayOptions {
  readonly world: readonly WorldArea[];
  readonly order: Order;
  readonly pace: Pace;
  readonly cache: Cache | null;
  readonly windowMs: number;
  readonly seed: number;
}

interface Call {
  readonly at: number;
  readonly contentMs: number;
  readonly age: string | null;
  readonly endMs: number;
  readonly grant: number;
  readonly fails: boolean;
}

interface Watched {
  readonly area: WorldArea;
  polledMs: number;
  /** Moment the last answer shows (ms). */
  shownMs: number;
  /** Openings before this one are settled. */
  nextOpening: number;
  /** Openings that the last answer showed as open. */
  open: number[];
  copyMs: number;
  failed: boolean;
}

const MOST_IN_FLIGHT = 32;
/** Half of the calls take longer than this (ms). */
const CALL_MS = 250;
const CALL_SPREAD = 0.6;
const FAILS = 0.01;
/** The day goes on until the last openings are settled (ms). */
const AFTERWARDS_MS = 4 * 3_600_000;
/** Events this close are one (ms): sums of fractions are not exact. */
const TICK_MS = 1e-6;

export function simulateDay(options: DayOptions): DayResult {
  const { world, order, pace, cache } = options;
  const random = createRandom(options.seed + 1);
  const watched = world.map(
    (area): Watched => ({
      area,
      polledMs: 0,
      shownMs: 0,
      nextOpening: 0,
      open: [],
      copyMs: Number.NEGATIVE_INFINITY,
      failed: false,
    }),
  );
  const indexOf = new Map<AreaId, number>(world.map((area, at) => [area.id, at]));
  const flying = createHeap<Call>((a, b) => a.endMs < b.endMs);
  const startedMs: number[] = [];
  let longestGapMs = 0;
  let people = 0;
  let waitMs = 0;
  let openWaitMs = 0;
  let missed = 0;

  function start(id: AreaId, nowMs: number): void {
    const at = indexOf.get(id) as number;
    const area = watched[at] as Watched;
    const grant = pace.take(nowMs);
    startedMs.push(nowMs);
    if (area.area.people > 0) longestGapMs = Math.max(longestGapMs, nowMs - area.polledMs);
    area.polledMs = nowMs;
    const tookMs = Math.min(15_000, random.logNormal(CALL_MS, CALL_SPREAD));
    const servedMs = nowMs + tookMs / 2;
    const contentMs = cache === null ? servedMs : copyOf(area, cache, servedMs);
    const ageS = Math.floor((servedMs - contentMs) / 1000);
    const age =
      cache?.ageDiceS !== undefined
        ? String(Math.floor(random.unit() * cache.ageDiceS))
        : contentMs === servedMs
          ? null
          : String(ageS);
    flying.push({ at, contentMs, age, endMs: nowMs + tookMs, grant, fails: random.unit() < FAILS });
  }

  function end(call: Call): void {
    const area = watched[call.at] as Watched;
    const { id } = area.area;
    if (call.fails) {
      pace.failed(call.grant, call.endMs);
      order.finished(id, call.endMs, { retry: !area.failed });
      area.failed = true;
      return;
    }
    area.failed = false;
    pace.good(call.grant, call.endMs);
    const cacheAge = cacheAgeOf(cache?.header ?? null, call.age);
    order.finished(id, call.endMs, { ...cacheAge, news: look(area, call) });
  }

  /** Settles the openings this answer could have shown; whether it differs from the last one. */
  function look(area: Watched, call: Call): boolean {
    if (call.contentMs <= area.shownMs) return false;
    area.shownMs = call.contentMs;
    const before = area.open.length;
    area.open = area.open.filter((at) => (area.area.openings[at]?.closedMs as number) > call.contentMs);
    let news = area.open.length < before;
    for (; area.nextOpening < area.area.openings.length; area.nextOpening++) {
      const opening = area.area.openings[area.nextOpening] as WorldArea['openings'][number];
      if (opening.openedMs > call.contentMs) break;
      const shown = opening.closedMs > call.contentMs;
      if (shown) area.open.push(area.nextOpening);
      news ||= shown;
      const wait = call.endMs - opening.openedMs;
      people += area.area.people;
      waitMs += area.area.people * wait;
      openWaitMs += area.area.people * Math.min(wait, opening.closedMs - opening.openedMs);
      if (!shown) missed += area.area.people;
    }
    return news;
  }

  const endMs = DAY_MS + AFTERWARDS_MS;
  for (let nowMs = 0; nowMs < endMs; ) {
    const wait =
      flying.size() < MOST_IN_FLIGHT ? Math.max(order.waitMs(nowMs), pace.waitMs(nowMs)) : Infinity;
    const id = wait <= 0 ? order.next(nowMs) : undefined;
    if (id !== undefined) {
      start(id, nowMs);
      continue;
    }
    const first = flying.peek();
    nowMs = Math.min(nowMs + wait + TICK_MS, first?.endMs ?? endMs);
    if (first === undefined || first.endMs > nowMs) continue;
    flying.pop();
    end(first);
  }
  for (const area of watched) {
    if (area.area.people > 0) longestGapMs = Math.max(longestGapMs, endMs - area.polledMs);
  }
  return {
    waitMs: waitMs / people,
    openWaitMs: openWaitMs / people,
    missed: missed / people,
    calls: startedMs.length,
    tookMs: endMs,
    mostInWindow: busiest(startedMs, options.windowMs),
    longestGapMs,
  };
}

/** Moment of the copy a call is answered with; makes a new one where the cache does. */
function copyOf(area: Watched, cache: Cache, servedMs: number): number {
  if (cache.keptMs === 0) return servedMs;
  if (cache.busy) {
    const phase = area.area.cachePhaseMs % cache.keptMs;
    return Math.floor((servedMs - phase) / cache.keptMs) * cache.keptMs + phase;
  }
  if (servedMs - area.copyMs >= cache.keptMs) area.copyMs = servedMs;
  return area.copyMs;
}

/** The most calls in any stretch of this length. */
function busiest(startedMs: readonly number[], windowMs: number): number {
  let most = 0;
  let from = 0;
  startedMs.forEach((atMs, to) => {
    while ((startedMs[from] as number) <= atMs - windowMs) from++;
    most = Math.max(most, to - from + 1);
  });
  return most;
}
