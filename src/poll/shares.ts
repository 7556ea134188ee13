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

/** An area as the plan knows it, before there is a floor. */
export type Ask = Omit<Claim, 'least'> & {
  /** A pincode by itself: of districts there are so many, of pincodes as many as somebody cares to type. */
  readonly isPin: boolean;
};

/** Of all calls; the share came to rest on the floor where it is no more than `least`. */
export type Given = Pick<Claim, 'least'> & { readonly share: number };

/** As much of the calls is kept for the districts at most, whoever asks for how many pincodes. */
const MOST_KEPT = 1 / 2;

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

/**
 * Each area's share of all calls, and its floor. Pincodes, however many, leave the districts half of the calls, as far as
 * these need it to be polled within the longest wait, and each district what it needs of that: so nobody slows everybody
 * by asking for places nobody lives in, nor the small districts where large ones have their half.
 * @param callsPerMs null: not known
 */
export function sharesOfAreas(
  asks: readonly Ask[],
  callsPerMs: number | null,
  maxWaitMs: number,
): readonly Given[] {
  const districts = asks.filter(({ isPin }) => !isPin);
  const isMixed = districts.length > 0 && districts.length < asks.length;
  if (!isMixed || callsPerMs === null || callsPerMs === 0) return within(asks, 1, callsPerMs, maxWaitMs);
  const needed = districts.length / (callsPerMs * AIM * maxWaitMs);
  const kept = Math.min(MOST_KEPT, needed);
  const all = floored(asks, districts.length, kept, callsPerMs, maxWaitMs);
  const had = all.reduce((sum, { share }, at) => sum + (asks[at]?.isPin === false ? share : 0), 0);
  if (had >= kept - ROUNDING) return all;
  const ofDistricts = within(districts, kept, callsPerMs, maxWaitMs);
  // Where ceilings keep districts from using what is kept for them, the pincodes have it.
  const rest = 1 - ofDistricts.reduce((sum, { share }) => sum + share, 0);
  const pins = asks.filter(({ isPin }) => isPin);
  const given = new Map<Ask, Given>();
  for (const [of, to] of [
    [districts, ofDistricts],
    [pins, within(pins, rest, callsPerMs, maxWaitMs)],
  ] as const) {
    of.forEach((ask, at) => void given.set(ask, to[at] as Given));
  }
  return asks.map((ask) => given.get(ask) as Given);
}

/**
 * Shares all calls among all areas. No district's floor is lower than it would be of what is kept for them, no pincode's
 * higher than of the rest.
 */
function floored(
  asks: readonly Ask[],
  districts: number,
  kept: number,
  callsPerMs: number,
  maxWaitMs: number,
): readonly Given[] {
  const even = leastShare(asks.length, callsPerMs, maxWaitMs);
  const ofPart = (areas: number, part: number) => part * leastShare(areas, callsPerMs * part, maxWaitMs);
  const district = Math.max(even, ofPart(districts, kept));
  const pin = Math.min(even, ofPart(asks.length - districts, 1 - kept));
  const claims = asks.map(({ pull, most, isPin }) => ({ pull, least: isPin ? pin : district, most }));
  return sharesOf(claims).map((share, at) => ({ share, least: claims[at]?.least as number }));
}

/** Shares a part of all calls among some areas, as if there were no others. */
function within(
  asks: readonly Ask[],
  part: number,
  callsPerMs: number | null,
  maxWaitMs: number,
): readonly Given[] {
  const least = leastShare(asks.length, callsPerMs === null ? null : callsPerMs * part, maxWaitMs);
  const shares = sharesOf(asks.map(({ pull, most }) => ({ pull, least, most: most / part })));
  return shares.map((share) => ({ share: share * part, least: least * part }));
}
