// What people change of what they asked for: other filters, a rest for one place, no more of it. Whatever was to be sent
// only because of what stands no more is not sent; what is asked for anew is told of what is open now (R6).
import type { AreaId } from '../../core/area.ts';
import type { Filters, SubscriberWithSubscriptions, Subscription } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import type { Places } from '../places.ts';
import type { PersonRows } from './person-rows.ts';
import { type SubscriptionSql, watchOf } from './subscription-sql.ts';
import type { Unwanted } from './unwanted.ts';

type Person = SubscriberWithSubscriptions;

export interface OwnSubscriptions {
  /** Becoming the same as another of theirs, it is one with it from then on. */
  changeFilters(id: number, subscriptionId: number, filters: Filters, nowMs: number): Person | undefined;
  pauseSubscription(id: number, subscriptionId: number, nowMs: number): Person | undefined;
  resumeSubscription(id: number, subscriptionId: number): Person | undefined;
  /** Also where it is gone already. */
  removeSubscription(id: number, subscriptionId: number, nowMs: number): Person | undefined;
  /** Pauses what an alert of an area can have come from: what asks for the area, and for pincodes seen in it. */
  pauseArea(id: number, areaId: AreaId, nowMs: number): Person | undefined;
}

/**
 * Every method belongs inside a transaction of the caller's, and returns the person as they are then; undefined when the
 * person is not there, or has no such subscription.
 */
export function createOwnSubscriptions(
  { sql }: Db,
  places: Places,
  people: PersonRows,
  subscriptions: SubscriptionSql,
  unwanted: Unwanted,
): OwnSubscriptions {
  const seenIn = sql.prepare<[string, string], { one: 1 }>(
    'SELECT 1 AS one FROM sessions WHERE pincode = ? AND area_id = ? LIMIT 1',
  );

  /** @param change is not called when there is no such subscription; its result: whether there is less to tell now */
  function changed(
    id: number,
    subscriptionId: number,
    nowMs: number,
    change: (subscription: Subscription) => boolean,
  ): Person | undefined {
    const subscription = people.byId(id)?.subscriptions.find((one) => one.id === subscriptionId);
    if (subscription === undefined) return undefined;
    if (change(subscription)) unwanted.expire(id, nowMs);
    return people.byId(id);
  }

  function resume({ id, paused }: { readonly id: number; readonly paused: boolean }): void {
    if (!paused) return;
    subscriptions.unpause.run(id);
    subscriptions.join.run(id);
  }

  /** What an alert of the area can have come from. */
  function concerns({ areaId, pincode }: Subscription, area: AreaId): boolean {
    if (areaId !== null || pincode === null) return areaId === area;
    return places.pinAreaId(pincode) === area || seenIn.get(pincode, area) !== undefined;
  }

  return {
    changeFilters: (id, subscriptionId, filters, nowMs) =>
      changed(id, subscriptionId, nowMs, (subscription) => {
        const { pincode } = subscription;
        const same = subscriptions.same.get({
          ...filters,
          subscriber: id,
          watch: watchOf(subscription),
          pincode,
        });
        if (same?.id === subscriptionId) return false;
        if (same === undefined) {
          subscriptions.setFilters.run({ ...filters, id: subscriptionId });
          subscriptions.join.run(subscriptionId);
          return true;
        }
        subscriptions.remove.run(subscriptionId);
        if (!subscription.paused) resume({ id: same.id, paused: same.paused === 1 });
        return true;
      }),
    pauseSubscription: (id, subscriptionId, nowMs) =>
      changed(id, subscriptionId, nowMs, ({ paused }) => {
        if (!paused) subscriptions.pause.run(subscriptionId);
        return !paused;
      }),
    resumeSubscription: (id, subscriptionId) =>
      changed(id, subscriptionId, 0, (subscription) => {
        resume(subscription);
        return false;
      }),
    removeSubscription: (id, subscriptionId, nowMs) =>
      changed(id, subscriptionId, nowMs, () => {
        subscriptions.remove.run(subscriptionId);
        return true;
      }) ?? people.byId(id),
    pauseArea(id, areaId, nowMs) {
      const person = people.byId(id);
      if (person === undefined) return undefined;
      for (const subscription of person.subscriptions) {
        if (!subscription.paused && concerns(subscription, areaId)) subscriptions.pause.run(subscription.id);
      }
      unwanted.expire(id, nowMs);
      return people.byId(id);
    },
  };
}
