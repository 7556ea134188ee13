// The statements by which slots, sessions and openings are read and written.
// They decide nothing: what a sight means and what follows from it is in `sights.ts`.
import type { AreaId } from '../../core/area.ts';
import type { IstDate } from '../../core/ist.ts';
import type { Dose } from '../../core/session.ts';
import type { Db } from '../database/db.ts';
import { SESSION_COLUMNS, type SessionRow } from '../session-row.ts';

export interface SlotRow {
  readonly dose: Dose;
  readonly capacity: number;
  readonly open: number;
  readonly epoch: number;
  readonly peak_band: number;
  readonly opening: number | null;
}

export type KnownSession = SessionRow & { readonly id: number };

export interface OpeningRow {
  readonly key: string;
  readonly opened_ms: number;
  readonly peak_capacity: number;
  readonly owed: number;
}

export type SlotSql = ReturnType<typeof slotSql>;

/** Rows come as SQLite has them: `open` is 0 or 1, times are wall ms. */
export function slotSql({ sql }: Db) {
  const columns = SESSION_COLUMNS.join(', ');
  const find = sql.prepare<[string, string], KnownSession>(
    `SELECT id, ${columns} FROM sessions WHERE source_id = ? AND session_id = ?`,
  );
  const insert = sql.prepare<SessionRow>(
    `INSERT INTO sessions (${columns}) VALUES (${SESSION_COLUMNS.map((name) => `:${name}`).join(', ')})`,
  );
  const update = sql.prepare<SessionRow & { id: number }>(
    `UPDATE sessions SET ${SESSION_COLUMNS.map((name) => `${name} = :${name}`).join(', ')} WHERE id = :id`,
  );
  const slotsOf = sql.prepare<[number], SlotRow>(
    'SELECT dose, capacity, open, epoch, peak_band, opening FROM slots WHERE session = ?',
  );
  const putSlot = sql.prepare<[number, string, number, number, number, number, number | null]>(`
    INSERT INTO slots (session, dose, capacity, open, epoch, peak_band, opening) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (session, dose) DO UPDATE SET capacity = excluded.capacity, open = excluded.open,
      epoch = excluded.epoch, peak_band = excluded.peak_band, opening = excluded.opening
  `);
  const open = sql.prepare<{
    key: string;
    session: number;
    dose: string;
    epoch: number;
    cools: 0 | 1;
    ms: number;
    capacity: number;
  }>(`
    INSERT INTO openings
      (key, session, dose, epoch, cools, opened_ms, seen_ms, first_capacity, capacity, peak_capacity)
    VALUES (:key, :session, :dose, :epoch, :cools, :ms, :ms, :capacity, :capacity, :capacity)
  `);
  const see = sql.prepare<{ id: number; ms: number; capacity: number }>(`
    UPDATE openings SET seen_ms = :ms, capacity = :capacity, peak_capacity = max(peak_capacity, :capacity)
    WHERE id = :id
  `);
  const close = sql.prepare<[number, string, number]>(
    'UPDATE openings SET closed_ms = max(opened_ms, ?), closed_why = ? WHERE id = ?',
  );
  const openingOf = sql.prepare<[number], OpeningRow>(
    'SELECT key, opened_ms, peak_capacity, owed FROM openings WHERE id = ?',
  );
  const openSessions = sql.prepare<
    [],
    { areaId: AreaId; pincode: string; sessionId: string; date: IstDate }
  >(`
    SELECT s.area_id AS areaId, s.pincode, s.session_id AS sessionId, s.date
    FROM (SELECT DISTINCT session FROM slots WHERE open = 1) x JOIN sessions s ON s.id = x.session
  `);
  const openCounts = sql.prepare<[], { areaId: AreaId; n: number }>(
    "SELECT name AS areaId, n FROM tallies WHERE kind = 'open' AND n > 0",
  );
  return {
    find,
    insert,
    update,
    slotsOf,
    putSlot,
    open,
    see,
    close,
    openingOf,
    openSessions,
    openCounts,
  };
}
