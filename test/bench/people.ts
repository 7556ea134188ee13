// Made-up people who are told.
import type { NewSubscription } from '../../src/core/records.ts';
import { type Filters, NO_FILTERS } from '../../src/core/subscription.ts';

/** Somebody on Telegram who watches an area. @param chat any whole number, another for each person */
export function person(chat: number, areaId: string, filters: Partial<Filters> = {}): NewSubscription {
  return {
    channel: 'telegram',
    address: chatOf(chat),
    place: { areaId, pincode: null },
    filters: { ...NO_FILTERS, ...filters },
  };
}

/** The chat id of a person. */
export function chatOf(chat: number): string {
  return String(1_000_000 + chat);
}
