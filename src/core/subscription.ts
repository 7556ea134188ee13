// Who is told, and of what: subscribers, their subscriptions and filters.
import type { AreaId } from './area.ts';

export type ChannelName = 'telegram' | 'email' | 'webhook' | 'twitter';
export const CHANNEL_NAMES: readonly ChannelName[] = ['telegram', 'email', 'webhook', 'twitter'];

/** A channel as people are shown it: `X` for `twitter`, the others by their names. Data keeps the name itself. */
export function channelText(name: ChannelName): string {
  return name === 'twitter' ? 'X' : name;
}

/** What a person asked for beside the place. Null: no wish. */
export interface Filters {
  /** Which dose; an opening whose dose nobody can tell matches either. */
  readonly dose: '1' | '2' | null;
  /** The person's age in years; matches sessions that admit it. */
  readonly ageYears: number | null;
  /** Vaccine name as sources spell it, upper case. */
  readonly vaccine: string | null;
  readonly fee: 'free' | 'paid' | null;
  /** Least doses left, one of `MIN_CAPACITY_CHOICES`. */
  readonly minCapacity: number;
}

export const NO_FILTERS: Filters = { dose: null, ageYears: null, vaccine: null, fee: null, minCapacity: 1 };

/**
 * Where a subscription looks: an area, a pincode, or a pincode within an area.
 * Both null: every area that is polled for somebody else (used for the public X account); it asks for no polling.
 */
export interface Place {
  readonly areaId: AreaId | null;
  readonly pincode: string | null;
}

export interface Subscription extends Place, Filters {
  readonly id: number;
  readonly subscriberId: number;
  readonly createdAtMs: number;
}

/** `gone`: the recipient refused us for good (blocked the bot, no such mailbox, 410). */
export type SubscriberState = 'active' | 'paused' | 'gone';

export interface Subscriber {
  readonly id: number;
  readonly channel: ChannelName;
  /** Telegram chat id, e-mail address, webhook URL, or `public` for the X account. Personal data: never logged. */
  readonly address: string;
  readonly state: SubscriberState;
  /** Why the state is not active, in words for the operator; empty otherwise. */
  readonly stateWhy: string;
  readonly createdAtMs: number;
  readonly lastAlertAtMs: number | null;
  /** Key of a webhook's signature; null for the other channels. */
  readonly secret: string | null;
}

export type SubscriberWithSubscriptions = Subscriber & { readonly subscriptions: readonly Subscription[] };
