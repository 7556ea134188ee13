// The right to be forgotten, in the database: a person leaves with their address, wishes and messages. Deliveries stay
// as numbers of an opening, leading back to nobody; freed pages are overwritten (`secure_delete`, in `db.ts`).
import type { Db } from './db.ts';

export interface Erasing {
  erase(subscriber: number): void;
}

/** Every method belongs inside a transaction of the caller's. */
export function createErasing({ sql }: Db): Erasing {
  const endSending = sql.prepare<[number]>(`
    UPDATE deliveries SET state = 'unknown', why = 'subscriber removed'
    WHERE state = 'sending' AND message IN (SELECT id FROM messages WHERE subscriber = ?)
  `);
  const unlinkTold = sql.prepare<[number]>(`
    UPDATE deliveries SET subscriber = NULL, message = NULL
    WHERE message IN (SELECT id FROM messages WHERE subscriber = ?)
  `);
  const endPending = sql.prepare<[number]>(`
    UPDATE deliveries SET state = 'expired', why = 'subscriber removed'
    WHERE message IS NULL AND subscriber = ? AND state = 'pending'
  `);
  const unlinkLoose = sql.prepare<[number]>(
    'UPDATE deliveries SET subscriber = NULL WHERE message IS NULL AND subscriber = ?',
  );
  const forget = sql.prepare<[number]>('DELETE FROM subscribers WHERE id = ?');
  return {
    erase(subscriber) {
      endSending.run(subscriber);
      unlinkTold.run(subscriber);
      endPending.run(subscriber);
      unlinkLoose.run(subscriber);
      forget.run(subscriber);
    },
  };
}
