// A vaccination session as a source lists it, after its text was made safe, and what about it can be news.
// `session_id` is its identity within the source. Nothing here knows a particular source.
import type { AreaId } from './area.ts';
import type { IstDate } from './ist.ts';

/** `any`: the source gave only a total, so nobody can tell which dose it is for. */
export type Dose = '1' | '2' | 'any';
export const DOSES: readonly Dose[] = ['1', '2', 'any'];

export type FeeType = 'free' | 'paid' | 'unknown';

export interface Centre {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly block: string;
  readonly district: string;
  readonly state: string;
  /** Six digits, or empty when the source gave none. */
  readonly pincode: string;
}

export interface Session {
  readonly sourceId: string;
  readonly sessionId: string;
  /** The area whose subscribers this session concerns. */
  readonly areaId: AreaId;
  readonly centre: Centre;
  readonly date: IstDate;
  readonly vaccine: string;
  readonly ageMinYears: number;
  /** Inclusive; null: no upper limit. */
  readonly ageMaxYears: number | null;
  readonly feeType: FeeType;
  /** Rupees as text with two decimals at most (`386.25`), null when free or not said. */
  readonly feeInr: string | null;
  /** Times of day as the source words them (`09:00AM-11:00AM`). */
  readonly times: readonly string[];
  /** Whole doses that can be booked, for each dose the source speaks of. Zero is a statement; a missing key is none. */
  readonly capacity: Readonly<Partial<Record<Dose, number>>>;
}

/** Lower edges of the capacity bands. Moving within a band is no news; a subscription's least capacity is one of 1…50. */
export const BAND_EDGES = [0, 1, 5, 10, 25, 50] as const;
export const MIN_CAPACITY_CHOICES: readonly number[] = BAND_EDGES.slice(1);

/** The lower edge of the band a capacity lies in: 42 -> 25, 4 -> 1, 0 -> 0. */
export function bandOf(capacity: number): number {
  let band = 0;
  for (const edge of BAND_EDGES) if (capacity >= edge) band = edge;
  return band;
}

/** Whether any dose of the session can be booked. */
export function isOpen(session: Session): boolean {
  return DOSES.some((dose) => (session.capacity[dose] ?? 0) > 0);
}

/**
 * All that can change an alert, as text: two sessions with equal fingerprints are the same news.
 * Leaves out wording (names, addresses, times), so that a corrected spelling wakes nobody.
 */
export function fingerprint(session: Session): string {
  const bands = DOSES.map((dose) => {
    const capacity = session.capacity[dose];
    return capacity === undefined ? '-' : bandOf(capacity);
  });
  return [
    ...bands,
    session.areaId,
    session.centre.pincode,
    session.date,
    session.vaccine,
    session.ageMinYears,
    session.ageMaxYears ?? '',
    session.feeType,
  ].join('|');
}
