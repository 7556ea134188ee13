// The statements by which single subscriptions are written. They decide nothing: what a wish or a change means is said
// in `adding.ts` and `own-subscriptions.ts`.
import type { Filters, Place } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import { EVERYWHERE, pinWatch } from '../places.ts';

/** What makes a subscription the same as another of its subscriber. */
export interface SubscriptionKey extends Filters {
  readonly subscriber: number;
  readonly watch: string;
  readonly pincode: string | null;
}

export interface NewSubscriptionRow extends SubscriptionKey {
  readonly areaId: string | null;
  readonly paused: 0 | 1;
  readonly nowMs: number;
}

export type SubscriptionSql = ReturnType<typeof subscriptionSql>;

/** Every statement belongs inside a transaction of the caller's. */
export function subscriptionSql({ sql }: Db) {
  return {
    /** Changes nothing where the very same stands. */
    insert: sql.prepare<NewSubscriptionRow>(`
      INSERT INTO subscriptions (subscriber, watch, area_id, pincode, dose, age_years, vaccine, fee, min_capacity,
        created_ms, paused)
      VALUES (:subscriber, :watch, :areaId, :pincode, :dose, :ageYears, :vaccine, :fee, :minCapacity, :nowMs, :paused)
      ON CONFLICT DO NOTHING
    `),
    /** The one that stands with this key. */
    same: sql.prepare<SubscriptionKey, { id: number; paused: 0 | 1 }>(`
      SELECT id, paused FROM subscriptions
      WHERE subscriber = :subscriber AND watch = :watch AND ifnull(pincode, '') = ifnull(:pincode, '')
        AND ifnull(dose, '') = ifnull(:dose, '') AND ifnull(age_years, -1) = ifnull(:ageYears, -1)
        AND ifnull(vaccine, '') = ifnull(:vaccine, '') AND ifnull(fee, '') = ifnull(:fee, '')
        AND min_capacity = :minCapacity
    `),
    setFilters: sql.prepare<Filters & { id: number }>(`
      UPDATE subscriptions SET dose = :dose, age_years = :ageYears, vaccine = :vaccine, fee = :fee,
        min_capacity = :minCapacity
      WHERE id = :id
    `),
    pause: sql.prepare<[number]>('UPDATE subscriptions SET paused = 1, joining = NULL WHERE id = ?'),
    unpause: sql.prepare<[number]>('UPDATE subscriptions SET paused = 0 WHERE id = ?'),
    remove: sql.prepare<[number]>('DELETE FROM subscriptions WHERE id = ?'),
    /** Has one told what is open now. Who is not active joins when they resume; the whole country is never told. */
    join: sql.prepare<[number]>(`
      UPDATE subscriptions SET joining = 1
      WHERE id = ? AND paused = 0 AND watch <> '${EVERYWHERE}'
        AND (SELECT state FROM subscribers WHERE id = subscriptions.subscriber) = 'active'
    `),
    joinAll: sql.prepare<[number]>(
      `UPDATE subscriptions SET joining = 1 WHERE subscriber = ? AND paused = 0 AND watch <> '${EVERYWHERE}'`,
    ),
    stopJoining: sql.prepare<[number]>(
      'UPDATE subscriptions SET joining = NULL WHERE subscriber = ? AND joining IS NOT NULL',
    ),
  };
}

/** The key by which an opening finds a subscription to a place. */
export function watchOf({ areaId, pincode }: Place): string {
  if (areaId !== null) return areaId;
  return pincode === null ? EVERYWHERE : pinWatch(pincode);
}
