// Keeps a lane under its provider's limits: so many calls in any stretch of time, and a pause between two messages to
// one recipient. Reckons in monotonic time; never waits itself, it says how long there is to wait.

export interface Pacer {
  /** Calls that may go out now. */
  free(nowMs: number): number;
  /** A call goes out. */
  take(nowMs: number): void;
  /** Milliseconds until a call may go out; 0: now. */
  waitMs(nowMs: number): number;
}

/** At most `limit` calls in any `perMs`; without a rate nothing is held back. */
export function createPacer(rate: { readonly limit: number; readonly perMs: number } | null): Pacer {
  if (rate === null) return { free: () => Number.POSITIVE_INFINITY, take: () => undefined, waitMs: () => 0 };
  const { limit, perMs } = rate;
  /** When the last `limit` calls went out, oldest first. */
  const sent: number[] = [];
  const forget = (nowMs: number) => {
    while (sent[0] !== undefined && sent[0] <= nowMs - perMs) sent.shift();
  };
  return {
    free(nowMs) {
      forget(nowMs);
      return limit - sent.length;
    },
    take(nowMs) {
      sent.push(nowMs);
    },
    waitMs(nowMs) {
      forget(nowMs);
      const oldest = sent[0];
      return sent.length < limit || oldest === undefined ? 0 : oldest + perMs - nowMs;
    },
  };
}

/** Recipients that must be left alone: a send is in flight, or the last one was a moment ago. */
export interface Cooling {
  readonly busy: ReadonlySet<number>;
  begin(subscriberId: number): void;
  /** The send is over; the recipient stays busy for `restMs` more. */
  end(subscriberId: number, nowMs: number, restMs: number): void;
  /** Lets go of those who have rested; milliseconds until the next one has, or null when none rests. */
  release(nowMs: number): number | null;
}

export function createCooling(): Cooling {
  const busy = new Set<number>();
  const restUntil = new Map<number, number>();
  return {
    busy,
    begin(subscriberId) {
      busy.add(subscriberId);
    },
    end(subscriberId, nowMs, restMs) {
      if (restMs > 0) restUntil.set(subscriberId, nowMs + restMs);
      else busy.delete(subscriberId);
    },
    release(nowMs) {
      let next: number | null = null;
      for (const [subscriberId, untilMs] of restUntil) {
        if (untilMs > nowMs) {
          next = Math.min(next ?? Number.POSITIVE_INFINITY, untilMs - nowMs);
          continue;
        }
        restUntil.delete(subscriberId);
        busy.delete(subscriberId);
      }
      return next;
    },
  };
}
