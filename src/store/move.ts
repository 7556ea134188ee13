// A recipient's new address (a Telegram group that became a supergroup). When somebody is known at the new address
// already, both become one: their subscriptions are joined, and nobody is told twice of what either was told.
import type { ChannelName } from '../core/subscription.ts';
import type { Db } from './db.ts';
import type { Queue } from './queue.ts';

export interface Moving {
  /** Returns the id under which the recipient goes on. */
  move(subscriber: number, address: string, nowMs: number): number;
}

/** Every method belongs inside a transaction of the caller's. */
export function createMoving({ sql }: Db, queue: Queue): Moving {
  const find = sql.prepare<[number], { channel: ChannelName; address: string }>(
    'SELECT channel, address FROM subscribers WHERE id = ?',
  );
  const at = sql.prepare<[string, string], { id: number }>(
    'SELECT id FROM subscribers WHERE channel = ? AND address = ?',
  );
  const rename = sql.prepare<[string, number]>('UPDATE subscribers SET address = ? WHERE id = ?');
  const revive = sql.prepare<[number]>(
    "UPDATE subscribers SET state = 'active', state_why = '' WHERE id = ? AND state = 'gone'",
  );
  const takeSubscriptions = sql.prepare<[number, number]>(
    'UPDATE OR IGNORE subscriptions SET subscriber = ? WHERE subscriber = ?',
  );
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
  const forget = sql.prepare<[number]>('DELETE FROM subscribers WHERE id = ?');

  return {
    move(subscriber, address, nowMs) {
      const mover = find.get(subscriber);
      if (mover === undefined || mover.address === address) return subscriber;
      const there = at.get(mover.channel, address);
      if (there === undefined) {
        rename.run(address, subscriber);
        return subscriber;
      }
      revive.run(there.id);
      takeSubscriptions.run(there.id, subscriber);
      takeTold.run({ to: there.id, from: subscriber });
      takeLoose.run(there.id, subscriber);
      takeMessages.run(there.id, subscriber);
      dropDoubles.run(nowMs, subscriber);
      dropSending.run({ nowMs, to: there.id, from: subscriber });
      queue.leave(subscriber);
      forget.run(subscriber);
      queue.replace(there.id, nowMs);
      return there.id;
    },
  };
}
