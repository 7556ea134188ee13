// What is asked of the records (subscribers, deliveries) and answered: the words the store, the control
// socket and the commands have in common. Types only.
import type { DeliveryState } from './snapshot.ts';
import type {
  ChannelName,
  Filters,
  Origin,
  Place,
  Quiet,
  SubscriberState,
  SubscriberWithSubscriptions,
} from './subscription.ts';

/** A wish that was checked: `core/wish.ts` makes it from what a person typed. */
export interface NewSubscription {
  readonly channel: ChannelName;
  readonly address: string;
  readonly place: Place;
  readonly filters: Filters;
  /** The signing key a new webhook subscriber is to keep (an import); made at random when absent. */
  readonly secret?: string;
  /** Of somebody new; somebody who is there already keeps theirs. Default `operator`. */
  readonly origin?: Origin;
  /** When they proved that the address is theirs (wall ms); of two such times the later is kept. */
  readonly verifiedAtMs?: number;
  /** Of somebody new: when they want to be left alone. */
  readonly quiet?: Quiet;
  /**
   * Whoever is new begins paused and is told nothing until resumed (an import). Somebody who is there already keeps
   * the state they have. Default false.
   */
  readonly paused?: boolean;
  /** Of somebody new who begins paused: when that ends by itself (wall ms). */
  readonly resumesAtMs?: number;
  /**
   * Whether somebody who is gone is active again by it, and a subscription they had paused goes on. Default true; an
   * import asks nobody.
   */
  readonly wakes?: boolean;
  /** The subscription, where it is new, asks for nothing until it is resumed (an import). Default false. */
  readonly subscriptionPaused?: boolean;
}

export interface AddedSubscription {
  readonly subscriber: SubscriberWithSubscriptions;
  /** False when the very same subscription stood already. */
  readonly added: boolean;
}

export interface SubscriberQuery {
  readonly channel?: ChannelName;
  readonly state?: SubscriberState;
  /** Part of an address. */
  readonly search?: string;
  /** Ids greater than this, for paging. */
  readonly afterId?: number;
  readonly limit?: number;
}

/** A page of subscribers by its place among those that fit, for a list one scrolls in. */
export interface SubscriberSearch {
  readonly channel?: ChannelName;
  readonly state?: SubscriberState;
  /** Part of an address, whatever the case of A to Z. */
  readonly search?: string;
  /** How many of those that fit come before the page. */
  readonly offset: number;
  /** At most this many, and at most 500. */
  readonly limit: number;
}

export interface SubscriberPage {
  /** How many fit in all. */
  readonly total: number;
  /** In the order of ids. */
  readonly items: readonly SubscriberWithSubscriptions[];
}

export interface DeliveryQuery {
  readonly state?: DeliveryState;
  readonly channel?: ChannelName;
  readonly subscriberId?: number;
  /** Ids less than this, for paging. */
  readonly beforeId?: number;
  /** Ids greater than this, for paging back: those right above it; 0: the oldest. */
  readonly afterId?: number;
  /** At most this many, newest first (default 100). */
  readonly limit?: number;
}

/** A subscriber by id, or by channel and address. */
export type SubscriberRef =
  | { readonly id: number }
  | { readonly channel: ChannelName; readonly address: string };
