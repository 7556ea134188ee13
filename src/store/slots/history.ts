// What opened lately in a place, and what became of it for somebody: for feeds, and for the question why there was no
// alert. It only reads, and only of days that are not over, so that its cost does not grow with the years.
import { istDateOf } from '../../core/ist.ts';
import type { PastOpening } from '../../core/past-opening.ts';
import type { Dose } from '../../core/session.ts';
import type { DeliveryState } from '../../core/snapshot.ts';
import type { Place } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import { factsOf, SESSION_SELECT, type SessionRow } from '../session-row.ts';

export interface HistoryQuery {
  readonly place: Place;
  /** What opened before this is left out (wall ms). */
  readonly sinceMs: number;
  readonly limit: number;
}

export interface History {
  /** Newest first. A place that is neither an area nor a pincode has no history. */
  openings(query: HistoryQuery): readonly PastOpening[];
  /** The same, each with how its delivery to a subscriber ended or stands; null: none was owed. */
  fates(subscriber: number, query: HistoryQuery): readonly Fate[];
}

export interface Fate {
  readonly opening: PastOpening;
  readonly state: DeliveryState | null;
}

interface Parameters {
  readonly areaId: string | null;
  readonly pincode: string | null;
  readonly fromDate: string;
  readonly sinceMs: number;
  readonly limit: number;
  /** Null: nobody. */
  readonly subscriber: number | null;
}

/** The columns of `OPENING_SELECT`. */
export type PastOpeningRow = SessionRow & {
  readonly key: string;
  readonly dose: Dose;
  readonly capacity: number;
  readonly peakCapacity: number;
  readonly openedMs: number;
  readonly seenMs: number;
  readonly closedMs: number | null;
};

type OpeningRow = PastOpeningRow & { readonly deliveryState: DeliveryState | null };

/** What `openingOf` needs, from `openings o` and `sessions s`. */
export const OPENING_SELECT = `o.key, o.dose, o.capacity, o.peak_capacity AS peakCapacity, o.opened_ms AS openedMs,
  o.seen_ms AS seenMs, o.closed_ms AS closedMs, ${SESSION_SELECT}`;

// What opened since has a day that was not over then. Doses told under another name since stand as those. The place is
// looked up first (CROSS JOIN keeps the order): a day of the whole country is far more than a month of a place.
const select = (where: string) => `
  SELECT ${OPENING_SELECT}, d.state AS deliveryState
  FROM sessions s CROSS JOIN openings o ON o.session = s.id
    LEFT JOIN deliveries d ON d.opening = o.id AND d.subscriber = :subscriber
  WHERE ${where} AND s.date >= :fromDate AND o.opened_ms >= :sinceMs AND o.closed_why IS NOT 'moved'
  ORDER BY o.opened_ms DESC, o.id DESC LIMIT :limit + 0
`;

/** How the openings of a place are found: of an area, or of a pincode wherever it lies. */
export const HISTORY_SQL = {
  area: select('s.area_id = :areaId AND (:pincode IS NULL OR s.pincode = :pincode)'),
  pincode: select('s.pincode = :pincode AND :areaId IS NULL'),
} as const;

/** @throws StoreError from every method */
export function createHistory(db: Db): History {
  const inArea = db.sql.prepare<Parameters, OpeningRow>(HISTORY_SQL.area);
  const inPincode = db.sql.prepare<Parameters, OpeningRow>(HISTORY_SQL.pincode);

  function find(subscriber: number | null, { place, sinceMs, limit }: HistoryQuery): OpeningRow[] {
    const { areaId, pincode } = place;
    if (areaId === null && pincode === null) return [];
    const fromDate = istDateOf(sinceMs);
    const statement = areaId === null ? inPincode : inArea;
    return db.read(() => statement.all({ areaId, pincode, fromDate, sinceMs, limit, subscriber }));
  }

  return {
    openings: (query) => find(null, query).map(openingOf),
    fates: (subscriber, query) =>
      find(subscriber, query).map((row) => ({ opening: openingOf(row), state: row.deliveryState })),
  };
}

export function openingOf(row: PastOpeningRow): PastOpening {
  return {
    openingKey: row.key,
    session: factsOf(row),
    dose: row.dose,
    capacity: row.capacity,
    peakCapacity: row.peakCapacity,
    openedAtMs: row.openedMs,
    seenAtMs: row.seenMs,
    closedAtMs: row.closedMs,
  };
}
