// How somebody comes to be told of something: a wish becomes a subscription, once, and whoever made it is made known
// with it. Whom the operator blocked is let in by nobody.
import type { NewSubscription } from '../../core/records.ts';
import type { OwnWish, SubscribeRefusal } from '../../core/self-service.ts';
import type { SubscriberState, Subscription } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import { StoreError } from '../errors.ts';
import { EVERYWHERE } from '../places.ts';
import type { Blocks } from './blocks.ts';
import type { PersonRows } from './person-rows.ts';
import { isPublicAccount, type PublicAccount } from './public-account.ts';
import type { Standing } from './standing.ts';
import { type SubscriptionSql, watchOf } from './subscription-sql.ts';
import type { Unwanted } from './unwanted.ts';

export interface Added {
  /** Of the subscriber. */
  readonly id: number;
  /** The one asked for, whether it is new or stood. */
  readonly subscriptionId: number;
  /** False when the very same subscription stood already. */
  readonly added: boolean;
}

/** What the operator allows people who sign up by themselves. */
export interface SignUpRules {
  /** Whether anybody new may come. */
  readonly open: boolean;
  /** Subscriptions one person may have. */
  readonly maxSubscriptions: number;
}

export interface Adding {
  /** As `Subscribers.add`. @throws StoreError `blocked` */
  add(wish: NewSubscription, nowMs: number): Added;
  /** As `Subscribers.subscribe`. */
  subscribe(wish: OwnWish, rules: SignUpRules, nowMs: number): Added | SubscribeRefusal;
}

const PAUSED_WHY = 'paused by the operator';
const BLOCKED_TEXT =
  'You have blocked this recipient, so nothing was added. To let them in again: vaccine-watch subscribers unblock, with the same recipient.';

interface NewSubscriber {
  readonly channel: string;
  readonly address: string;
  readonly state: SubscriberState;
  readonly stateWhy: string;
  readonly secret: string | null;
  readonly nowMs: number;
  readonly origin: string;
  readonly verifiedMs: number | null;
  readonly resumesMs: number | null;
  readonly quietFrom: number | null;
  readonly quietTo: number | null;
}

export interface AddingParts {
  readonly people: PersonRows;
  readonly subscriptions: SubscriptionSql;
  readonly standing: Standing;
  readonly blocks: Blocks;
  readonly unwanted: Unwanted;
  readonly publicAccount: PublicAccount;
  /** Makes the key of a webhook's signature. */
  readonly newSecret: () => string;
}

/** Every method belongs inside a transaction of the caller's. */
export function createAdding({ sql }: Db, parts: AddingParts): Adding {
  const { people, subscriptions, standing, blocks, unwanted, publicAccount, newSecret } = parts;
  const insert = sql.prepare<NewSubscriber>(`
    INSERT INTO subscribers (channel, address, state, state_why, secret, created_ms, origin, verified_ms, resumes_ms,
      quiet_from, quiet_to)
    VALUES (:channel, :address, :state, :stateWhy, :secret, :nowMs, :origin, :verifiedMs, :resumesMs,
      :quietFrom, :quietTo)
  `);
  const verify = sql.prepare<[number, number]>(
    'UPDATE subscribers SET verified_ms = max(ifnull(verified_ms, 0), ?) WHERE id = ?',
  );
  const find = sql.prepare<[string, string], { id: number; state: SubscriberState }>(
    'SELECT id, state FROM subscribers WHERE channel = ? AND address = ?',
  );

  function newcomer(wish: NewSubscription, nowMs: number): { id: number; state: SubscriberState } {
    const { channel, address, origin = 'operator', verifiedAtMs, paused = false, quiet, resumesAtMs } = wish;
    const state = paused ? 'paused' : 'active';
    const { lastInsertRowid } = insert.run({
      channel,
      address,
      state,
      stateWhy: paused ? PAUSED_WHY : '',
      secret: channel === 'webhook' ? (wish.secret ?? newSecret()) : null,
      nowMs,
      origin,
      verifiedMs: verifiedAtMs ?? null,
      resumesMs: paused ? (resumesAtMs ?? null) : null,
      quietFrom: quiet?.fromHour ?? null,
      quietTo: quiet?.toHour ?? null,
    });
    return { id: Number(lastInsertRowid), state };
  }

  function subscriberFor(wish: NewSubscription, nowMs: number): number {
    const there = find.get(wish.channel, wish.address);
    if (there === undefined) return newcomer(wish, nowMs).id;
    if (wish.verifiedAtMs !== undefined) verify.run(wish.verifiedAtMs, there.id);
    const { paused = false, wakes = true } = wish;
    if (there.state === 'gone' && wakes && !paused) standing.reactivate(there.id, nowMs);
    return there.id;
  }

  function add(wish: NewSubscription, nowMs: number): Added {
    if (blocks.isBlocked(wish)) throw new StoreError('blocked', BLOCKED_TEXT);
    const id = subscriberFor(wish, nowMs);
    const { areaId, pincode } = wish.place;
    const watch = watchOf(wish.place);
    const rests = wish.subscriptionPaused === true;
    const key = { ...wish.filters, subscriber: id, watch, pincode };
    const { changes, lastInsertRowid } = subscriptions.insert.run({
      ...key,
      areaId,
      paused: rests ? 1 : 0,
      nowMs,
    });
    const stood = changes > 0 ? undefined : subscriptions.same.get(key);
    const subscriptionId = stood?.id ?? Number(lastInsertRowid);
    // Who asks for what they have paused wants it again; an import asks for nobody.
    const isBack = stood?.paused === 1 && !rests && wish.wakes !== false;
    if (isBack) subscriptions.unpause.run(subscriptionId);
    if (stood === undefined || isBack) subscriptions.join.run(subscriptionId);
    if (isPublicAccount(wish)) {
      publicAccount.begin();
      if (watch !== EVERYWHERE) publicAccount.narrow(id, nowMs);
    }
    return { id, subscriptionId, added: changes > 0 };
  }

  return {
    add,
    subscribe(wish, rules, nowMs) {
      if (blocks.isBlocked(wish)) return 'blocked';
      const there = people.find(wish);
      if (there === undefined && !rules.open) return 'closed';
      const own = there?.subscriptions ?? [];
      const stands = own.some((subscription) => isSame(subscription, wish));
      const replaced =
        wish.others === 'replace'
          ? own.filter((subscription) => isSamePlace(subscription, wish) && !isSame(subscription, wish))
          : [];
      const after = own.length - replaced.length + (stands ? 0 : 1);
      // Who has more than is allowed now may still change what they have.
      if (after > rules.maxSubscriptions && after > own.length) return 'too-many';
      const added = add({ ...wish, verifiedAtMs: nowMs }, nowMs);
      if (there !== undefined && there.state !== 'active') standing.resume(there.id);
      for (const { id } of replaced) subscriptions.remove.run(id);
      if (replaced.length > 0) unwanted.expire(added.id, nowMs);
      return added;
    },
  };
}

function isSamePlace({ areaId, pincode }: Subscription, { place }: OwnWish): boolean {
  return areaId === place.areaId && pincode === place.pincode;
}

function isSame(subscription: Subscription, wish: OwnWish): boolean {
  const { dose, ageYears, vaccine, fee, minCapacity } = wish.filters;
  return (
    isSamePlace(subscription, wish) &&
    subscription.dose === dose &&
    subscription.ageYears === ageYears &&
    subscription.vaccine === vaccine &&
    subscription.fee === fee &&
    subscription.minCapacity === minCapacity
  );
}
