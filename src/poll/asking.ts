// Lets the calls out: plan says whose turn it is, pace grants the call, fetch makes it. It never looks at an answer,
// and learns of a poll only that it is over.
import type { Clock } from '../clock.ts';
import type { AreaId } from '../core/area.ts';
import type { IstDate } from '../core/ist.ts';
import type { AreaMemory } from './area-memory.ts';
import type { Fetcher } from './fetch.ts';
import type { Pace } from './pace.ts';
import type { Plan } from './plan.ts';

export interface AskingParts {
  readonly plan: Pick<Plan, 'next' | 'waitMs'>;
  readonly pace: Pick<Pace, 'take' | 'waitMs'>;
  readonly fetcher: Pick<Fetcher, 'call'>;
  readonly clock: Clock;
  readonly areas: ReadonlyMap<AreaId, AreaMemory>;
  readonly today: () => IstDate;
  /** Has an area asked for another day from now on. */
  readonly setDay: (area: AreaMemory, day: IstDate) => void;
  /** Polls under way at most. */
  readonly maxInFlight: number;
  /** No call goes out after it. */
  readonly end: AbortSignal;
}

export interface Asking {
  /** Starts calls until something says wait: then time does, or whoever calls this again. */
  go(): void;
  /** A poll is over, with all there was to do about its answer; the next starts with `go`. */
  ended(): void;
  /** Lets no further call out; those under way finish. */
  pause(): void;
  resume(): void;
}

/** A moment reckoned from two different ones comes out a little different (ms). */
const ROUNDING_MS = 0.001;

export function createAsking(parts: AskingParts): Asking {
  const { plan, pace, fetcher, clock, areas, today, setDay, maxInFlight, end } = parts;
  let inFlight = 0;
  let paused = false;
  let going = false;
  /** When the timers that are set go off (monotonic ms): each earlier than the one set before it. */
  const alarms: number[] = [];

  function go(): void {
    if (going || paused || end.aborted) return;
    going = true;
    const now = clock.monotonicMs();
    const date = today();
    while (inFlight < maxInFlight) {
      const wait = Math.max(plan.waitMs(now), pace.waitMs(now));
      if (wait > 0) {
        alarm(now, wait);
        break;
      }
      const id = plan.next(now);
      const area = id === undefined ? undefined : areas.get(id);
      if (area === undefined) break;
      if (area.target.firstDate !== date) setDay(area, date);
      inFlight += 1;
      area.grant = pace.take(now);
      fetcher.call(area.request, area.known, area.onResult);
    }
    going = false;
  }

  /** Sets none where one goes off as early. Later ones stand: when an early one rang, they need not be set again. */
  function alarm(now: number, wait: number): void {
    const atMs = now + wait;
    if (atMs >= (alarms.at(-1) ?? Number.POSITIVE_INFINITY) - ROUNDING_MS) return;
    alarms.push(atMs);
    void clock.sleep(wait, end).then(() => {
      alarms.splice(alarms.indexOf(atMs), 1);
      go();
    });
  }

  return {
    go,
    ended() {
      inFlight -= 1;
    },
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      go();
    },
  };
}
