// The X account as a subscriber: it posts for everybody and each post costs money, so it begins by itself once in the
// life of a database and follows the operator ever after. What was removed or narrowed must never come back by itself.
import type { NewSubscription } from '../../core/records.ts';
import { NO_FILTERS } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import { EVERYWHERE } from '../places.ts';
import type { Unwanted } from './unwanted.ts';

/** What the account is given when it begins by itself: every area polled for somebody else. */
export const PUBLIC_WISH: NewSubscription = {
  channel: 'twitter',
  address: 'public',
  place: { areaId: null, pincode: null },
  filters: NO_FILTERS,
};

export interface PublicAccount {
  /** Notes that the account has begun; false when that was noted before, whether it still stands or not. */
  begin(): boolean;
  /** Ends its subscriptions to every area, and what is still to be posted of places nobody named for it. */
  narrow(subscriber: number, nowMs: number): void;
}

/** To be used inside a transaction. */
export function createPublicAccount({ sql }: Db, unwanted: Unwanted): PublicAccount {
  const note = sql.prepare("INSERT OR IGNORE INTO meta (name, value) VALUES ('public-account', 'begun')");
  const narrow = sql.prepare<[number, string]>(
    'DELETE FROM subscriptions WHERE subscriber = ? AND watch = ?',
  );
  return {
    begin: () => note.run().changes > 0,
    narrow(subscriber, nowMs) {
      narrow.run(subscriber, EVERYWHERE);
      unwanted.expire(subscriber, nowMs);
    },
  };
}

/** There is one such account; another address on its channel is nobody's. */
export function isPublicAccount({ channel, address }: Pick<NewSubscription, 'channel' | 'address'>): boolean {
  return channel === PUBLIC_WISH.channel && address === PUBLIC_WISH.address;
}
