// The X account as a subscriber: it posts for everybody and each post costs money, so it begins by itself once in the
// life of a database and follows the operator ever after. What was removed or narrowed must never come back by itself.
import type { NewSubscription } from '../core/records.ts';
import { NO_FILTERS } from '../core/subscription.ts';
import type { Db } from './db.ts';
import { EVERYWHERE } from './places.ts';

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
export function createPublicAccount({ sql }: Db): PublicAccount {
  const note = sql.prepare("INSERT OR IGNORE INTO meta (name, value) VALUES ('public-account', 'begun')");
  const narrow = sql.prepare<[number, string]>(
    'DELETE FROM subscriptions WHERE subscriber = ? AND watch = ?',
  );
  const expire = sql.prepare<[number, number]>(`
    UPDATE deliveries SET state = 'expired', why = 'place no longer asked for', settled_ms = ?
    WHERE message IS NULL AND subscriber = ? AND state = 'pending' AND NOT EXISTS (
      SELECT 1 FROM openings o JOIN sessions s ON s.id = o.session
        JOIN subscriptions w ON w.subscriber = deliveries.subscriber
      WHERE o.id = deliveries.opening AND (w.area_id IS NULL OR w.area_id = s.area_id)
        AND (w.pincode IS NULL OR w.pincode = s.pincode)
    )
  `);
  return {
    begin: () => note.run().changes > 0,
    narrow(subscriber, nowMs) {
      narrow.run(subscriber, EVERYWHERE);
      expire.run(nowMs, subscriber);
    },
  };
}

/** There is one such account; another address on its channel is nobody's. */
export function isPublicAccount({ channel, address }: Pick<NewSubscription, 'channel' | 'address'>): boolean {
  return channel === PUBLIC_WISH.channel && address === PUBLIC_WISH.address;
}
