// Who is told, and of what. Addresses and secrets are personal: they leave only towards channels and the operator.
// Removing a person leaves nothing that leads back to them.
import type { AreaId } from '../core/area.ts';
import type { AddedSubscription, NewSubscription, SubscriberQuery, SubscriberRef } from '../core/records.ts';
import type {
  Origin,
  SubscriberState,
  SubscriberWithSubscriptions,
  Subscription,
} from '../core/subscription.ts';
import { CHANNEL_NAMES, type ChannelName, type Subscriber } from '../core/subscription.ts';
import type { Db } from './db.ts';
import { EVERYWHERE, type Places, pincodeOfWatch, pinWatch } from './places.ts';
import { createPublicAccount, isPublicAccount, PUBLIC_WISH } from './public-account.ts';
import type { Queue } from './queue.ts';

export interface SubscriberCounts {
  readonly active: number;
  readonly paused: number;
  readonly gone: number;
  readonly activeByChannel: Readonly<Record<ChannelName, number>>;
}

export interface Subscribers {
  /**
   * Adds a wish once. A new subscription is told what is open now; a subscriber who was gone is active again. A wish
   * that comes paused makes a new subscriber paused from the start, and wakes nobody. The first place named for the
   * X account takes the place of "everywhere"; a wish without a place puts that back.
   */
  add(wish: NewSubscription, nowMs: number): AddedSubscription;
  /** Adds many as one transaction: all or none. Returns how many were new. */
  addAll(wishes: readonly NewSubscription[], nowMs: number): number;
  /** In the order of ids, at most `limit` (default 100). */
  list(query: SubscriberQuery): readonly SubscriberWithSubscriptions[];
  find(ref: SubscriberRef): SubscriberWithSubscriptions | undefined;
  /** Tells them nothing until resumed; what they are owed waits or expires. @throws when the id is unknown */
  pause(id: number, why?: string): SubscriberWithSubscriptions;
  /** Active again, also after having been gone; told of what is open then. @throws when the id is unknown */
  resume(id: number): SubscriberWithSubscriptions;
  /** Forgets the person, their subscriptions and messages; returns them as they were. @throws when the id is unknown */
  remove(id: number): SubscriberWithSubscriptions;
  /** The areas to poll, with the number of active people each serves. Pincodes ask for their own area. */
  demand(): readonly { readonly areaId: AreaId; readonly weight: number }[];
  counts(): SubscriberCounts;
  /** The X account, for every area polled for somebody else; only ever once in a database, so that removing it lasts. */
  ensurePublicAccount(nowMs: number): void;
}

interface SubscriptionRow {
  readonly subscriber: number;
  readonly watch: string;
  readonly areaId: string | null;
  readonly pincode: string | null;
  readonly dose: string | null;
  readonly ageYears: number | null;
  readonly vaccine: string | null;
  readonly fee: string | null;
  readonly minCapacity: number;
  readonly nowMs: number;
  readonly joining: 1 | null;
}

const PAUSED_WHY = 'paused by the operator';
const SELECT = `SELECT id, channel, address, state, state_why AS stateWhy, created_ms AS createdAtMs, origin,
  verified_ms AS verifiedAtMs, resumes_ms AS resumesAtMs, quiet_from AS quietFrom, quiet_to AS quietTo,
  last_alert_ms AS lastAlertAtMs, failures, secret FROM subscribers`;

type SubscriberRow = Omit<Subscriber, 'quiet'> & {
  readonly quietFrom: number | null;
  readonly quietTo: number | null;
};
type OwnSubscriptionRow = Omit<Subscription, 'paused'> & { readonly paused: 0 | 1 };

/** @param newSecret makes the key of a webhook's signature */
export function createSubscribers(
  db: Db,
  places: Places,
  queue: Queue,
  newSecret: () => string,
): Subscribers {
  const { sql } = db;
  const publicAccount = createPublicAccount(db);
  const byId = sql.prepare<[number], SubscriberRow>(`${SELECT} WHERE id = ?`);
  const byAddress = sql.prepare<[string, string], SubscriberRow>(
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
  const subscriptionsOf = sql.prepare<[number], OwnSubscriptionRow>(`
    SELECT id, subscriber AS subscriberId, area_id AS areaId, pincode, dose, age_years AS ageYears, vaccine, fee,
      min_capacity AS minCapacity, created_ms AS createdAtMs, paused
    FROM subscriptions WHERE subscriber = ? ORDER BY id
  `);
  const insert = sql.prepare<
    [string, string, SubscriberState, string, string | null, number, Origin, number | null]
  >(`
    INSERT INTO subscribers (channel, address, state, state_why, secret, created_ms, origin, verified_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  `);
  const setVerified = sql.prepare<[number, number]>('UPDATE subscribers SET verified_ms = ? WHERE id = ?');
  const subscribe = sql.prepare<SubscriptionRow>(`
    INSERT INTO subscriptions
      (subscriber, watch, area_id, pincode, dose, age_years, vaccine, fee, min_capacity, created_ms, joining)
    VALUES (:subscriber, :watch, :areaId, :pincode, :dose, :ageYears, :vaccine, :fee, :minCapacity, :nowMs, :joining)
    ON CONFLICT DO NOTHING
  `);
  const setState = sql.prepare<[SubscriberState, string, number]>(
    'UPDATE subscribers SET state = ?, state_why = ? WHERE id = ?',
  );
  const joinAgain = sql.prepare<[number, string]>(
    'UPDATE subscriptions SET joining = 1 WHERE subscriber = ? AND watch <> ?',
  );
  const unlinkTold = sql.prepare<[number]>(`
    UPDATE deliveries SET subscriber = NULL, message = NULL
    WHERE message IN (SELECT id FROM messages WHERE subscriber = ?)
  `);
  const endSending = sql.prepare<[number]>(`
    UPDATE deliveries SET state = 'unknown', why = 'subscriber removed'
    WHERE state = 'sending' AND message IN (SELECT id FROM messages WHERE subscriber = ?)
  `);
  const endPending = sql.prepare<[number]>(`
    UPDATE deliveries SET state = 'expired', why = 'subscriber removed'
    WHERE message IS NULL AND subscriber = ? AND state = 'pending'
  `);
  const unlinkLoose = sql.prepare<[number]>(
    'UPDATE deliveries SET subscriber = NULL WHERE message IS NULL AND subscriber = ?',
  );
  const forget = sql.prepare<[number]>('DELETE FROM subscribers WHERE id = ?');
  const demand = sql.prepare<[string], { watch: string; weight: number }>(`
    SELECT name AS watch, n AS weight FROM tallies WHERE kind = 'watch' AND name <> ? AND n > 0 ORDER BY name
  `);
  const states = sql.prepare<[], { state: SubscriberState; n: number }>(
    "SELECT name AS state, n FROM tallies WHERE kind = 'subscribers'",
  );
  const actives = sql.prepare<[], { channel: ChannelName; n: number }>(
    "SELECT name AS channel, n FROM tallies WHERE kind = 'active'",
  );

  function whole({ quietFrom, quietTo, ...subscriber }: SubscriberRow): SubscriberWithSubscriptions {
    const quiet = quietFrom === null || quietTo === null ? null : { fromHour: quietFrom, toHour: quietTo };
    const subscriptions = subscriptionsOf
      .all(subscriber.id)
      .map((row) => ({ ...row, paused: row.paused === 1 }));
    return { ...subscriber, quiet, subscriptions };
  }

  function known(id: number): SubscriberWithSubscriptions {
    const subscriber = byId.get(id);
    if (subscriber === undefined) throw new Error(`there is no subscriber ${id}`);
    return whole(subscriber);
  }

  function subscriberFor(
    wish: NewSubscription,
    nowMs: number,
  ): { readonly id: number; readonly state: SubscriberState } {
    const { channel, address, origin = 'operator', verified = false, paused = false } = wish;
    const there = byAddress.get(channel, address);
    if (there === undefined) {
      const secret = channel === 'webhook' ? (wish.secret ?? newSecret()) : null;
      const [state, why] = paused ? (['paused', PAUSED_WHY] as const) : (['active', ''] as const);
      const verifiedMs = verified ? nowMs : null;
      const { lastInsertRowid } = insert.run(channel, address, state, why, secret, nowMs, origin, verifiedMs);
      return { id: Number(lastInsertRowid), state };
    }
    if (verified) setVerified.run(nowMs, there.id);
    if (there.state !== 'gone' || paused) return there;
    reactivate(there.id, nowMs);
    return { id: there.id, state: 'active' };
  }

  function reactivate(id: number, nowMs: number): void {
    setState.run('active', '', id);
    joinAgain.run(id, EVERYWHERE);
    queue.replace(id, nowMs);
  }

  function addOne(wish: NewSubscription, nowMs: number): { id: number; added: boolean } {
    const { id, state } = subscriberFor(wish, nowMs);
    const watch = watchOf(wish.place);
    const { dose, ageYears, vaccine, fee, minCapacity } = wish.filters;
    const { changes } = subscribe.run({
      subscriber: id,
      watch,
      areaId: wish.place.areaId,
      pincode: wish.place.pincode,
      dose,
      ageYears,
      vaccine,
      fee,
      minCapacity,
      nowMs,
      // Who is paused joins when they resume.
      joining: watch === EVERYWHERE || state === 'paused' ? null : 1,
    });
    if (isPublicAccount(wish)) {
      publicAccount.begin();
      if (watch !== EVERYWHERE) publicAccount.narrow(id, nowMs);
    }
    return { id, added: changes > 0 };
  }

  return {
    add: (wish, nowMs) =>
      db.write(() => {
        const { id, added } = addOne(wish, nowMs);
        return { subscriber: known(id), added };
      }),
    addAll: (wishes, nowMs) =>
      db.write(() => wishes.reduce((sum, wish) => sum + (addOne(wish, nowMs).added ? 1 : 0), 0)),
    list: ({ channel, state, search, afterId, limit }) =>
      db.read(() =>
        page
          .all({
            channel: channel ?? null,
            state: state ?? null,
            search: search ?? null,
            afterId: afterId ?? 0,
            limit: limit ?? 100,
          })
          .map(whole),
      ),
    find: (ref) =>
      db.read(() => {
        const found = 'id' in ref ? byId.get(ref.id) : byAddress.get(ref.channel, ref.address);
        return found === undefined ? undefined : whole(found);
      }),
    pause: (id, why = PAUSED_WHY) =>
      db.write(() => {
        setState.run('paused', why, id);
        queue.leave(id);
        return known(id);
      }),
    resume: (id) =>
      db.write(() => {
        // Due at once whatever the time: the next claim looks at what is really due.
        if (known(id).state !== 'active') reactivate(id, 0);
        return known(id);
      }),
    remove: (id) =>
      db.write(() => {
        const removed = known(id);
        endSending.run(id);
        unlinkTold.run(id);
        endPending.run(id);
        unlinkLoose.run(id);
        forget.run(id);
        return removed;
      }),
    demand: () =>
      db.read(() =>
        demand.all(EVERYWHERE).map(({ watch, weight }) => {
          const pincode = pincodeOfWatch(watch);
          return { areaId: pincode === null ? watch : places.pinAreaId(pincode), weight };
        }),
      ),
    counts: () =>
      db.read(() => ({
        ...{ active: 0, paused: 0, gone: 0 },
        ...Object.fromEntries(states.all().map(({ state, n }) => [state, n])),
        activeByChannel: {
          ...(Object.fromEntries(CHANNEL_NAMES.map((name) => [name, 0])) as Record<ChannelName, number>),
          ...Object.fromEntries(actives.all().map(({ channel, n }) => [channel, n])),
        },
      })),
    ensurePublicAccount: (nowMs) =>
      db.write(() => {
        if (!publicAccount.begin()) return;
        if (byAddress.get(PUBLIC_WISH.channel, PUBLIC_WISH.address) === undefined) addOne(PUBLIC_WISH, nowMs);
      }),
  };
}

function watchOf({ areaId, pincode }: NewSubscription['place']): string {
  if (areaId !== null) return areaId;
  return pincode === null ? EVERYWHERE : pinWatch(pincode);
}
