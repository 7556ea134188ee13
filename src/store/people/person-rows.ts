// People as rows and back: who is there, with all their subscriptions. It only reads; whom somebody may see is not its
// to say.
import type { SubscriberPage, SubscriberQuery, SubscriberRef, SubscriberSearch } from '../../core/records.ts';
import type {
  ChannelName,
  Quiet,
  Subscriber,
  SubscriberWithSubscriptions,
  Subscription,
} from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';

export interface PersonRows {
  byId(id: number): SubscriberWithSubscriptions | undefined;
  find(ref: SubscriberRef): SubscriberWithSubscriptions | undefined;
  /** In the order of ids, at most `limit` (default 100). */
  list(query: SubscriberQuery): SubscriberWithSubscriptions[];
  search(search: SubscriberSearch): SubscriberPage;
}

type SubscriberRow = Omit<Subscriber, 'quiet'> & QuietColumns;
type SubscriptionRow = Omit<Subscription, 'paused'> & { readonly paused: 0 | 1 };

export interface QuietColumns {
  readonly quietFrom: number | null;
  readonly quietTo: number | null;
}

const SELECT = `SELECT id, channel, address, state, state_why AS stateWhy, created_ms AS createdAtMs, origin,
  verified_ms AS verifiedAtMs, resumes_ms AS resumesAtMs, quiet_from AS quietFrom, quiet_to AS quietTo,
  last_alert_ms AS lastAlertAtMs, failures, secret FROM subscribers`;

/** Every method belongs inside a transaction of the caller's. */
export function createPersonRows({ sql }: Db): PersonRows {
  const byId = sql.prepare<[number], SubscriberRow>(`${SELECT} WHERE id = ?`);
  const byAddress = sql.prepare<[ChannelName, string], SubscriberRow>(
    `${SELECT} WHERE channel = ? AND address = ?`,
  );
  const page = sql.prepare<
    { channel: string | null; state: string | null; search: string | null; afterId: number; limit: number },
    SubscriberRow
  >(`
    ${SELECT} WHERE id > :afterId AND (:channel IS NULL OR channel = :channel)
      AND (:state IS NULL OR state = :state)
      AND (:search IS NULL OR instr(lower(address), lower(:search)) > 0)
    ORDER BY id LIMIT :limit
  `);
  // Who fits, by id alone: whole people are read for the page only.
  const fitting = sql
    .prepare<{ channel: string | null; state: string | null; search: string | null }, number>(`
      SELECT id FROM subscribers
      WHERE (:channel IS NULL OR channel = :channel) AND (:state IS NULL OR state = :state)
        AND (:search IS NULL OR instr(lower(address), lower(:search)) > 0)
      ORDER BY id
    `)
    .pluck();
  const subscriptionsOf = sql.prepare<[number], SubscriptionRow>(`
    SELECT id, subscriber AS subscriberId, area_id AS areaId, pincode, dose, age_years AS ageYears, vaccine, fee,
      min_capacity AS minCapacity, created_ms AS createdAtMs, paused
    FROM subscriptions WHERE subscriber = ? ORDER BY id
  `);

  function whole({ quietFrom, quietTo, ...subscriber }: SubscriberRow): SubscriberWithSubscriptions {
    const subscriptions = subscriptionsOf
      .all(subscriber.id)
      .map((row) => ({ ...row, paused: row.paused === 1 }));
    return { ...subscriber, quiet: quietOf({ quietFrom, quietTo }), subscriptions };
  }

  return {
    byId(id) {
      const row = byId.get(id);
      return row === undefined ? undefined : whole(row);
    },
    find(ref) {
      const row = 'id' in ref ? byId.get(ref.id) : byAddress.get(ref.channel, ref.address);
      return row === undefined ? undefined : whole(row);
    },
    search({ channel, state, search, offset, limit }) {
      const ids = fitting.all({ channel: channel ?? null, state: state ?? null, search: search ?? null });
      const page = ids.slice(offset, offset + limit).map((id) => byId.get(id));
      return { total: ids.length, items: page.filter((row) => row !== undefined).map(whole) };
    },
    list: ({ channel, state, search, afterId, limit }) =>
      page
        .all({
          channel: channel ?? null,
          state: state ?? null,
          search: search ?? null,
          afterId: afterId ?? 0,
          limit: limit ?? 100,
        })
        .map(whole),
  };
}

/** Quiet hours as the columns have them. */
export function quietOf({ quietFrom, quietTo }: QuietColumns): Quiet | null {
  return quietFrom === null || quietTo === null ? null : { fromHour: quietFrom, toHour: quietTo };
}
