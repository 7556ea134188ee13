// What was to be sent because of a wish that stands no more. A person who has just removed or paused something must not
// be told of it; what another of their wishes still asks for stays. Who wants what is `core/match.ts`'s to say.
import { mismatch } from '../../core/match.ts';
import type { Dose } from '../../core/session.ts';
import type { Filters, Place } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import { factsOf, SESSION_SELECT, type SessionRow } from '../session-row.ts';

export interface Unwanted {
  /** Ends what is pending for a subscriber and no subscription of theirs asks for any more. */
  expire(subscriber: number, nowMs: number): void;
  /** Whether any subscription of theirs asks for what a delivery tells of. */
  asksFor(subscriber: number, delivery: number): boolean;
}

const UNWANTED_WHY = 'no longer asked for';

type OwedRow = SessionRow & {
  readonly delivery: number;
  readonly dose: Dose;
  readonly capacity: number;
};

/** Every method belongs inside a transaction of the caller's. */
export function createUnwanted({ sql }: Db): Unwanted {
  // What was owed at its peak stays owed while it dwindles.
  const select = `
    SELECT d.id AS delivery, o.dose, o.peak_capacity AS capacity, ${SESSION_SELECT}
    FROM deliveries d JOIN openings o ON o.id = d.opening JOIN sessions s ON s.id = o.session
  `;
  const pendingOf = sql.prepare<[number], OwedRow>(
    `${select} WHERE d.message IS NULL AND d.subscriber = ? AND d.state = 'pending'`,
  );
  const find = sql.prepare<[number], OwedRow>(`${select} WHERE d.id = ?`);
  const wishesOf = sql.prepare<[number], Filters & Place>(`
    SELECT area_id AS areaId, pincode, dose, age_years AS ageYears, vaccine, fee, min_capacity AS minCapacity
    FROM subscriptions WHERE subscriber = ? AND paused = 0
  `);
  const expire = sql.prepare<[string, number, number]>(
    "UPDATE deliveries SET state = 'expired', why = ?, settled_ms = ? WHERE id = ?",
  );

  function suits(row: OwedRow, wishes: readonly (Filters & Place)[]): boolean {
    const offer = { session: factsOf(row), dose: row.dose, capacity: row.capacity };
    return wishes.some((wish) => mismatch(wish, offer) === undefined);
  }

  return {
    expire(subscriber, nowMs) {
      const pending = pendingOf.all(subscriber);
      if (pending.length === 0) return;
      const wishes = wishesOf.all(subscriber);
      for (const row of pending) {
        if (!suits(row, wishes)) expire.run(UNWANTED_WHY, nowMs, row.delivery);
      }
    },
    asksFor(subscriber, delivery) {
      const row = find.get(delivery);
      return row !== undefined && suits(row, wishesOf.all(subscriber));
    },
  };
}
