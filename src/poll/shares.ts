// How the calls are shared among areas. Pure. With people w, news r and a limited number of calls, the waiting time
// summed over people is least when an area is polled in proportion to the square root of w × r; a floor keeps anybody
// from waiting too long for it, and a ceiling spends no call where there can be no fresher answer yet.

/** What an area asks of the calls. */
export interface Claim {
  /** The calls go out in proportion to it; above 0. */
  readonly pull: number;
  /** The least share of all calls; all of them together at most 1. */
  readonly least: number;
  /** The most; goes before the least. */
  readonly most: number;
}

/** Differences of this size are rounding. */
const ROUNDING = 1e-12;

/** Each area's share of all calls. The shares sum to 1, or to less where no area may have more. */
export function sharesOf(claims: readonly Claim[]): readonly number[] {
  const shares = new Array<number>(claims.length).fill(0);
  let free = claims.map((_, at) => at);
  let rest = 1;
  while (free.length > 0) {
    const scale = rest / free.reduce((sum, at) => sum + (claims[at] as Claim).pull, 0);
    let lifted = 0;
    for (const at of free) {
      const { pull, least, most } = claims[at] as Claim;
      const share = Math.min(most, Math.max(least, scale * pull));
      shares[at] = share;
      lifted += share - scale * pull;
    }
    if (Math.abs(lifted) < ROUNDING) break;
    // More was lifted to floors than cut at ceilings: only the floors are sure to hold then, and the other way round.
    free = free.filter((at) => {
      const share = shares[at] as number;
      const moved = share - scale * (claims[at] as Claim).pull;
      if (lifted > 0 ? moved <= 0 : moved >= 0) return true;
      rest -= share;
      return false;
    });
  }
  return shares;
}

/** The plan aims at this part of the longest wait, so that a turn that comes a little late is still in time. */
export const AIM = 0.85;

/**
 * The longest an area may wait from one poll to the next (ms). It is the maximum that was set while the pace permits
 * that (an even sweep takes at most 0.85 of it); with more areas it gives way bit by bit, to twice what an even sweep
 * takes: half the calls and a little more then go round evenly, the rest follow demand.
 */
export function longestWaitMs(areas: number, callsPerMs: number, maxWaitMs: number): number {
  const sweepMs = areas / callsPerMs;
  return Math.max(maxWaitMs, Math.min(2 * sweepMs, maxWaitMs + 4 * (sweepMs - AIM * maxWaitMs)));
}

/** The least share that keeps the longest wait. `callsPerMs` null: not known, so the maximum that was set is not either. */
export function leastShare(areas: number, callsPerMs: number | null, maxWaitMs: number): number {
  if (callsPerMs === null || callsPerMs === 0) return 1 / (2 * AIM * areas);
  return 1 / (callsPerMs * AIM * longestWaitMs(areas, callsPerMs, maxWaitMs));
}
