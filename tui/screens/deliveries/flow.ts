// The newest deliveries as far as they were asked for: always one piece of the whole without a gap, the newest first.
// Pure. An answer takes the place of what was known of the same stretch.
import type { DeliveryView } from '../../../src/core/snapshot.ts';

/** Deliveries kept: whoever looks for older ones narrows the list. */
export const MOST_KEPT = 5_000;

export interface Flow {
  readonly items: readonly DeliveryView[];
  /** Nothing older is left to ask for. */
  readonly isWhole: boolean;
}

export interface FlowAnswer {
  /** Null: of the newest. One more than the newest known one: of that and older ones. */
  readonly beforeId: number | null;
  readonly limit: number;
  readonly items: readonly DeliveryView[];
}

export const NO_FLOW: Flow = { items: [], isWhole: false };

export function flowed(known: Flow, { beforeId, limit, items }: FlowAnswer): Flow {
  const isShort = items.length < limit;
  const least = isShort ? Number.NEGATIVE_INFINITY : (items.at(-1)?.id ?? Number.NEGATIVE_INFINITY);
  if (beforeId === null) {
    const newest = known.items[0]?.id ?? Number.NEGATIVE_INFINITY;
    // More than was asked for came since: between the answer and what is known is a gap.
    const joins = newest >= least;
    const older = joins ? known.items.filter(({ id }) => id < least) : [];
    return kept([...items, ...older], isShort || (joins && known.isWhole));
  }
  // Of a stretch that begins nowhere in what is known (any more), nothing can be said.
  const isTop = known.items[0]?.id === beforeId - 1;
  if (!isTop && !known.items.some(({ id }) => id === beforeId)) return known;
  const newer = known.items.filter(({ id }) => id >= beforeId);
  const older = known.items.filter(({ id }) => id < least);
  return kept([...newer, ...items, ...older], isShort || (known.isWhole && older.length > 0));
}

function kept(items: readonly DeliveryView[], isWhole: boolean): Flow {
  return items.length > MOST_KEPT ? { items: items.slice(0, MOST_KEPT), isWhole: false } : { items, isWhole };
}

/** Whether older ones should be asked for, for a view that ends with a line (from 0). */
export function wantsMore({ items, isWhole }: Flow, lastLine: number): boolean {
  return !isWhole && items.length < MOST_KEPT && lastLine + 1 >= items.length - 20;
}
