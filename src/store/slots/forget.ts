// Forgetting: a session ends when its day is past in India, and leaves the database a month later together with
// its openings and deliveries. Never earlier: as long as a session could come back, what was told of it is known.
import { addDays, type IstDate } from '../../core/ist.ts';
import type { Db } from '../database/db.ts';
import type { Budget, FanOut } from '../deliveries/fan-out.ts';

/** How long sessions are kept after their day. */
export const KEPT_DAYS = 30;

export interface Forgetting {
  /** Closes, without a word to anybody, what is still open of days before `today`. */
  past(today: IstDate, nowMs: number): void;
  /** Deletes what is long past, until the budget is spent. */
  run(budget: Budget): void;
  more(): boolean;
}

/** Every method belongs inside a transaction of the caller's. */
export function createForgetting({ sql }: Db, fanOut: FanOut): Forgetting {
  const stillOpen = sql.prepare<[string], { session: number; dose: string; opening: number | null }>(`
    SELECT x.session, x.dose, x.opening FROM slots x JOIN sessions s ON s.id = x.session
    WHERE x.open = 1 AND s.date < ?
  `);
  const shut = sql.prepare<[number, string]>(
    'UPDATE slots SET open = 0, capacity = 0 WHERE session = ? AND dose = ?',
  );
  const close = sql.prepare<[number, number]>(
    "UPDATE openings SET closed_ms = max(opened_ms, ?), closed_why = 'past' WHERE id = ?",
  );
  const keepFrom = sql.prepare<[string]>("INSERT OR REPLACE INTO meta (name, value) VALUES ('kept-from', ?)");
  const oldest = sql.prepare<[], { id: number }>(`
    SELECT s.id FROM sessions s
    WHERE s.date < (SELECT value FROM meta WHERE name = 'kept-from') ORDER BY s.date LIMIT 1
  `);
  const deliveries = sql.prepare<[number, number], { id: number; message: number | null }>(`
    SELECT d.id, d.message FROM openings o JOIN deliveries d ON d.opening = o.id WHERE o.session = ? LIMIT ?
  `);
  const dropDelivery = sql.prepare<[number]>('DELETE FROM deliveries WHERE id = ?');
  const dropEmptyMessage = sql.prepare<[number]>(`
    DELETE FROM messages WHERE id = ? AND NOT EXISTS (SELECT 1 FROM deliveries WHERE message = messages.id)
  `);
  const dropSession = sql.prepare<[number]>('DELETE FROM sessions WHERE id = ?');

  return {
    past(today, nowMs) {
      for (const { session, dose, opening } of stillOpen.all(today)) {
        shut.run(session, dose);
        if (opening === null) continue;
        close.run(nowMs, opening);
        fanOut.close(opening);
      }
      keepFrom.run(addDays(today, -KEPT_DAYS));
    },
    run(budget) {
      while (budget.left > 0) {
        const session = oldest.get();
        if (session === undefined) return;
        const size = budget.left;
        const rows = deliveries.all(session.id, size);
        for (const { id } of rows) dropDelivery.run(id);
        for (const message of new Set(rows.map((row) => row.message))) {
          if (message !== null) dropEmptyMessage.run(message);
        }
        if (rows.length < size) dropSession.run(session.id);
        budget.left -= Math.max(1, rows.length);
      }
    },
    more: () => oldest.get() !== undefined,
  };
}
