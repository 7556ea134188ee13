// Writes down that an opening is owed to a subscriber: once for ever, and no sooner than the cool-down allows.
// It does not judge who wants what; `core/match.ts` does.
import type { Offer } from '../../core/match.ts';
import type { Dose } from '../../core/session.ts';
import type { ChannelName } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import { factsOf, type SessionRow } from '../session-row.ts';

/** A slot that opens again is told to the same person no earlier than this after they last heard of its session (ms). */
const COOL_DOWN_MS = 10 * 60_000;

/** An opening as far as owing it goes. */
export interface Owable {
  readonly openingId: number;
  readonly sessionRow: number;
  /** Whether the cool-down applies: it is not the first opening of its dose. */
  readonly cools: boolean;
  /** When the answer that makes it owed arrived (wall ms). */
  readonly answeredMs: number;
  /** How many it was owed to for the first time since `count` was last called. */
  newly: number;
}

/** Whom an opening is owed to. */
export interface Owed {
  readonly subscriberId: number;
  readonly channel: ChannelName;
}

/** An opening as a row, with its session; `capacity` is what it is offered as. */
export type OfferRow = SessionRow & {
  readonly opening: number;
  readonly session: number;
  readonly dose: Dose;
  readonly cools: number;
  readonly capacity: number;
};

/** What `core/match.ts` judges, and what is owed to whom it suits. */
export interface OwableOffer extends Offer {
  readonly opening: Owable;
}

/** @param answeredMs when the answer that makes it owed arrived (wall ms) */
export function offerOf(row: OfferRow, answeredMs: number): OwableOffer {
  const { opening, session, dose, cools, capacity } = row;
  return {
    session: factsOf(row),
    dose,
    capacity,
    opening: { openingId: opening, sessionRow: session, cools: cools === 1, answeredMs, newly: 0 },
  };
}

export interface Owing {
  /**
   * When the delivery falls due (wall ms); null when the subscriber had this opening already. One that ended before
   * anything was sent (they rested, or wanted no more of it, or were away) is owed anew to whom it is owed again.
   * @param quietUntilMs when their quiet hours end, in which nothing is late; null: none now
   */
  owe(opening: Owable, to: Owed, quietUntilMs: number | null, nowMs: number): number | null;
  /** When a subscriber may next hear of a session (wall ms): `nowMs` or later. */
  earliestMs(sessionRow: number, subscriber: number, nowMs: number): number;
  /** Writes down how many more an opening is owed to. */
  count(opening: Owable): void;
}

/** Every method belongs inside a transaction of the caller's. */
export function createOwing({ sql }: Db): Owing {
  const insert = sql.prepare<[number, number, string, number, number, number]>(`
    INSERT INTO deliveries (opening, subscriber, channel, seen_ms, created_ms, not_before_ms)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (opening, subscriber) DO NOTHING
  `);
  const again = sql.prepare<{
    opening: number;
    subscriber: number;
    seenMs: number;
    nowMs: number;
    dueMs: number;
  }>(`
    UPDATE deliveries SET state = 'pending', why = '', attempts = 0, seen_ms = :seenMs, created_ms = :nowMs,
      not_before_ms = :dueMs, settled_ms = NULL
    WHERE opening = :opening AND subscriber = :subscriber AND state IN ('expired', 'gone') AND message IS NULL
  `);
  // A message on its way, or one that may have arrived, counts as heard.
  const lastTold = sql.prepare<
    { nowMs: number; subscriber: number; sessionRow: number },
    { toldMs: number | null }
  >(`
    SELECT max(CASE d.state WHEN 'sending' THEN :nowMs ELSE d.settled_ms END) AS toldMs
    FROM openings o JOIN deliveries d ON d.opening = o.id AND d.subscriber = :subscriber
    WHERE o.session = :sessionRow AND d.state IN ('sending', 'sent', 'unknown')
  `);
  const count = sql.prepare<[number, number]>('UPDATE openings SET owed = owed + ? WHERE id = ?');

  function earliestMs(sessionRow: number, subscriber: number, nowMs: number): number {
    const toldMs = lastTold.get({ nowMs, subscriber, sessionRow })?.toldMs ?? null;
    return toldMs === null ? nowMs : Math.max(nowMs, toldMs + COOL_DOWN_MS);
  }

  return {
    earliestMs,
    owe(opening, { subscriberId: subscriber, channel }, quietUntilMs, nowMs) {
      const dueMs = opening.cools ? earliestMs(opening.sessionRow, subscriber, nowMs) : nowMs;
      // Waiting out the cool-down, or a night, is no slowness of ours, so it does not count into the latency.
      const seenMs = Math.max(opening.answeredMs, dueMs > nowMs ? dueMs : 0, quietUntilMs ?? 0);
      const { openingId } = opening;
      if (insert.run(openingId, subscriber, channel, seenMs, nowMs, dueMs).changes > 0) opening.newly++;
      else if (again.run({ opening: openingId, subscriber, seenMs, nowMs, dueMs }).changes === 0) return null;
      return dueMs;
    },
    count(opening) {
      if (opening.newly > 0) count.run(opening.newly, opening.openingId);
      opening.newly = 0;
    },
  };
}
