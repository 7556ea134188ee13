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

/** The lower edge of the band a capacity lies in: 42 -> 25, 4 -> 1, 0 -> 0. Spelt out: it runs for every dose seen. */
export function bandOf(capacity: number): (typeof BAND_EDGES)[number] {
  if (capacity < 5) return capacity < 1 ? 0 : 1;
  if (capacity < 25) return capacity < 10 ? 5 : 10;
  return capacity < 50 ? 25 : 50;
}

/** Whether any dose of the session can be booked. */
export function isOpen({ capacity }: Session): boolean {
  return (capacity['1'] ?? 0) > 0 || (capacity['2'] ?? 0) > 0 || (capacity.any ?? 0) > 0;
}

/**
 * All that can change an alert, as text: two sessions with equal fingerprints are the same news.
 * Leaves out wording (names, addresses, times), so that a corrected spelling wakes nobody.
 * No two kinds of news share a text: only the vaccine is free text, and what is before and after it holds no `|`.
 */
export function fingerprint(session: Session): string {
  const { capacity } = session;
  const bands = `${bandText(capacity['1'])}|${bandText(capacity['2'])}|${bandText(capacity.any)}`;
  const whom = `${session.ageMinYears}|${session.ageMaxYears ?? ''}|${session.feeType}`;
  return `${bands}|${session.areaId}|${session.centre.pincode}|${session.date}|${session.vaccine}|${whom}`;
}

function bandText(capacity: number | undefined): string | number {
  return capacity === undefined ? '-' : bandOf(capacity);
}

/** What a fingerprint says of a session within its area, to be kept and compared without making a text. */
export interface News {
  readonly bands: number;
  readonly pincode: string;
  readonly date: IstDate;
  readonly vaccine: string;
  readonly ageMinYears: number;
  readonly ageMaxYears: number | null;
  readonly feeType: FeeType;
}

/** Holds on to nothing of the session but these few values. */
export function newsOf(session: Session): News {
  return {
    bands: bandsOf(session.capacity),
    pincode: session.centre.pincode,
    date: session.date,
    vaccine: session.vaccine,
    ageMinYears: session.ageMinYears,
    ageMaxYears: session.ageMaxYears,
    feeType: session.feeType,
  };
}

/** Whether a session of the same area has the fingerprint that the one behind `news` had. */
export function isSameNews(news: News, session: Session): boolean {
  return (
    news.bands === bandsOf(session.capacity) &&
    news.date === session.date &&
    news.pincode === session.centre.pincode &&
    news.vaccine === session.vaccine &&
    news.ageMinYears === session.ageMinYears &&
    news.ageMaxYears === session.ageMaxYears &&
    news.feeType === session.feeType
  );
}

/** The bands of all doses as one number: every edge is below 100, and a missing dose is 99. */
function bandsOf(capacity: Session['capacity']): number {
  return bandCode(capacity['1']) * 10_000 + bandCode(capacity['2']) * 100 + bandCode(capacity.any);
}

function bandCode(capacity: number | undefined): number {
  return capacity === undefined ? 99 : bandOf(capacity);
}
