// How many calls go out in a time: whole seconds counted in a ring, so that the cost of a call is one addition.

export interface RateMeter {
  count(nowMs: number): void;
  /** Calls per ms over the last seconds that were complete enough to tell. */
  perMs(nowMs: number): number;
}

const RING_S = 61;
/** A slow pace is measured over more seconds, so that a handful of calls makes a figure. */
const CALLS_TO_TELL = 20;
const LEAST_S = 3;
const MOST_S = 60;

/** @param expectedPerMs the pace set, null when unlimited: decides over how long is measured */
export function createRateMeter(startedAtMs: number, expectedPerMs: number | null): RateMeter {
  const counts = new Float64Array(RING_S);
  const wanted = expectedPerMs === null ? LEAST_S : Math.ceil(CALLS_TO_TELL / (expectedPerMs * 1000));
  const windowS = Math.min(MOST_S, Math.max(LEAST_S, wanted));
  let second = 0;

  function advance(nowMs: number): void {
    const now = Math.floor((nowMs - startedAtMs) / 1000);
    for (let steps = Math.min(now - second, RING_S); steps > 0; steps--)
      counts[(now - steps + 1) % RING_S] = 0;
    second = Math.max(second, now);
  }

  return {
    count(nowMs) {
      advance(nowMs);
      const at = second % RING_S;
      counts[at] = (counts[at] as number) + 1;
    },
    perMs(nowMs) {
      advance(nowMs);
      // The present second is not over: it counts with the part that has passed.
      const span = Math.min(windowS, second);
      let sum = 0;
      for (let back = 0; back <= span; back++) sum += counts[(second - back) % RING_S] as number;
      const passedMs = span * 1000 + ((nowMs - startedAtMs) % 1000);
      return sum / Math.max(passedMs, 1000);
    },
  };
}
