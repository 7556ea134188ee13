// A recipient's new address (a Telegram group that became a supergroup). When somebody is known at the new address
// already, both become one: their subscriptions are joined, and nobody is told twice of what either was told.

import { BLOCKED_WHY, UNSUBSCRIBED_WHY } from '../../core/gone-why.ts';
import type { ChannelName, SubscriberState } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import type { Queue } from '../deliveries/queue.ts';
import type { Blocks } from './blocks.ts';
import type { Leaving } from './leaving.ts';
import type { SubscriptionSql } from './subscription-sql.ts';

export interface Moving {
  /** Returns the id under which the recipient goes on. */
  move(subscriber: number, address: string, nowMs: number): number;
}

export interface MovingParts {
  readonly db: Db;
  readonly queue: Queue;
  readonly blocks: Blocks;
  readonly leaving: Leaving;
  readonly subscriptions: SubscriptionSql;
}

/** Every method belongs inside a transaction of the caller's. */
export function createMoving({ db, queue, blocks, leaving, subscriptions }: MovingParts): Moving {
  const { sql } = db;
  const find = sql.prepare<[number], { channel: ChannelName; address: string }>(
    'SELECT channel, address FROM subscribers WHERE id = ?',
  );
  const at = sql.prepare<[string, string], { id: number }>(
    'SELECT id FROM subscribers WHERE channel = ? AND address = ?',
  );
  const stateOf = sql.prepare<[number], { state: SubscriberState }>(
    'SELECT state FROM subscribers WHERE id = ?',
  );
  const rename = sql.prepare<[string, number]>('UPDATE subscribers SET address = ? WHERE id = ?');
  // Who said at the new address that they want no more is believed.
  const revive = sql.prepare<[number, string]>(
    "UPDATE subscribers SET state = 'active', state_why = '' WHERE id = ? AND state = 'gone' AND state_why <> ?",
  );
  // What was proved or chosen at either address holds; where both chose, the one that goes on.
  const takeOver = sql.prepare<{ to: number; from: number }>(`
    UPDATE subscribers SET
      verified_ms = coalesce(max(subscribers.verified_ms, mover.verified_ms), subscribers.verified_ms,
        mover.verified_ms),
      last_alert_ms = coalesce(max(subscribers.last_alert_ms, mover.last_alert_ms), subscribers.last_alert_ms,
        mover.last_alert_ms),
      told_of_ms = coalesce(max(subscribers.told_of_ms, mover.told_of_ms), subscribers.told_of_ms, mover.told_of_ms),
      quiet_from = iif(subscribers.quiet_from IS NULL, mover.quiet_from, subscribers.quiet_from),
      quiet_to = iif(subscribers.quiet_from IS NULL, mover.quiet_to, subscribers.quiet_to),
      failures = 0
    FROM (SELECT * FROM subscribers WHERE id = :from) mover WHERE subscribers.id = :to
  `);
  // A wish that rests at one address and not at the other is wanted.
  const wakeTwins = sql.prepare<{ to: number; from: number }>(`
    UPDATE subscriptions SET paused = 0 WHERE subscriber = :to AND paused = 1 AND EXISTS (
      SELECT 1 FROM subscriptions mine
      WHERE mine.subscriber = :from AND mine.paused = 0 AND mine.watch = subscriptions.watch
        AND mine.pincode IS subscriptions.pincode AND mine.dose IS subscriptions.dose
        AND mine.age_years IS subscriptions.age_years AND mine.vaccine IS subscriptions.vaccine
        AND mine.fee IS subscriptions.fee AND mine.min_capacity = subscriptions.min_capacity
    )
  `);
  const takeSubscriptions = sql.prepare<[number, number]>(
    'UPDATE OR IGNORE subscriptions SET subscriber = ? WHERE subscriber = ?',
  );
  // What the mover was told of is owed to neither any more, however it stands at the new address.
  const dropTold = sql.prepare<{ nowMs: number; to: number; from: number }>(`
    UPDATE deliveries SET state = 'expired', why = 'told at the old address', subscriber = NULL,
      settled_ms = ifnull(settled_ms, :nowMs)
    WHERE message IS NULL AND subscriber = :to AND state IN ('pending', 'expired', 'gone') AND EXISTS (
      SELECT 1 FROM deliveries told
      WHERE told.opening = deliveries.opening AND told.subscriber = :from AND told.state IN ('sent', 'unknown')
    )
  `);
  const takeTold = sql.prepare<{ to: number; from: number }>(`
    UPDATE OR IGNORE deliveries SET subscriber = :to
    WHERE subscriber = :from AND message IN (SELECT id FROM messages WHERE subscriber = :from)
  `);
  const takeLoose = sql.prepare<[number, number]>(
    'UPDATE OR IGNORE deliveries SET subscriber = ? WHERE subscriber = ? AND message IS NULL',
  );
  const takeMessages = sql.prepare<[number, number]>(
    'UPDATE messages SET subscriber = ? WHERE subscriber = ?',
  );
  // What both were owed: one of the two is enough. Those already sent stay as they ended, without a recipient.
  const dropDoubles = sql.prepare<[number, number]>(`
    UPDATE deliveries SET state = 'expired', why = 'told at the new address', settled_ms = ?, subscriber = NULL
    WHERE message IS NULL AND subscriber = ? AND state = 'pending'
  `);
  const dropSending = sql.prepare<{ nowMs: number; to: number; from: number }>(`
    UPDATE deliveries SET state = 'expired', why = 'told at the new address', settled_ms = :nowMs, subscriber = NULL
    WHERE subscriber = :from AND state = 'sending' AND message IN (SELECT id FROM messages WHERE subscriber = :to)
  `);
  // Messages are numbered anew at the new address: an old number is nobody's there, or another message's.
  const forgetRefs = sql.prepare<[number]>(
    'UPDATE messages SET ref = NULL WHERE subscriber = ? AND ref IS NOT NULL',
  );
  const forget = sql.prepare<[number]>('DELETE FROM subscribers WHERE id = ?');

  /** Two become one; returns which of the two goes on. */
  function unite(subscriber: number, there: { readonly id: number }, nowMs: number): number {
    const both = { to: there.id, from: subscriber };
    revive.run(there.id, UNSUBSCRIBED_WHY);
    takeOver.run(both);
    wakeTwins.run(both);
    takeSubscriptions.run(there.id, subscriber);
    dropTold.run({ ...both, nowMs });
    takeTold.run(both);
    takeLoose.run(there.id, subscriber);
    takeMessages.run(there.id, subscriber);
    dropDoubles.run(nowMs, subscriber);
    dropSending.run({ ...both, nowMs });
    queue.leave(subscriber);
    forget.run(subscriber);
    queue.replace(there.id, nowMs);
    // Whoever is there again, or wants again what rested, is told of what is open; what either has heard is owed to nobody.
    if (stateOf.get(there.id)?.state === 'active') subscriptions.joinAll.run(there.id);
    return there.id;
  }

  return {
    move(subscriber, address, nowMs) {
      const mover = find.get(subscriber);
      if (mover === undefined || mover.address === address) return subscriber;
      forgetRefs.run(subscriber);
      const there = at.get(mover.channel, address);
      if (there === undefined) rename.run(address, subscriber);
      const id = there === undefined ? subscriber : unite(subscriber, there, nowMs);
      if (blocks.isBlocked({ channel: mover.channel, address }))
        leaving.leave(id, BLOCKED_WHY, 'choice', nowMs);
      return id;
    },
  };
}
