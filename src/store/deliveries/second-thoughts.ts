// Deliveries the operator has sent after all, or not at all. Nobody is told twice by it: what was sent, or is on its way,
// stays as it is, and what may have arrived goes out again only by the operator's word, as the message it was.
import { istDateOf } from '../../core/ist.ts';
import type { DeliveryState } from '../../core/snapshot.ts';
import type { SubscriberState } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import type { Unwanted } from '../people/unwanted.ts';
import type { Queue } from './queue.ts';

/**
 * Why not. `none`: there is no such delivery. `slot`: it is gone, or its day past. `paused`, `away`: the recipient is
 * told nothing now. `unwanted`: nothing of theirs asks for it any more. `arrived`: it may have arrived.
 */
export type DeliveryRefusal =
  | 'none'
  | 'sent'
  | 'sending'
  | 'slot'
  | 'paused'
  | 'away'
  | 'unwanted'
  | 'arrived';

export interface SecondThoughts {
  /**
   * Owes a delivery anew that ended unsent, and lets its time count from now; one that waits already stays as it is.
   * @param mayArriveTwice sends the message of one that may have arrived again as it was, with all it told of
   */
  retry(id: number, mayArriveTwice: boolean, nowMs: number): DeliveryRefusal | null;
  /** Ends one that waits; one that ended unsent stays as it is. */
  drop(id: number, nowMs: number): DeliveryRefusal | null;
}

const RETRIED_WHY = 'tried again by the operator';
const DROPPED_WHY = 'dropped by the operator';

interface Row {
  readonly state: DeliveryState;
  readonly subscriber: number;
  readonly message: number | null;
  /** Not 0: its message was sent more than once, so an earlier one may have arrived. */
  readonly resend: number | null;
  readonly standing: SubscriberState;
  readonly closedMs: number | null;
  readonly date: string;
}

/** @throws StoreError from every method, when nothing of it was done */
export function createSecondThoughts(db: Db, queue: Queue, unwanted: Unwanted): SecondThoughts {
  const { sql } = db;
  const find = sql.prepare<[number], Row>(`
    SELECT d.state, d.subscriber, d.message, m.resend, b.state AS standing, o.closed_ms AS closedMs, s.date
    FROM deliveries d JOIN subscribers b ON b.id = d.subscriber JOIN openings o ON o.id = d.opening
      JOIN sessions s ON s.id = o.session LEFT JOIN messages m ON m.id = d.message
    WHERE d.id = ?
  `);
  const owe = sql.prepare<{ id: number; nowMs: number }>(`
    UPDATE deliveries SET state = 'pending', why = '${RETRIED_WHY}', attempts = 0, seen_ms = :nowMs,
      not_before_ms = :nowMs, settled_ms = NULL, message = NULL, capacity = NULL, shown_ms = NULL
    WHERE id = :id
  `);
  const dropIfEmpty = sql.prepare<[number]>(`
    DELETE FROM messages WHERE id = ? AND NOT EXISTS (SELECT 1 FROM deliveries WHERE message = messages.id)
  `);
  // The same key: who got it before can tell that it is the same message. Its age counts anew, or it would be too old.
  // After this nobody is sent it a third time; but X takes a post once, and what a crash left uncounted must be counted.
  const resend = sql.prepare<{ id: number; nowMs: number }>(`
    UPDATE messages SET state = 'resend', resend = iif(channel = 'twitter', max(resend, 1), 2), attempts = 0,
      composed_ms = :nowMs, seen_ms = :nowMs, not_before_ms = :nowMs
    WHERE id = :id
  `);
  const onTheWay = sql.prepare<[number]>(`
    UPDATE deliveries SET state = 'sending', why = '${RETRIED_WHY}', settled_ms = NULL WHERE message = ?
  `);
  const end = sql.prepare<[number, number]>(`
    UPDATE deliveries SET state = 'expired', why = '${DROPPED_WHY}', settled_ms = ? WHERE id = ?
  `);

  /** What speaks against sending it, beside how it ended. */
  function hindrance(id: number, row: Row, nowMs: number): DeliveryRefusal | null {
    if (row.standing !== 'active') return row.standing === 'paused' ? 'paused' : 'away';
    if (row.closedMs !== null || row.date < istDateOf(nowMs)) return 'slot';
    return unwanted.asksFor(row.subscriber, id) ? null : 'unwanted';
  }

  return {
    retry: (id, mayArriveTwice, nowMs) =>
      db.write(() => {
        const row = find.get(id);
        if (row === undefined) return 'none';
        const { state, message } = row;
        if (state === 'pending') return null;
        if (state === 'sent' || state === 'sending') return state;
        const against = hindrance(id, row, nowMs);
        if (against !== null) return against;
        if (message !== null && (state === 'unknown' || (row.resend ?? 0) > 0)) {
          if (!mayArriveTwice) return 'arrived';
          resend.run({ id: message, nowMs });
          onTheWay.run(message);
          return null;
        }
        owe.run({ id, nowMs });
        if (message !== null) dropIfEmpty.run(message);
        queue.replace(row.subscriber, nowMs);
        return null;
      }),
    drop: (id, nowMs) =>
      db.write(() => {
        const row = find.get(id);
        if (row === undefined) return 'none';
        if (row.state === 'sent' || row.state === 'sending') return row.state;
        if (row.state !== 'pending') return null;
        end.run(nowMs, id);
        queue.replace(row.subscriber, nowMs);
        return null;
      }),
  };
}
