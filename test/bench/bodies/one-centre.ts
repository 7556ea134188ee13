// Answers whose sessions a scenario chooses itself: one centre with as many sessions as wanted, all open or none.
import type { IstDate } from '../../../src/core/ist.ts';
import { type DistrictName, makeCentres, type SessionRow, withCapacity } from './district.ts';
import { randomOf } from './random.ts';

const DOSES_LEFT = 20;

/** JSON of an answer with `sessions` sessions; the same ids whenever asked for the same district and number. */
export function oneCentreBody(
  district: DistrictName,
  sessions: number,
  firstDate: IstDate,
  open: boolean,
): Buffer {
  const rows = makeCentres(randomOf(district.id), district, sessions, firstDate).map((centre) => ({
    ...centre,
    sessions: centre.sessions.map((session): SessionRow => withCapacity(session, open ? DOSES_LEFT : 0, 0)),
  }));
  return Buffer.from(JSON.stringify({ centers: rows }));
}
