// One area as it can be looked back at: what is open there, and day by day what opened. It only reads, in steps each of
// which is short however much there is, so that whoever asks can let others run in between.
import type { AreaId } from '../../core/area.ts';
import type { IstDate } from '../../core/ist.ts';
import type { PastOpening } from '../../core/past-opening.ts';
import type { Db } from '../database/db.ts';
import { OPENING_SELECT, openingOf, type PastOpeningRow } from './history.ts';

export interface AreaHistory {
  /** Open now, the newest first, of days that are not before `today`. */
  open(areaId: AreaId, today: IstDate, limit: number): readonly PastOpening[];
  /** The next day after `date` for which the area ever had a slot; undefined: there is none. */
  nextDay(areaId: AreaId, date: IstDate): IstDate | undefined;
  /** What ever opened in the area for one day, at most `OPENINGS_A_DAY`. */
  ofDay(areaId: AreaId, date: IstDate): readonly PastTimes[];
  /** These openings, in the order in which they are named; those that were forgotten are left out. */
  byIds(ids: readonly number[]): readonly PastOpening[];
}

/** When something opened, and when it was gone (wall ms); null: it is open, or ended otherwise. */
export interface PastTimes {
  readonly id: number;
  readonly openedMs: number;
  readonly goneMs: number | null;
}

/** More than the largest district has in a day by far; they are read in a few milliseconds. */
const OPENINGS_A_DAY = 5_000;

/** How each step finds its rows: the area and the day first, never the whole country. */
export const AREA_HISTORY_SQL = {
  open: `
    SELECT x.opening FROM sessions s CROSS JOIN slots x INDEXED BY slots_open ON x.session = s.id
      JOIN openings o ON o.id = x.opening
    WHERE x.open = 1 AND s.area_id = :areaId AND s.date >= :today AND o.closed_ms IS NULL
    ORDER BY o.opened_ms DESC, o.id DESC LIMIT :limit + 0
  `,
  nextDay: 'SELECT min(date) FROM sessions WHERE area_id = ? AND date > ?',
  ofDay: `
    SELECT o.id, o.opened_ms AS openedMs, CASE o.closed_why WHEN 'gone' THEN o.closed_ms END AS goneMs
    FROM sessions s CROSS JOIN openings o ON o.session = s.id
    WHERE s.area_id = ? AND s.date = ? AND o.closed_why IS NOT 'moved' LIMIT ${OPENINGS_A_DAY}
  `,
} as const;

/** @throws StoreError from every method */
export function createAreaHistory(db: Db): AreaHistory {
  const open = db.sql
    .prepare<{ areaId: AreaId; today: string; limit: number }, number>(AREA_HISTORY_SQL.open)
    .pluck();
  const nextDay = db.sql.prepare<[AreaId, string], IstDate | null>(AREA_HISTORY_SQL.nextDay).pluck();
  const ofDay = db.sql.prepare<[AreaId, string], PastTimes>(AREA_HISTORY_SQL.ofDay);
  const byId = db.sql.prepare<[number], PastOpeningRow>(`
    SELECT ${OPENING_SELECT} FROM openings o JOIN sessions s ON s.id = o.session WHERE o.id = ?
  `);

  const read = (ids: readonly number[]) =>
    ids
      .map((id) => byId.get(id))
      .filter((row) => row !== undefined)
      .map(openingOf);

  return {
    open: (areaId, today, limit) => db.read(() => read(open.all({ areaId, today, limit }))),
    nextDay: (areaId, date) => db.read(() => nextDay.get(areaId, date) ?? undefined),
    ofDay: (areaId, date) => db.read(() => ofDay.all(areaId, date)),
    byIds: (ids) => db.read(() => read(ids)),
  };
}
