// Forgetting: a session ends when its day is past in India, and leaves the database a month later together with
// its openings and deliveries. Never earlier: as long as a session could come back, what was told of it is known.
// When a clock that was ahead is set right, what ended before its day goes on where it was.
import { addDays, type IstDate } from '../../core/ist.ts';
import type { Db } from '../database/db.ts';
import type { Budget, FanOut, OpenAt } from '../deliveries/fan-out.ts';

/** How long sessions are kept after their day. */
export const KEPT_DAYS = 30;

export interface Forgetting {
  /**
   * Closes, without a word to anybody, what is still open of days before `today`; when `today` is before the day it was
   * called with last, what was closed so of `today` and later is open again, for those who were not told yet.
   */
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
  const keptFrom = sql.prepare<[], { value: IstDate }>("SELECT value FROM meta WHERE name = 'kept-from'");
  const closedTooSoon = sql.prepare<
    [string],
    { session: number; dose: string; opening: number; capacity: number; seenMs: number } & OpenAt
  >(`
    SELECT x.session, x.dose, x.opening, o.capacity, o.seen_ms AS seenMs, s.area_id AS areaId, s.pincode
    FROM sessions s JOIN slots x ON x.session = s.id JOIN openings o ON o.id = x.opening
    WHERE s.date >= ? AND x.open = 0 AND o.closed_why = 'past'
  `);
  const reopenSlot = sql.prepare<[number, number, string]>(
    'UPDATE slots SET open = 1, capacity = ? WHERE session = ? AND dose = ?',
  );
  const reopen = sql.prepare<[number]>(
    'UPDATE openings SET closed_ms = NULL, closed_why = NULL WHERE id = ?',
  );
  const oldest = sql.prepare<[], { id: number }>(`
    SELECT s.id FROM sessions s
    WHERE s.date < (SELECT value FROM meta WHERE name = 'kept-from') ORDER BY s.date LIMIT 1
  `);
  const deliveries = sql.prepare<[number, number], { id: number; message: number | null }>(`
    SELECT d.id, d.message FROM openings o JOIN deliveries d ON d.opening = o.id WHERE o.session = ? LIMIT ? + 0
  `);
  const dropDelivery = sql.prepare<[number]>('DELETE FROM deliveries WHERE id = ?');
  const dropEmptyMessage = sql.prepare<[number]>(`
    DELETE FROM messages WHERE id = ? AND NOT EXISTS (SELECT 1 FROM deliveries WHERE message = messages.id)
  `);
  const dropSession = sql.prepare<[number]>('DELETE FROM sessions WHERE id = ?');

  /** The same opening goes on, so that whoever was told of it is not told again. */
  function goOn(today: IstDate): void {
    for (const { session, dose, opening, capacity, seenMs, ...at } of closedTooSoon.all(today)) {
      reopenSlot.run(capacity, session, dose);
      reopen.run(opening);
      fanOut.open(opening, at, capacity, seenMs);
    }
  }

  return {
    past(today, nowMs) {
      const before = keptFrom.get()?.value;
      if (before !== undefined && addDays(today, -KEPT_DAYS) < before) goOn(today);
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
