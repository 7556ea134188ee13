// How much work to take on at a time so that it lasts about so long on this machine, whatever its speed: a step that
// holds the thread for longer makes everybody else wait. Pure: it is told what a step took.

export interface Stride {
  /** Units of work for the next step. */
  size(): number;
  /** A step of so many units lasted so long. */
  took(units: number, ms: number): void;
}

/** A quarter of the way towards what one measurement says: the next may be another's fault. */
const TRUST = 1 / 4;

/** @param aimMs how long a step is to last @param least units at least, however slow: what a step costs besides must pay */
export function createStride(aimMs: number, start: number, least: number, most: number): Stride {
  let size = start;
  return {
    size: () => Math.round(size),
    took(units, ms) {
      // A short step tells more of what steps cost besides.
      if (units < least / 2) return;
      const fit = (aimMs * units) / Math.max(ms, 0.1);
      size = Math.min(most, Math.max(least, size + (fit - size) * TRUST));
    },
  };
}
