// Somebody is told nothing any more: they refused us, unsubscribed, or the operator blocked them. What they wished for
// stays, for the day they come back; nothing that was still to be sent is sent.
import type { DeliveryState } from '../../core/snapshot.ts';
import type { Db } from '../database/db.ts';
import type { Queue } from '../deliveries/queue.ts';
import type { SubscriptionSql } from './subscription-sql.ts';

export interface Leaving {
  /**
   * @param why for the operator, in a few words; also why what they were owed ended
   * @param by who ended it: `them`, by refusing a message (what they were owed is `gone`), or `choice` (it is `expired`)
   */
  leave(subscriber: number, why: string, by: 'them' | 'choice', nowMs: number): void;
}

/** Every method belongs inside a transaction of the caller's. */
export function createLeaving({ sql }: Db, queue: Queue, subscriptions: SubscriptionSql): Leaving {
  const markGone = sql.prepare<[string, number]>(
    "UPDATE subscribers SET state = 'gone', state_why = ?, resumes_ms = NULL WHERE id = ?",
  );
  const endPending = sql.prepare<[DeliveryState, string, number, number]>(`
    UPDATE deliveries SET state = ?, why = ?, settled_ms = ?
    WHERE message IS NULL AND subscriber = ? AND state = 'pending'
  `);
  // They may have arrived: nobody can say that they did not.
  const endResends = sql.prepare<[DeliveryState, string, number, number]>(`
    UPDATE deliveries SET state = ?, why = ?, settled_ms = ?
    WHERE message IN (SELECT id FROM messages WHERE subscriber = ? AND state = 'resend')
  `);
  const settleResends = sql.prepare<[number]>(
    "UPDATE messages SET state = 'settled' WHERE subscriber = ? AND state = 'resend'",
  );
  return {
    leave(subscriber, why, by, nowMs) {
      markGone.run(why, subscriber);
      subscriptions.stopJoining.run(subscriber);
      endPending.run(by === 'them' ? 'gone' : 'expired', why, nowMs, subscriber);
      endResends.run(by === 'them' ? 'gone' : 'unknown', why, nowMs, subscriber);
      settleResends.run(subscriber);
      queue.leave(subscriber);
    },
  };
}
