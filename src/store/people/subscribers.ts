// Who is told, and of what. Addresses and secrets are personal: they leave only towards channels and the operator.
// Removing a person leaves nothing that leads back to them. It puts the parts together; each has its own file.
import { BLOCKED_WHY, UNSUBSCRIBED_WHY } from '../../core/gone-why.ts';
import type {
  AddedSubscription,
  NewSubscription,
  SubscriberPage,
  SubscriberQuery,
  SubscriberRef,
  SubscriberSearch,
} from '../../core/records.ts';

import type { Addressee, OwnWish, SubscribeRefusal } from '../../core/self-service.ts';
import type { Quiet, SubscriberWithSubscriptions } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import type { Queue } from '../deliveries/queue.ts';
import type { Places } from '../places.ts';
import { createAdding, type SignUpRules } from './adding.ts';
import type { Blocks } from './blocks.ts';
import { createDemand, type Demand } from './demand.ts';
import type { Erasing } from './erasing.ts';
import type { Leaving } from './leaving.ts';
import type { Moving } from './move.ts';
import { createOwnSubscriptions, type OwnSubscriptions } from './own-subscriptions.ts';
import { createPersonRows } from './person-rows.ts';
import { createPublicAccount, PUBLIC_WISH } from './public-account.ts';
import { createStanding } from './standing.ts';
import type { SubscriptionSql } from './subscription-sql.ts';
import { createUnwanted } from './unwanted.ts';

type Person = SubscriberWithSubscriptions;

/** Every method is one transaction. Where a person comes back, undefined says that there is nobody of that id. */
export interface Subscribers extends Demand, OwnSubscriptions {
  /**
   * Adds a wish once. A new subscription is told what is open now, and so is one that was paused and is asked for
   * again; a subscriber who was gone is active again. A wish that comes paused makes a new subscriber paused from the
   * start, and wakes nobody. The first place named for the X account takes the place of "everywhere"; a wish without a
   * place puts that back. @throws StoreError `blocked` for whom the operator blocked
   */
  add(wish: NewSubscription, nowMs: number): AddedSubscription;
  /** Adds many as one transaction: all or none. Returns how many were new. */
  addAll(wishes: readonly NewSubscription[], nowMs: number): number;
  /** Adds what somebody asks for who has just proved who they are, and makes them active; or says why not. */
  subscribe(
    wish: OwnWish,
    rules: SignUpRules,
    nowMs: number,
  ): (AddedSubscription & { readonly subscriptionId: number }) | SubscribeRefusal;
  /** In the order of ids, at most `limit` (default 100). */
  list(query: SubscriberQuery): readonly Person[];
  /** A page by its place among those that fit, and how many those are. */
  search(search: SubscriberSearch): SubscriberPage;
  find(ref: SubscriberRef): Person | undefined;
  /**
   * Tells them nothing until resumed; what they are owed waits or expires. Who is gone stays gone.
   * @param why default `paused by the operator`
   * @param untilMs when it ends by itself (wall ms, at most `LONGEST_PAUSE_MS` from now); default: never
   */
  pause(id: number, why?: string, untilMs?: number | null): Person | undefined;
  /** Active again, also after having been gone, but not while blocked; told of what is open then. */
  resume(id: number): Person | undefined;
  /** Ends some of the pauses whose time has come; returns how many. Costs next to nothing where there is none. */
  resumeDue(nowMs: number): number;
  /** @param quiet null: alerts come at any hour */
  setQuiet(id: number, quiet: Quiet | null, nowMs: number): Person | undefined;
  /** They are gone by their own choice; what they wished for stays. */
  unsubscribe(id: number, nowMs: number): Person | undefined;
  /** Whoever has the address is gone and stays so, also if they come later. Returns who has it. */
  block(to: Addressee, nowMs: number): Person | undefined;
  /** They may come back; they do not by themselves. Returns whether they were blocked. */
  unblock(to: Addressee): boolean;
  isBlocked(to: Addressee): boolean;
  /** Known by another address of the same channel; where that is known already, both become one. Returns who goes on. */
  move(id: number, address: string, nowMs: number): Person | undefined;
  /** Forgets the person, their subscriptions and messages; returns them as they were. */
  remove(id: number): Person | undefined;
  /** The X account, for every area polled for somebody else; only ever once in a database, so that removing it lasts. */
  ensurePublicAccount(nowMs: number): void;
}

const PAUSED_WHY = 'paused by the operator';

export interface SubscribersParts {
  readonly db: Db;
  readonly places: Places;
  readonly queue: Queue;
  readonly blocks: Blocks;
  readonly leaving: Leaving;
  readonly moving: Moving;
  readonly subscriptions: SubscriptionSql;
  readonly erasing: Erasing;
  /** Makes the key of a webhook's signature. */
  readonly newSecret: () => string;
}

export function createSubscribers(parts: SubscribersParts): Subscribers {
  const { db, places, queue, blocks, leaving, moving, subscriptions, erasing, newSecret } = parts;
  const people = createPersonRows(db);
  const unwanted = createUnwanted(db);
  const publicAccount = createPublicAccount(db, unwanted);
  const standing = createStanding(db, queue, blocks, subscriptions);
  const adding = createAdding(db, {
    people,
    subscriptions,
    standing,
    blocks,
    unwanted,
    publicAccount,
    newSecret,
  });
  const own = createOwnSubscriptions(db, places, people, subscriptions, unwanted);
  const demand = createDemand(db, places);

  function known(id: number): Person {
    const person = people.byId(id);
    if (person === undefined) throw new Error(`there is no subscriber ${id}`);
    return person;
  }

  /** Does work as one transaction; returns the person as they are then. */
  function changed(id: number, work: () => void): Person | undefined {
    return db.write(() => {
      work();
      return people.byId(id);
    });
  }

  return {
    add: (wish, nowMs) =>
      db.write(() => {
        const { id, added } = adding.add(wish, nowMs);
        return { subscriber: known(id), added };
      }),
    addAll: (wishes, nowMs) =>
      db.write(() => wishes.reduce((sum, wish) => sum + (adding.add(wish, nowMs).added ? 1 : 0), 0)),
    subscribe: (wish, rules, nowMs) =>
      db.write(() => {
        const done = adding.subscribe(wish, rules, nowMs);
        if (typeof done === 'string') return done;
        const { id, subscriptionId, added } = done;
        return { subscriber: known(id), subscriptionId, added };
      }),
    list: (query) => db.read(() => people.list(query)),
    search: (search) => db.read(() => people.search(search)),
    find: (ref) => db.read(() => people.find(ref)),
    pause: (id, why = PAUSED_WHY, untilMs = null) => changed(id, () => standing.pause(id, why, untilMs)),
    resume: (id) => changed(id, () => standing.resume(id)),
    resumeDue: (nowMs) =>
      db.read(() => standing.anyDue(nowMs)) ? db.write(() => standing.resumeDue(nowMs)) : 0,
    setQuiet: (id, quiet, nowMs) => changed(id, () => standing.setQuiet(id, quiet, nowMs)),
    unsubscribe: (id, nowMs) =>
      changed(id, () => {
        // Whom we could not reach, or the operator blocked, is gone for that reason.
        if (people.byId(id)?.state !== 'gone') leaving.leave(id, UNSUBSCRIBED_WHY, 'choice', nowMs);
      }),
    block: (to, nowMs) =>
      db.write(() => {
        blocks.block(to, nowMs);
        const person = people.find(to);
        if (person === undefined) return undefined;
        leaving.leave(person.id, BLOCKED_WHY, 'choice', nowMs);
        return known(person.id);
      }),
    unblock: (to) => db.write(() => blocks.unblock(to)),
    isBlocked: (to) => blocks.isBlocked(to),
    move: (id, address, nowMs) => db.write(() => people.byId(moving.move(id, address, nowMs))),
    remove(id) {
      const removed = db.write(() => {
        const person = people.byId(id);
        if (person !== undefined) erasing.erase(id);
        return person;
      });
      erasing.wipe();
      return removed;
    },
    changeFilters: (...change) => db.write(() => own.changeFilters(...change)),
    pauseSubscription: (...change) => db.write(() => own.pauseSubscription(...change)),
    resumeSubscription: (...change) => db.write(() => own.resumeSubscription(...change)),
    removeSubscription: (...change) => db.write(() => own.removeSubscription(...change)),
    pauseArea: (...change) => db.write(() => own.pauseArea(...change)),
    demand: () => db.read(demand.demand),
    counts: () => db.read(demand.counts),
    crowd: (place) => db.read(() => demand.crowd(place)),
    ensurePublicAccount: (nowMs) =>
      db.write(() => {
        if (!publicAccount.begin()) return;
        if (people.find(PUBLIC_WISH) === undefined) adding.add(PUBLIC_WISH, nowMs);
      }),
  };
}
