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
  /** Asks for nothing until it is resumed; the others of the same subscriber go on. */
  readonly paused: boolean;
}

/** How somebody came to be a subscriber: added by the operator, or signed up by themselves, where. */
export type Origin = 'operator' | 'import' | 'telegram' | 'page' | 'api' | 'command';
export const ORIGINS: readonly Origin[] = ['operator', 'import', 'telegram', 'page', 'api', 'command'];

/**
 * Hours of the day in India in which alerts wait, as whole hours: 22 to 7 is from 22:00 until 07:00. Never equal.
 * What is still open when they end comes then, together.
 */
export interface Quiet {
  readonly fromHour: number;
  readonly toHour: number;
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
  readonly origin: Origin;
  /** When they proved that the address is theirs (wall ms); null: the operator vouches for it. */
  readonly verifiedAtMs: number | null;
  /** When a pause ends by itself (wall ms); null: by nobody but them, or not paused. */
  readonly resumesAtMs: number | null;
  readonly quiet: Quiet | null;
  readonly lastAlertAtMs: number | null;
  /** Sends in a row that did not arrive; 0 after one that did. */
  readonly failures: number;
  /** Key of a webhook's signature; null for the other channels. */
  readonly secret: string | null;
}

export type SubscriberWithSubscriptions = Subscriber & { readonly subscriptions: readonly Subscription[] };
