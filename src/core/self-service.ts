// What people may do with their own alerts, wherever they do it: in Telegram, on the page, through the API.
// Who somebody is has been settled before: a chat by Telegram, an address by its link or a one-time code.
// Every change may be asked for twice and is then done once: what is asked for is a state, never a step.

import type { AreaId } from './area.ts';
import type { Mismatch } from './match.ts';
import type { PastOpening } from './past-opening.ts';
import type { AddedSubscription, NewSubscription } from './records.ts';
import type { DeliveryState } from './snapshot.ts';
import type {
  ChannelName,
  Filters,
  Quiet,
  SubscriberWithSubscriptions,
  Subscription,
} from './subscription.ts';

/** A channel and an address on it. */
export interface Addressee {
  readonly channel: ChannelName;
  readonly address: string;
}

/** Undefined from any method: the person, or the subscription, is not there (any more). */
export type Person = SubscriberWithSubscriptions;

export interface SelfService {
  /** Also somebody who is gone. */
  find(to: Addressee): Promise<Person | undefined>;
  /** Whose link it is; the token is what stands in the link. Undefined also for what never was a token. */
  findByLink(token: string): Promise<Person | undefined>;
  /** Adds a wish. Who was gone or paused is active again: they have just asked for alerts. */
  subscribe(wish: OwnWish): Promise<SubscribeAnswer>;
  /** Other filters for a subscription; its identity may change when it becomes equal to another. */
  changeFilters(id: number, subscriptionId: number, filters: Filters): Promise<Person | undefined>;
  pauseSubscription(id: number, subscriptionId: number): Promise<Person | undefined>;
  resumeSubscription(id: number, subscriptionId: number): Promise<Person | undefined>;
  /** Also where it is gone already: the person as they are, undefined only when there is nobody. */
  removeSubscription(id: number, subscriptionId: number): Promise<Person | undefined>;
  /** Pauses every subscription that an alert of the area can have come from: the area's own, and those of pincodes. */
  pauseArea(id: number, areaId: AreaId): Promise<Person | undefined>;
  /** Who is gone stays gone. @param untilMs when it ends by itself (wall ms, at most a month from now); null: when they resume */
  pause(id: number, untilMs: number | null): Promise<Person | undefined>;
  /** Active again, whatever stood but a block of the operator's; told of what is open then. */
  resume(id: number): Promise<Person | undefined>;
  setQuiet(id: number, quiet: Quiet | null): Promise<Person | undefined>;
  /** No alerts any more; what they wished for stays, for those who change their mind. */
  unsubscribe(id: number): Promise<Person | undefined>;
  /** Their chat has another address: known by it from now on; where that is known already, both become one. */
  move(id: number, address: string): Promise<Person | undefined>;
  /** Forgets them wholly. False: there was nobody. */
  forget(id: number): Promise<boolean>;
  /** Why they got the alerts they got, and no others, over the last day: an entry for each subscription. */
  why(id: number): Promise<readonly WhySubscription[] | undefined>;
}

/** The part of it that one-time codes are for, done at once: so that it can be one transaction with a code's use. */
export interface SelfServiceNow {
  find(to: Addressee): Person | undefined;
  subscribe(wish: OwnWish): SubscribeAnswer;
  unsubscribe(id: number): Person | undefined;
}

export interface OwnWish
  extends Pick<NewSubscription, 'channel' | 'address' | 'place' | 'filters' | 'origin'> {
  /** What stands for the very same place: `replace` it by this, or let both stand (a household of two ages). */
  readonly others: 'replace' | 'keep';
}

export type SubscribeAnswer =
  | (AddedSubscription & {
      readonly ok: true;
      /** The one asked for, whether it is new or stood. */
      readonly subscriptionId: number;
      readonly crowd: Crowd;
    })
  | {
      readonly ok: false;
      readonly why: SubscribeRefusal /** In a sentence or two, for the person. */;
      readonly message: string;
    };

/** `closed`: the operator takes nobody new. `blocked`: the operator wants them not. `too-many`: no more for one person. */
export type SubscribeRefusal = 'closed' | 'blocked' | 'too-many';

/** Who else waits for the same place. */
export interface Crowd {
  /** Active people who watch the place, on whatever channel, the person among them. */
  readonly people: number;
  /** Public channels that are told of this place before everybody else: `@bbmp_slots`. */
  readonly channels: readonly string[];
}

/** One subscription, and what became of all that opened in its place over the last day. */
export interface WhySubscription {
  readonly subscription: Subscription;
  /** Of the area that is polled for it; null: not polled (yet), or not known. */
  readonly lastGoodMs: number | null;
  readonly intervalMs: number | null;
  /** Why the last poll failed; empty when it did not. */
  readonly failure: string;
  /** Doses that opened there, by what became of them for this person; what is absent did not happen. */
  readonly counts: Readonly<Partial<Record<WhyFate, number>>>;
  /** The newest, at most `WHY_EXAMPLES`. */
  readonly newest: readonly { readonly opening: PastOpening; readonly fate: WhyFate }[];
}

/**
 * What became of an opening for a person: which of their filters kept it from them, how its delivery ended or stands,
 * or `before`: it was over before they asked.
 */
export type WhyFate = Mismatch | DeliveryState | 'before';
export const WHY_EXAMPLES = 5;
