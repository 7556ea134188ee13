// The plan: which area is to be polled next. Stride scheduling: an area comes again after as many calls as its share
// says. It makes no calls and reads no clock, and never gives out an area whose last poll is still under way.
import type { AreaId } from '../core/area.ts';
import { createHeap } from './heap.ts';
import { sharesOf } from './shares.ts';

export interface PlanOptions {
  /** No area waits longer, as far as the pace permits (ms); 5 min. */
  readonly maxWaitMs?: number;
  /** An area is not polled more often (ms); 0. */
  readonly minIntervalMs?: number;
}

export interface PlannedArea {
  readonly id: AreaId;
  /** People it serves. */
  readonly weight: number;
}

/** What a poll told that decides when the area is polled again; what it did not tell is left out. */
export interface PollEnd {
  /** It failed for the first time, so it goes first once more. */
  readonly retry?: boolean | undefined;
  /** Whether a good answer brought news. */
  readonly news?: boolean | undefined;
  /** A fresher answer exists only after this time (ms); null: the server does not say. */
  readonly freshInMs?: number | null | undefined;
  /** How long the server's caches keep an answer (ms); null: the server does not say. */
  readonly cachedForMs?: number | null | undefined;
  /** Whether the answer came out of a cache, by its `Age`. */
  readonly aged?: boolean | undefined;
}

export interface Plan {
  /** The areas to poll from now on. One that is new is due first; one that stays keeps its turn. */
  set(areas: readonly PlannedArea[]): void;
  /** Calls per ms that go out; the longest wait follows from it. Null: not known. */
  rate(callsPerMs: number | null): void;
  /** How long until an area is due (ms): 0 now, Infinity when none waits. */
  waitMs(nowMs: number): number;
  /** Takes the area whose turn it is; undefined when none is due. It comes again only after `finished`. */
  next(nowMs: number): AreaId | undefined;
  /** The poll of an area ended. */
  finished(id: AreaId, nowMs: number, end?: PollEnd): void;
  /** Whether a poll of the area is under way. */
  polling(id: AreaId): boolean;
  /** Calls from one poll of the area to the next, were all on time; undefined for an area not planned. */
  stride(id: AreaId): number | undefined;
}

interface Entry {
  readonly id: AreaId;
  /** Order of arrival: decides between equals. */
  readonly order: number;
  weight: number;
  /** Calls from one turn to the next. */
  stride: number;
  /** The call at which it is due. */
  pass: number;
  notBeforeMs: number;
  polling: boolean;
  planned: boolean;
}

/** The rate must change by more than this share before the shares are worked out anew. */
const RATE_TOLERANCE = 0.05;

/** Before all turns. */
const FIRST = Number.NEGATIVE_INFINITY;

/** Any clock will do for its times (ms), as long as it is one and never runs backwards. */
export function createPlan(options: PlanOptions = {}): Plan {
  const { maxWaitMs = 5 * 60_000, minIntervalMs = 0 } = options;
  const entries = new Map<AreaId, Entry>();
  const ready = createHeap<Entry>((a, b) => a.pass < b.pass || (a.pass === b.pass && a.order < b.order));
  const resting = createHeap<Entry>((a, b) => a.notBeforeMs < b.notBeforeMs);
  let callsPerMs: number | null = null;
  /** Calls given out so far: the time of the plan. */
  let turn = 0;
  let arrivals = 0;

  function share(): void {
    const planned = [...entries.values()].filter((entry) => entry.planned);
    const least = callsPerMs === null || callsPerMs === 0 ? 0 : 1 / (callsPerMs * maxWaitMs);
    const shares = sharesOf(
      planned.map((entry) => entry.weight),
      least,
    );
    planned.forEach((entry, at) => {
      entry.stride = 1 / (shares[at] as number);
      entry.pass = Math.min(entry.pass, turn + entry.stride);
    });
  }

  function requeue(): void {
    const waiting = [...entries.values()].filter((entry) => entry.planned && !entry.polling);
    ready.refill(waiting);
    resting.refill([]);
  }

  function wakeRested(nowMs: number): void {
    for (
      let first = resting.peek();
      first !== undefined && first.notBeforeMs <= nowMs;
      first = resting.peek()
    ) {
      ready.push(first);
      resting.pop();
    }
  }

  /** An area put back by `requeue` may have to rest still. */
  function restEarly(nowMs: number): void {
    for (let first = ready.peek(); first !== undefined && first.notBeforeMs > nowMs; first = ready.peek()) {
      resting.push(first);
      ready.pop();
    }
  }

  return {
    set(areas) {
      const wanted = new Map(areas.map((area) => [area.id, area.weight]));
      for (const entry of entries.values()) {
        entry.planned = wanted.has(entry.id);
        if (!entry.planned && !entry.polling) entries.delete(entry.id);
      }
      for (const [id, weight] of wanted) {
        const known = entries.get(id);
        if (known !== undefined) {
          known.weight = weight;
          continue;
        }
        entries.set(id, {
          id,
          order: arrivals++,
          weight,
          stride: 1,
          pass: FIRST,
          notBeforeMs: Number.NEGATIVE_INFINITY,
          polling: false,
          planned: true,
        });
      }
      share();
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
      restEarly(nowMs);
      if (ready.size() > 0) return 0;
      const first = resting.peek();
      return first === undefined ? Number.POSITIVE_INFINITY : first.notBeforeMs - nowMs;
    },

    next(nowMs) {
      wakeRested(nowMs);
      restEarly(nowMs);
      const entry = ready.pop();
      if (entry === undefined) return undefined;
      turn += 1;
      // One that is behind keeps its rhythm, but saves up nothing from when it could not be polled. One that had the
      // turns of others that hung owes them none back: it would not be polled for as long as they hung, many times over.
      const due = Math.max(entry.pass + entry.stride, turn);
      entry.pass = entry.pass === FIRST ? turn + entry.stride : Math.min(due, turn + entry.stride);
      entry.notBeforeMs = nowMs + minIntervalMs;
      entry.polling = true;
      return entry.id;
    },

    finished(id, nowMs, end = {}) {
      const entry = entries.get(id);
      if (entry === undefined || !entry.polling) return;
      entry.polling = false;
      if (!entry.planned) {
        entries.delete(id);
        return;
      }
      if (end.retry === true) entry.pass = FIRST;
      if (entry.notBeforeMs > nowMs) resting.push(entry);
      else ready.push(entry);
    },

    polling: (id) => entries.get(id)?.polling ?? false,
    stride: (id) => entries.get(id)?.stride,
  };
}
