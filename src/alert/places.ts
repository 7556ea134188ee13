// How many alerts all channels together may have on their way: each of them may arrive twice when the process is
// killed, so their number is the promise. Every channel keeps some places that no other can take, however long the
// sends of the others hang; the rest belongs to whoever needs them. It never waits and knows no channel's ways.

/** Alerts on their way at most. */
export const MOST_ON_THE_WAY = 6;

/** One channel's seat at the table. */
export interface Places {
  /** How many more alerts may go out now. When none may, `wake` is called as soon as one may again. */
  free(): number;
  take(): void;
  /** The outcome of one is written down. */
  giveBack(): void;
}

export interface PlacesOffice {
  /**
   * @param kept places that are this channel's alone; null: what it sends twice is refused, so it needs none
   * @param wake called when there is room again for a channel that found none
   */
  open(kept: number | null, wake: () => void): Places;
}

interface Seat {
  readonly kept: number;
  readonly wake: () => void;
  taken: number;
  waits: boolean;
}

/** @param most default `MOST_ON_THE_WAY`; less than what is kept in all counts as that */
export function createPlaces(most: number = MOST_ON_THE_WAY): PlacesOffice {
  const seats: Seat[] = [];

  /** What nobody has taken and nobody else keeps. */
  function freeFor(seat: Seat): number {
    const others = seats.filter((other) => other !== seat);
    const gone = others.reduce((sum, { kept, taken }) => sum + Math.max(kept, taken), seat.taken);
    return Math.max(most - gone, seat.kept - seat.taken, 0);
  }

  return {
    open(kept, wake) {
      if (kept === null) {
        return { free: () => Number.POSITIVE_INFINITY, take: () => undefined, giveBack: () => undefined };
      }
      const seat: Seat = { kept, wake, taken: 0, waits: false };
      seats.push(seat);
      return {
        free() {
          const free = freeFor(seat);
          seat.waits = free === 0;
          return free;
        },
        take() {
          seat.taken += 1;
        },
        giveBack() {
          seat.taken -= 1;
          for (const other of seats) {
            if (!other.waits || freeFor(other) === 0) continue;
            other.waits = false;
            other.wake();
          }
        },
      };
    },
  };
}
