// The simulated people: slots open by themselves at a settable rate and are booked out within seconds to minutes,
// the capacity falling in steps. A session is not opened again before every alert cool-down is long over.
import type { Clock } from '../clock.ts';
import type { Dose } from '../core/session.ts';
import type { SimSession } from './centres.ts';
import { between, pick, type Random } from './random.ts';
import type { Slots } from './slots.ts';

export interface ScriptOptions {
  readonly slots: Slots;
  readonly clock: Clock;
  readonly random: Random;
  readonly openingsPerMinute: number;
  /** Districts where slots open; empty: all of them. */
  readonly focus: readonly number[];
  /** How long an opening lasts, least and most (ms). */
  readonly lastsMs: readonly [number, number];
}

export interface Script {
  /** Books and opens what is due by now. */
  tick(): void;
  setRate(openingsPerMinute: number): void;
  /** Books an open dose out: nothing for the first stretch, then in steps down to none after `lastsMs`. */
  bookOut(session: SimSession, dose: Dose, lastsMs: number): void;
  /** Forgets the bookings of a dose: somebody took it in hand. */
  cancel(session: SimSession, dose: Dose): void;
  /** A closed, listed session nobody opened lately; undefined when the district has none that fits. */
  closedSession(district: number, fits?: (session: SimSession) => boolean): SimSession | undefined;
  /** How long the next opening should last (ms). */
  drawLastsMs(): number;
}

interface Booking {
  readonly session: SimSession;
  readonly dose: Dose;
  /** Soonest last, so that the next is popped. */
  readonly steps: { readonly atMs: number; readonly capacity: number }[];
}

/** Longer than any cool-down between two alerts on one session. */
const REST_MS = 15 * 60_000;
/** So long an opening keeps its first capacity: whoever polls at all sees it. */
const HOLD_MS = 4_000;
const LARGEST_OPENING = 150;

export function createScript(options: ScriptOptions): Script {
  const { slots, clock, random } = options;
  const bookings = new Map<string, Booking>();
  /** Session -> when it may be opened again (monotonic ms). */
  const resting = new Map<string, number>();
  const focus = options.focus.length > 0 ? options.focus : slots.country.districtNumbers;
  let perMs = options.openingsPerMinute / 60_000;
  let nextAtMs = clock.monotonicMs() + gapMs();

  function gapMs(): number {
    return perMs > 0 ? -Math.log(1 - random()) / perMs : Number.POSITIVE_INFINITY;
  }

  /** Keeps the map in the order of its times, so that the oldest are dropped first. */
  function rest(session: SimSession): void {
    resting.delete(session.id);
    resting.set(session.id, clock.monotonicMs() + REST_MS);
  }

  function book(now: number): void {
    for (const [key, { session, dose, steps }] of bookings) {
      for (let next = steps.at(-1); next !== undefined && next.atMs <= now; next = steps.at(-1)) {
        steps.pop();
        slots.change(session, dose, next.capacity, 'itself');
      }
      if (steps.length > 0) continue;
      bookings.delete(key);
      rest(session);
    }
  }

  function openOne(): void {
    const district = pick(random, focus);
    // Not today's: they end at midnight, however short that leaves them.
    const session = closedSession(district, ({ date }) => date > slots.country.today());
    if (session === undefined) return;
    const dose = pick(random, [...session.capacity.keys()]);
    slots.change(session, dose, Math.ceil(LARGEST_OPENING ** random() * 1.5), 'itself');
    bookOut(session, dose, drawLastsMs());
  }

  function drawLastsMs(): number {
    const [least, most] = options.lastsMs;
    return Math.round(least * (most / least) ** random());
  }

  function closedSession(district: number, fits: (session: SimSession) => boolean = () => true) {
    const now = clock.monotonicMs();
    const free = slots.country.district(district)?.sessions.filter((session) => {
      const rested = (resting.get(session.id) ?? 0) <= now;
      return rested && session.listed && !slots.isOpen(session) && fits(session);
    });
    if (free === undefined || free.length === 0) return undefined;
    const session = pick(random, free);
    rest(session);
    return session;
  }

  function bookOut(session: SimSession, dose: Dose, lastsMs: number): void {
    const start = clock.monotonicMs();
    const capacity = session.capacity.get(dose) ?? 0;
    const hold = Math.max(Math.min(HOLD_MS, lastsMs), lastsMs * 0.3);
    const moments = Array.from({ length: between(random, 1, 5) }, () => hold + (lastsMs - hold) * random());
    const left = moments.map(() => Math.floor(capacity * random()));
    moments.sort((a, b) => b - a);
    left.sort((a, b) => a - b);
    const steps = moments
      .map((atMs, index) => ({ atMs: start + atMs, capacity: left[index] as number }))
      .filter((step) => step.capacity > 0);
    bookings.set(`${session.id} ${dose}`, {
      session,
      dose,
      steps: [{ atMs: start + lastsMs, capacity: 0 }, ...steps],
    });
  }

  return {
    tick() {
      const now = clock.monotonicMs();
      book(now);
      for (; nextAtMs <= now; nextAtMs += gapMs()) openOne();
      for (const [id, untilMs] of resting) {
        if (untilMs > now) break;
        resting.delete(id);
      }
    },
    setRate(openingsPerMinute) {
      perMs = openingsPerMinute / 60_000;
      nextAtMs = clock.monotonicMs() + gapMs();
    },
    bookOut,
    cancel: (session, dose) => void bookings.delete(`${session.id} ${dose}`),
    closedSession,
    drawLastsMs,
  };
}
