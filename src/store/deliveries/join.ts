// R6: whoever subscribes, resumes or comes back is told of what is open now. Newcomers wait until their area has a
// good and recent answer, then are served in bounded steps, whose progress is kept in the database: who was not served
// before a crash waits for the next such answer.
// Subscriptions to every area do not join: a public account is not flooded with the whole country.
import type { AreaId } from '../../core/area.ts';
import { type IstDate, istDateOf } from '../../core/ist.ts';
import { bandOf } from '../../core/session.ts';
import type { Db } from '../database/db.ts';
import { type Places, pinWatch } from '../places.ts';
import { SESSION_SELECT } from '../session-row.ts';
import type { Budget } from './fan-out.ts';
import { CANDIDATE_SELECT, type Candidate, type Offering } from './offering.ts';
import { type OfferRow, type Owing, offerOf } from './owe.ts';

/** Newcomers of one place served together at most. */
const TOGETHER = 1000;
/** What it costs to look for a place's newcomers and open slots, as deliveries that could be written instead. */
const LOOK_COST = 20;

export interface Joining {
  /** Whether there is any newcomer at all. */
  anybody(): boolean;
  /** Lets the newcomers of areas be told what is open. A pincode's own area also serves those who follow the pincode. */
  grant(areaIds: readonly AreaId[]): void;
  /** Serves newcomers until the budget is spent; returns how many deliveries it added. */
  run(nowMs: number, budget: Budget): number;
  more(): boolean;
}

/** Every method belongs inside a transaction of the caller's. */
export function createJoining({ sql }: Db, places: Places, owing: Owing, offering: Offering): Joining {
  /** The places whose newcomers are to be told now, in the order they take turns. */
  const granted = new Set<string>();
  const anyWaiting = sql.prepare<[], { one: 1 }>(
    'SELECT 1 AS one FROM subscriptions WHERE joining = 1 LIMIT 1',
  );
  const newcomers = sql.prepare<[string], Candidate>(`
    SELECT ${CANDIDATE_SELECT}
    FROM subscriptions w JOIN subscribers b ON b.id = w.subscriber
    WHERE w.joining = 1 AND w.watch = ? AND w.paused = 0 AND b.state = 'active' LIMIT ${TOGETHER}
  `);
  const OPEN_SLOTS = `
    SELECT o.id AS opening, o.session, o.dose, o.cools, o.capacity, ${SESSION_SELECT}
    FROM slots x JOIN sessions s ON s.id = x.session JOIN openings o ON o.id = x.opening
    WHERE x.open = 1 AND s.date >= ?
  `;
  const openInArea = sql.prepare<[string, string], OfferRow>(`${OPEN_SLOTS} AND s.area_id = ? ORDER BY o.id`);
  const openInPincode = sql.prepare<[string, string], OfferRow>(
    `${OPEN_SLOTS} AND s.pincode = ? ORDER BY o.id`,
  );
  // A slot that had more doses before they came must rise anew for those who wait for more than there are now.
  const forgetPeak = sql.prepare<{ band: number; session: number; dose: string }>(`
    UPDATE slots SET peak_band = :band WHERE session = :session AND dose = :dose AND peak_band > :band
  `);
  const joined = sql.prepare<[number]>('UPDATE subscriptions SET joining = NULL WHERE id = ?');

  function openAt(newcomer: Candidate, today: IstDate): OfferRow[] {
    if (newcomer.areaId !== null) return openInArea.all(today, newcomer.areaId);
    return newcomer.pincode === null ? [] : openInPincode.all(today, newcomer.pincode);
  }

  return {
    anybody: () => anyWaiting.get() !== undefined,
    grant(areaIds) {
      for (const areaId of areaIds) {
        granted.add(areaId);
        const pincode = places.pincodeOf(areaId);
        if (pincode !== null) granted.add(pinWatch(pincode));
      }
    },
    run(nowMs, budget) {
      let added = 0;
      for (const watch of [...granted]) {
        if (budget.left <= 0) break;
        budget.left -= 1;
        const group = newcomers.all(watch);
        const [first] = group;
        // Only what an earlier transaction served is done: this one may yet fail.
        granted.delete(watch);
        if (first === undefined) continue;
        // Others wait, too.
        granted.add(watch);
        // They are owed from the moment they joined, not from when the slot was seen.
        const rows = openAt(first, istDateOf(nowMs));
        const offers = rows.map((row) => offerOf(row, nowMs));
        if (group.some(({ minCapacity }) => minCapacity > 1)) {
          for (const { session, dose, capacity } of rows)
            forgetPeak.run({ band: bandOf(capacity), session, dose });
        }
        budget.left -= LOOK_COST;
        for (const newcomer of group) {
          added += offering.offer(offers, newcomer, nowMs);
          joined.run(newcomer.id);
          budget.left -= Math.max(1, offers.length);
          if (budget.left <= 0) break;
        }
        for (const { opening } of offers) owing.count(opening);
      }
      return added;
    },
    more: () => granted.size > 0,
  };
}
