// The deliveries around those in view: always one piece of the whole without a gap, the newest first. Pure. An answer
// takes the place of what was known of the same stretch; what is far from where one goes is forgotten again.
import type { DeliveryView } from '../../../src/core/snapshot.ts';

/** Deliveries kept, however far one goes through them. */
export const MOST_KEPT = 1_000;
/** So many lines before an end of what is known, more is asked for. */
const NEAR = 20;

export interface Flow {
  readonly items: readonly DeliveryView[];
  /** How many newer ones were seen before these; null: nobody counted, one came from the end. 0: these are the newest. */
  readonly above: number | null;
  /** Nothing older is left to ask for. */
  readonly isWhole: boolean;
}

/** What can be asked for: the newest, the oldest, or those next to one that is known. */
export type Stretch =
  | { readonly of: 'newest' }
  | { readonly of: 'oldest' }
  /** One more than the newest known one: of that and older ones. */
  | { readonly of: 'older'; readonly beforeId: number }
  | { readonly of: 'newer'; readonly afterId: number };

export interface FlowAnswer {
  readonly stretch: Stretch;
  readonly limit: number;
  /** The newest first. */
  readonly items: readonly DeliveryView[];
}

/** Lines in view, from 0, and what they must stay with. */
export interface FlowView {
  readonly first: number;
  readonly last: number;
  /** `newest`, `oldest`: that end, whatever comes; `here`: what is there stays, and nothing newer is asked for. */
  readonly keeps: 'newest' | 'here' | 'oldest';
}

export const NO_FLOW: Flow = { items: [], above: null, isWhole: false };

export function flowed(known: Flow, { stretch, limit, items }: FlowAnswer): Flow {
  const isShort = items.length < limit;
  const first = known.items[0]?.id ?? Number.NEGATIVE_INFINITY;
  if (stretch.of === 'newest') {
    const least = isShort ? Number.NEGATIVE_INFINITY : idOfLast(items);
    // More than was asked for came since: between the answer and what is known is a gap.
    const joins = first >= least;
    const older = joins ? known.items.filter(({ id }) => id < least) : [];
    return fromTop({ items: [...items, ...older], above: 0, isWhole: isShort || (joins && known.isWhole) });
  }
  if (stretch.of === 'oldest') {
    const newest = items[0]?.id ?? Number.POSITIVE_INFINITY;
    const joins = known.items.length > 0 && !isShort && idOfLast(known.items) <= newest;
    const newer = joins ? known.items.filter(({ id }) => id > newest) : [];
    const before = items.filter(({ id }) => id > first).length;
    const above = !joins || known.above === null ? null : Math.max(0, known.above - before);
    return fromEnd({ items: [...newer, ...items], above: isShort ? 0 : above, isWhole: true });
  }
  if (stretch.of === 'newer') {
    if (first !== stretch.afterId) return known;
    const above = isShort ? 0 : known.above === null ? null : Math.max(1, known.above - items.length);
    return fromTop({ ...known, items: [...items, ...known.items], above });
  }
  const { beforeId } = stretch;
  const least = isShort ? Number.NEGATIVE_INFINITY : idOfLast(items);
  // Of a stretch that begins nowhere in what is known (any more), nothing can be said.
  if (first !== beforeId - 1 && !known.items.some(({ id }) => id === beforeId)) return known;
  const newer = known.items.filter(({ id }) => id >= beforeId);
  const older = known.items.filter(({ id }) => id < least);
  const reaches = older.length > 0 || idOfLast(items) === idOfLast(known.items);
  const isWhole = isShort || (known.isWhole && reaches);
  return fromEnd({ ...known, items: [...newer, ...items, ...older], isWhole });
}

function idOfLast(items: readonly DeliveryView[]): number {
  return items.at(-1)?.id ?? Number.NEGATIVE_INFINITY;
}

/** Without those furthest from the top. */
function fromTop(flow: Flow): Flow {
  const { items } = flow;
  return items.length > MOST_KEPT ? { ...flow, items: items.slice(0, MOST_KEPT), isWhole: false } : flow;
}

/** Without those furthest from the end. */
function fromEnd(flow: Flow): Flow {
  const { items, above } = flow;
  const much = items.length - MOST_KEPT;
  return much > 0 ? { ...flow, items: items.slice(much), above: above === null ? null : above + much } : flow;
}

/** What should be asked for next for what is in view; null: all of it is known. */
export function wanted({ items, above, isWhole }: Flow, { first, last, keeps }: FlowView): Stretch | null {
  const [newest, oldest] = [items[0], items.at(-1)];
  if (newest === undefined || oldest === undefined) return isWhole ? null : { of: 'newest' };
  if (keeps === 'newest' && above !== 0) return { of: 'newest' };
  if (keeps === 'oldest' && !isWhole) return { of: 'oldest' };
  if (!isWhole && last + 1 >= items.length - NEAR) return { of: 'older', beforeId: oldest.id };
  return above !== 0 && first < NEAR ? { of: 'newer', afterId: newest.id } : null;
}

/** What is in view once more, for what changed of it. */
export function sameAgain({ items }: Flow, { first, keeps }: FlowView): Stretch {
  const newest = items[0]?.id;
  if (keeps === 'newest' || newest === undefined) return { of: 'newest' };
  return { of: 'older', beforeId: items[first - 1]?.id ?? newest + 1 };
}
