// The plan: which area is to be polled next. Stride scheduling: every area moves on by its stride when it is polled, and
// the one that is furthest behind is next. It makes no calls and reads no clock, it never gives out an area whose last
// poll is still under way, and it says of an area only what it does. The pace is elsewhere: the plan orders, no more.
import { type AreaId, isPinArea } from '../core/area.ts';
import { LONGEST_INTERVAL_MS } from '../core/freshness.ts';
import { createHeap } from './heap.ts';
import { timesTypical, typicalOf } from './news-rate.ts';
import {
  type AreaPlan,
  begin,
  describe,
  type Entry,
  end,
  goesBefore,
  newEntry,
  type PollEnd,
} from './plan-entry.ts';
import { AIM, sharesOfAreas } from './shares.ts';

export interface PlanOptions {
  /**
   * No area waits longer from one poll to the next (ms); 5 min. Where the pace does not permit it, no area waits longer
   * than about twice what a sweep in turn would take (`longestWaitMs` in shares.ts says it to the ms). An area that
   * rests for a cache may wait for the calls before it on top. Of more pincodes than that leaves room for, each waits as
   * its number makes it; districts do not wait for them (`sharesOfAreas`).
   */
  readonly maxWaitMs?: number;
  /** An area is not polled more often (ms); 0. */
  readonly minIntervalMs?: number;
}

export interface PlannedArea {
  readonly id: AreaId;
  /** People it serves. */
  readonly weight: number;
}

export interface Plan {
  /**
   * The areas to poll from now on. A new one is due at once; of many, some go in between at a time, those that serve
   * most first, and all within their first interval. One that stays keeps its turn, and so does one that left and comes
   * back before its turn.
   */
  set(areas: readonly PlannedArea[]): void;
  /** Calls per ms that go out; the longest wait follows from it. Null: not known. */
  rate(callsPerMs: number | null): void;
  /** How long until an area is due (ms): 0 now, Infinity when none waits. */
  waitMs(nowMs: number): number;
  /** Takes the area whose turn it is; undefined when none is due. It comes again only after `finished`. */
  next(nowMs: number): AreaId | undefined;
  /** The poll of an area ended; what it told is learnt. Of an area whose poll is not under way: nothing. */
  finished(id: AreaId, nowMs: number, end?: PollEnd): void;
  /**
   * Puts an area before all others, and ends its rest; its next turn is a whole stride later, as after any other. Of an
   * area that is not planned, or whose poll is under way: nothing.
   */
  hurry(id: AreaId): void;
  /** Whether a poll of the area is under way. */
  polling(id: AreaId): boolean;
  /** @param callsPerMs the pace; null: unlimited. Undefined for an area not planned. */
  describe(id: AreaId, callsPerMs: number | null): AreaPlan | undefined;
}

/** The rate must change by more than this share before the shares are worked out anew. */
const RATE_TOLERANCE = 0.05;
/** How often what was learnt goes into the shares (ms). */
const LEARN_EVERY_MS = 60_000;
/** While many areas are new, one call of so many goes to one of them out of turn; the longest wait has room for that. */
const NEW_EVERY = 1 / (1 - AIM);
/** Its multiples, less their whole part, spread evenly. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Any clock will do for its times (ms), as long as it is one and never runs backwards. */
export function createPlan(options: PlanOptions = {}): Plan {
  const { maxWaitMs = LONGEST_INTERVAL_MS, minIntervalMs = 0 } = options;
  const entries = new Map<AreaId, Entry>();
  const ready = createHeap<Entry>(goesBefore);
  const resting = createHeap<Entry>((a, b) => a.notBeforeMs < b.notBeforeMs);
  let callsPerMs: number | null = null;
  /**
   * The plan's time: how far the areas polled so far have come. Who is due is not behind it (but for a poll out of
   * turn), so calls that are lost, or go to new areas, slow all areas alike.
   */
  let turn = 0;
  /** The latest time heard of. */
  let heardMs = Number.NEGATIVE_INFINITY;
  let learntMs: number | null = null;
  let arrivals = 0;

  function share(): void {
    const planned = [...entries.values()].filter((entry) => entry.planned);
    const asks = planned.map((entry) => ({
      pull: Math.sqrt(Math.max(1, entry.weight) * entry.timesTypical),
      most: 1 / Math.max(1, (callsPerMs ?? 0) * entry.busyMs),
      isPin: isPinArea(entry.id),
    }));
    sharesOfAreas(asks, callsPerMs, maxWaitMs).forEach(({ share, least }, at) => {
      const entry = planned[at] as Entry;
      const most = asks[at]?.most as number;
      entry.bound = share >= most && most < 1 ? 'most' : share <= least ? 'least' : 'none';
      const stride = 1 / share;
      if (entry.stride > 0) {
        entry.pass = scaled(entry.pass, stride / entry.stride);
        entry.rhythm = scaled(entry.rhythm, stride / entry.stride);
      }
      entry.stride = stride;
    });
  }

  /** What is left of a wait grows and shrinks with the whole: so areas whose shares change alike keep their order. */
  function scaled(pass: number, by: number): number {
    return pass > turn ? turn + (pass - turn) * by : pass;
  }

  function requeue(): void {
    const waiting = [...entries.values()].filter((entry) => entry.planned && !entry.polling);
    ready.refill(waiting.filter((entry) => entry.notBeforeMs <= heardMs));
    resting.refill(waiting.filter((entry) => entry.notBeforeMs > heardMs));
  }

  /** Back in line: nobody saves up turns from when he could not be polled. */
  function lineUp(entry: Entry): void {
    entry.pass = Math.max(entry.pass, turn);
    // Out of turn: its failure told nothing.
    if (entry.retried) entry.pass = turn - 1;
    ready.push(entry);
  }

  function wakeRested(nowMs: number): void {
    heardMs = nowMs;
    for (
      let first = resting.peek();
      first !== undefined && first.notBeforeMs <= nowMs;
      first = resting.peek()
    ) {
      resting.pop();
      // Held back by its rest alone, it is due when that is over; but never oftener than its share says.
      const waited = (nowMs - first.startedMs) * (callsPerMs ?? 0);
      if (waited >= AIM * first.stride) first.pass = Math.min(first.pass, turn);
      lineUp(first);
    }
  }

  /** Brings what was learnt into the shares. */
  function relearn(nowMs: number): void {
    const known = [...entries.values()];
    const rates = known.map((entry) => entry.news);
    const typical = typicalOf(rates, nowMs - (learntMs ?? nowMs));
    for (const entry of known) entry.timesTypical = timesTypical(entry.news, typical);
    learntMs = nowMs;
    share();
    requeue();
  }

  return {
    set(areas) {
      const wanted = new Map(areas.map((area) => [area.id, area.weight]));
      for (const entry of entries.values()) {
        entry.planned = wanted.has(entry.id);
        // One that left is known until its turn would have come: whoever leaves and returns gains nothing by it.
        if (!entry.planned && !entry.polling && entry.pass <= turn) entries.delete(entry.id);
      }
      const fresh: Entry[] = [];
      for (const [id, weight] of [...wanted].sort((a, b) => b[1] - a[1])) {
        const known = entries.get(id);
        if (known !== undefined) {
          known.weight = weight;
          continue;
        }
        const entry = newEntry(id, arrivals++, weight);
        entries.set(id, entry);
        fresh.push(entry);
      }
      share();
      fresh.forEach((entry, at) => {
        // Spread over its first wait: what began together shall not come all at once for ever after.
        entry.rhythm = turn + entry.stride * (1 - ((at * GOLDEN) % 1));
        entry.pass = Math.min(turn - 1 + at * NEW_EVERY, entry.rhythm);
      });
      requeue();
    },

    rate(fresh) {
      const before = callsPerMs ?? 0;
      if (Math.abs((fresh ?? 0) - before) <= RATE_TOLERANCE * before) return;
      callsPerMs = fresh;
      share();
      requeue();
    },

    waitMs(nowMs) {
      wakeRested(nowMs);
      if (ready.size() > 0) return 0;
      const first = resting.peek();
      return first === undefined ? Number.POSITIVE_INFINITY : first.notBeforeMs - nowMs;
    },

    next(nowMs) {
      wakeRested(nowMs);
      const entry = ready.pop();
      if (entry === undefined) return undefined;
      turn = Math.max(turn, entry.pass);
      begin(entry, turn, nowMs, minIntervalMs);
      return entry.id;
    },

    finished(id, nowMs, told = {}) {
      const entry = entries.get(id);
      if (entry === undefined || !entry.polling) return;
      end(entry, nowMs, told, maxWaitMs);
      if (entry.planned) {
        if (entry.notBeforeMs > nowMs) resting.push(entry);
        else lineUp(entry);
      }
      learntMs ??= nowMs;
      if (nowMs - learntMs >= LEARN_EVERY_MS) relearn(nowMs);
    },

    hurry(id) {
      const entry = entries.get(id);
      if (entry === undefined || !entry.planned || entry.polling) return;
      entry.pass = Number.NEGATIVE_INFINITY;
      entry.notBeforeMs = Number.NEGATIVE_INFINITY;
      requeue();
    },

    polling: (id) => entries.get(id)?.polling ?? false,

    describe(id, pace) {
      const entry = entries.get(id);
      return entry?.planned ? describe(entry, pace) : undefined;
    },
  };
}
