// The transactions in which news of the poller becomes openings, closings and deliveries, and what others ask of the
// slots. What news does to a slot is said in `sights.ts`. It never reads a clock and sends nothing.
import type { AreaId } from '../../core/area.ts';
import type { NovelBatch } from '../../core/batch.ts';
import { type IstDate, istDateOf } from '../../core/ist.ts';
import type { FeedItem } from '../../core/snapshot.ts';
import { ageText } from '../../core/text/parts.ts';
import type { Db } from '../database/db.ts';
import type { FanOut } from '../deliveries/fan-out.ts';
import type { Joining } from '../deliveries/join.ts';
import type { Places } from '../places.ts';
import type { Forgetting } from './forget.ts';
import { type Change, createSights } from './sights.ts';
import { type OpeningRow, slotSql } from './slot-sql.ts';

/** Pairs of opening and subscription (or rows) that one transaction looks at unless told otherwise. */
const USUAL_LIMIT = 1000;
/** What it costs to record a session, in pairs of opening and subscription that could be looked at instead. */
export const ROW_COST = 5;

/** A line for the feed; the source knows the area's name. */
export type SlotNews = Omit<FeedItem, 'areaName'> & {
  readonly areaId: AreaId;
  readonly openingKey: string;
};

/** What a transaction did of the work there was. */
export interface Worked {
  /** Deliveries added. */
  readonly owed: number;
  /** Whether `fanOut` must go on. */
  readonly more: boolean;
  /** Pairs and rows looked at, as `limit` counts them. */
  readonly spent: number;
}

export interface RecordResult extends Worked {
  /** What opened and closed, in the order of the batches. `owed` of an opening counts what is written so far. */
  readonly feed: readonly SlotNews[];
}

export interface Slots {
  /**
   * Takes the news of some answers, durably, as one transaction, and goes on with what is left to do.
   * @param limit pairs of opening and subscription (or rows) to look at in this transaction (default 1,000), of which
   *   a session or an absence takes `ROW_COST`: usual openings are done within
   * @throws StoreError when nothing was kept, of none of them
   */
  record(batches: readonly NovelBatch[], nowMs: number, limit?: number): RecordResult;
  /** Goes on with what `record`, `joinAreas` and `forgetPast` left, also after a crash; `limit` as `record`'s. */
  fanOut(nowMs: number, limit: number): Worked;
  /**
   * Tells the newcomers of areas whose answer is recent and wholly recorded what is open now (R6);
   * `fanOut` serves those beyond the first. Returns how many deliveries it added.
   */
  joinAreas(areaIds: readonly AreaId[], nowMs: number): number;
  /** Open sessions the areas' answers are expected to show; for a pincode's area, those at the pincode. */
  openSessions(areaIds: readonly AreaId[]): ReadonlyMap<AreaId, readonly OpenSession[]>;
  /** Open slots (doses) by area; areas without any are left out. */
  openSlotCounts(): ReadonlyMap<AreaId, number>;
  /**
   * Ends what is past: slots of days before `today` close without a word; `fanOut` prunes what is long past. Called with
   * an earlier day than last, it takes back what was ended too soon.
   */
  forgetPast(today: IstDate, nowMs: number): void;
}

export interface OpenSession {
  readonly sessionId: string;
  readonly date: IstDate;
}

/** The parts must be of the same `db`: they do their work inside its transactions. */
export function createSlots(
  db: Db,
  places: Places,
  fanOut: FanOut,
  joining: Joining,
  forgetting: Forgetting,
): Slots {
  const rows = slotSql(db);
  const sights = createSights(rows, places, fanOut);

  function newsOf({ kind, session, dose, capacity, openingId, atMs }: Change): SlotNews {
    const opening = rows.openingOf.get(openingId) as OpeningRow;
    return {
      kind,
      atMs,
      areaId: session.areaId,
      openingKey: opening.key,
      centreName: session.centre.name,
      pincode: session.centre.pincode,
      date: session.date,
      vaccine: session.vaccine,
      ageText: ageText(session.ageMinYears, session.ageMaxYears),
      dose,
      capacity: kind === 'opened' ? capacity : opening.peak_capacity,
      lastedMs: kind === 'opened' ? null : Math.max(0, atMs - opening.opened_ms),
      owed: opening.owed,
    };
  }

  function more(): boolean {
    return fanOut.more() || joining.more() || forgetting.more();
  }

  /** @param taken of the limit, by what was recorded before */
  function goOn(nowMs: number, limit: number, taken: number): Worked {
    const budget = { left: limit - taken };
    const owed = fanOut.run(nowMs, budget) + joining.run(nowMs, budget);
    forgetting.run(budget);
    return { owed, more: more(), spent: limit - budget.left };
  }

  return {
    record: (batches, nowMs, limit = USUAL_LIMIT) =>
      db.write(() => {
        const today = istDateOf(nowMs);
        const changes: Change[] = [];
        let rowCount = 0;
        for (const batch of batches) {
          rowCount += batch.sessions.length + batch.absent.length;
          sights.record(batch, today, changes);
        }
        const worked = goOn(nowMs, limit, rowCount * ROW_COST);
        return { ...worked, feed: changes.map(newsOf) };
      }),
    fanOut: (nowMs, limit) => db.write(() => goOn(nowMs, limit, 0)),
    joinAreas(areaIds, nowMs) {
      // Every answer with news asks this, and hardly ever is anybody new.
      if (!db.read(joining.anybody)) return 0;
      return db.write(() => {
        joining.grant(areaIds);
        return joining.run(nowMs, { left: USUAL_LIMIT });
      });
    },
    openSessions: (areaIds) =>
      db.read(() => {
        const found = new Map(areaIds.map((id): [AreaId, OpenSession[]] => [id, []]));
        for (const { areaId, pincode, sessionId, date } of rows.openSessions.all()) {
          found.get(areaId)?.push({ sessionId, date });
          const ownArea = places.pinAreaId(pincode);
          if (ownArea !== areaId) found.get(ownArea)?.push({ sessionId, date });
        }
        return found;
      }),
    openSlotCounts: () => db.read(() => new Map(rows.openCounts.all().map(({ areaId, n }) => [areaId, n]))),
    forgetPast: (today, nowMs) =>
      db.write(() => {
        forgetting.past(today, nowMs);
        fanOut.run(nowMs, { left: USUAL_LIMIT });
      }),
  };
}
