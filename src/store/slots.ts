// The state of every slot, and the one transaction in which news of the poller becomes openings, closings and
// deliveries. What a new sight of a slot means is `core/detect.ts`'s to say. It never reads a clock and sends nothing.
import { openingKey } from '../core/alert.ts';
import type { AreaId } from '../core/area.ts';
import type { NovelBatch } from '../core/batch.ts';
import { detect, type SlotState, UNSEEN } from '../core/detect.ts';
import { type IstDate, istDateOf } from '../core/ist.ts';
import { DOSES, type Dose, isOpen, type Session } from '../core/session.ts';
import type { FeedItem } from '../core/snapshot.ts';
import { ageText } from '../core/text/parts.ts';
import type { Db } from './db.ts';
import type { FanOut } from './fan-out.ts';
import type { Forgetting } from './forget.ts';
import type { Joining } from './join.ts';
import type { Places } from './places.ts';
import { changeOf, factsOf, rowOf, type SessionFacts } from './session-row.ts';
import { type KnownSession, type OpeningRow, type SlotRow, slotSql } from './slot-sql.ts';

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
  /** Ends what is past: slots of days before `today` close without a word; `fanOut` prunes what is long past. */
  forgetPast(today: IstDate, nowMs: number): void;
}

export interface OpenSession {
  readonly sessionId: string;
  readonly date: IstDate;
}

interface Change {
  readonly kind: FeedItem['kind'];
  readonly session: SessionFacts;
  readonly dose: Dose;
  readonly capacity: number;
  readonly openingId: number;
  readonly atMs: number;
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

  function recordSession(session: Session, batch: NovelBatch, today: IstDate, changes: Change[]): void {
    // An old answer may still list a day that is over; opening it would tell people of yesterday.
    if (session.date < today) return;
    const known = rows.find.get(session.sourceId, session.sessionId);
    if (known === undefined && !isOpen(session)) return;
    const facts = { ...session, areaId: areaToKeep(session.areaId, known) };
    const row = rowOf(facts);
    const change = known === undefined ? 'none' : changeOf(known, row);
    const id = known?.id ?? Number(rows.insert.run(row).lastInsertRowid);
    if (change !== 'none') rows.update.run({ ...row, id });

    const slots = new Map(rows.slotsOf.all(id).map((slot) => [slot.dose, slot]));
    closeUnspoken(id, session, facts, slots, batch.answeredAtMs, changes);
    for (const dose of DOSES) {
      const capacity = session.capacity[dose];
      if (capacity === undefined) continue;
      sight({ id, facts, dose, capacity, slots, matching: change === 'matching' }, batch, changes);
    }
  }

  /** A pincode's own area never takes a session away from its district, whose subscribers it concerns. */
  function areaToKeep(areaId: AreaId, known: KnownSession | undefined): AreaId {
    if (known === undefined || places.pincodeOf(areaId) === null) return areaId;
    return places.pincodeOf(known.area_id) === null ? known.area_id : areaId;
  }

  /** What is seen of one dose. */
  function sight(
    seen: {
      readonly id: number;
      readonly facts: SessionFacts;
      readonly dose: Dose;
      readonly capacity: number;
      readonly slots: ReadonlyMap<Dose, SlotRow>;
      /** Whether what decides about matching changed since the session was last seen. */
      readonly matching: boolean;
    },
    batch: NovelBatch,
    changes: Change[],
  ): void {
    const { id, facts, dose, capacity } = seen;
    const slot = seen.slots.get(dose);
    const state = slot === undefined ? UNSEEN : stateOf(slot);
    const { change, next } = detect(state, capacity);
    let openingId = slot?.opening ?? null;
    if (change === 'opened') {
      openingId = openSlot(id, facts, dose, next, [...seen.slots.keys()], batch.answeredAtMs);
      changes.push({ kind: 'opened', session: facts, dose, capacity, openingId, atMs: batch.answeredAtMs });
    } else if (change === 'closed' && openingId !== null) {
      closeSlot(openingId, 'gone', batch.answeredAtMs);
      changes.push({
        kind: 'closed',
        session: facts,
        dose,
        capacity: 0,
        openingId,
        atMs: batch.answeredAtMs,
      });
    } else if (next.open && openingId !== null) {
      rows.see.run({ id: openingId, ms: batch.answeredAtMs, capacity });
      if (change === 'risen' || seen.matching) {
        fanOut.open(openingId, placeOf(facts), capacity, batch.answeredAtMs);
      }
    }
    if (!isSame(slot, next, openingId)) putState(id, dose, next, openingId);
  }

  function openSlot(
    id: number,
    facts: SessionFacts,
    dose: Dose,
    next: SlotState,
    dosesBefore: readonly Dose[],
    ms: number,
  ): number {
    // Also a dose told until now under another name (a total that became doses) is no first opening.
    const renamed = dosesBefore.some((before) => (before === 'any') !== (dose === 'any'));
    const { lastInsertRowid } = rows.open.run({
      key: openingKey(facts.sourceId, facts.sessionId, dose, next.epoch),
      session: id,
      dose,
      epoch: next.epoch,
      cools: next.epoch > 1 || renamed ? 1 : 0,
      ms,
      capacity: next.capacity,
    });
    const openingId = Number(lastInsertRowid);
    fanOut.open(openingId, placeOf(facts), next.capacity, ms);
    return openingId;
  }

  function closeSlot(openingId: number, why: 'gone' | 'moved', ms: number): void {
    rows.close.run(ms, why, openingId);
    fanOut.close(openingId);
  }

  /** A session that now speaks of doses speaks no more of "any", and the other way round. */
  function closeUnspoken(
    id: number,
    session: Session,
    facts: SessionFacts,
    slots: ReadonlyMap<Dose, SlotRow>,
    ms: number,
    changes: Change[],
  ): void {
    const saysDoses = session.capacity['1'] !== undefined || session.capacity['2'] !== undefined;
    const saysAny = session.capacity.any !== undefined;
    if (saysDoses === saysAny) return;
    const why = isOpen(session) ? 'moved' : 'gone';
    for (const [dose, slot] of slots) {
      if (slot.open === 0 || slot.opening === null || (dose === 'any') === saysAny) continue;
      closeSlot(slot.opening, why, ms);
      putState(id, dose, detect(stateOf(slot), 0).next, slot.opening);
      if (why === 'gone') {
        changes.push({
          kind: 'closed',
          session: facts,
          dose,
          capacity: 0,
          openingId: slot.opening,
          atMs: ms,
        });
      }
    }
  }

  function recordAbsence(sessionId: string, batch: NovelBatch, changes: Change[]): void {
    const known = rows.find.get(places.sourceId, sessionId);
    if (known === undefined) return;
    for (const slot of rows.slotsOf.all(known.id)) {
      if (slot.open === 0 || slot.opening === null) continue;
      closeSlot(slot.opening, 'gone', batch.answeredAtMs);
      putState(known.id, slot.dose, detect(stateOf(slot), 0).next, slot.opening);
      changes.push({
        kind: 'closed',
        session: factsOf(known),
        dose: slot.dose,
        capacity: 0,
        openingId: slot.opening,
        atMs: batch.answeredAtMs,
      });
    }
  }

  function putState(id: number, dose: Dose, state: SlotState, openingId: number | null): void {
    rows.putSlot.run(id, dose, state.capacity, state.open ? 1 : 0, state.epoch, state.peakBand, openingId);
  }

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
          for (const session of batch.sessions) recordSession(session, batch, today, changes);
          for (const sessionId of batch.absent) recordAbsence(sessionId, batch, changes);
        }
        const worked = goOn(nowMs, limit, rowCount * ROW_COST);
        return { ...worked, feed: changes.map(newsOf) };
      }),
    fanOut: (nowMs, limit) => db.write(() => goOn(nowMs, limit, 0)),
    joinAreas: (areaIds, nowMs) =>
      db.write(() => {
        joining.grant(areaIds);
        return joining.run(nowMs, { left: USUAL_LIMIT });
      }),
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

function placeOf({ areaId, centre }: SessionFacts) {
  return { areaId, pincode: centre.pincode };
}

/** Whether there is nothing to write; a dose that never opened is not written down. */
function isSame(slot: SlotRow | undefined, next: SlotState, openingId: number | null): boolean {
  if (slot === undefined) return next.epoch === 0;
  return (
    slot.capacity === next.capacity &&
    slot.open === (next.open ? 1 : 0) &&
    slot.epoch === next.epoch &&
    slot.peak_band === next.peakBand &&
    slot.opening === openingId
  );
}

function stateOf(slot: SlotRow): SlotState {
  return { capacity: slot.capacity, open: slot.open === 1, epoch: slot.epoch, peakBand: slot.peak_band };
}
