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

/** Pairs of opening and subscription that `record` looks at itself; usual openings are done within. */
const RECORD_BUDGET = 1000;

/** A line for the feed; `main` knows the area's name. */
export type SlotNews = Omit<FeedItem, 'areaName'> & {
  readonly areaId: AreaId;
  readonly openingKey: string;
};

export interface RecordResult {
  /** What opened and closed, in the order of the batch. `owed` of an opening counts what is written so far. */
  readonly feed: readonly SlotNews[];
  /** Deliveries added. */
  readonly owed: number;
  /** Whether `fanOut` must go on. */
  readonly more: boolean;
}

export interface Slots {
  /** Takes the news of one answer, durably, as one transaction. @throws StoreError when nothing was kept */
  record(batch: NovelBatch, nowMs: number): RecordResult;
  /**
   * Goes on with what `record`, `joinAreas` and `forgetPast` left, also after a crash.
   * @param limit pairs of opening and subscription (or rows) to look at in this transaction
   */
  fanOut(nowMs: number, limit: number): { readonly owed: number; readonly more: boolean };
  /**
   * Tells the newcomers of areas whose answer is recent and wholly recorded what is open now (R6);
   * `fanOut` serves those beyond the first. Returns how many deliveries it added.
   */
  joinAreas(areaIds: readonly AreaId[], nowMs: number): number;
  /** Open sessions an area's answer is expected to show; for a pincode's area, those at the pincode. */
  openSessions(areaId: AreaId): readonly { readonly sessionId: string; readonly date: IstDate }[];
  /** Open slots (doses) by area; areas without any are left out. */
  openSlotCounts(): ReadonlyMap<AreaId, number>;
  /** Ends what is past: slots of days before `today` close without a word; `fanOut` prunes what is long past. */
  forgetPast(today: IstDate, nowMs: number): void;
}

interface Change {
  readonly kind: FeedItem['kind'];
  readonly session: SessionFacts;
  readonly dose: Dose;
  readonly capacity: number;
  readonly openingId: number;
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

  function recordSession(session: Session, batch: NovelBatch, nowMs: number, changes: Change[]): void {
    // An old answer may still list a day that is over; opening it would tell people of yesterday.
    if (session.date < istDateOf(nowMs)) return;
    const known = rows.find.get(session.sourceId, session.sessionId);
    if (known === undefined && !isOpen(session)) return;
    const row = rowOf({ ...session, areaId: areaToKeep(session.areaId, known) });
    const facts = factsOf(row);
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
      changes.push({ kind: 'opened', session: facts, dose, capacity, openingId });
    } else if (change === 'closed' && openingId !== null) {
      closeSlot(openingId, 'gone', batch.answeredAtMs);
      changes.push({ kind: 'closed', session: facts, dose, capacity: 0, openingId });
    } else if (next.open && openingId !== null) {
      rows.see.run({ id: openingId, ms: batch.answeredAtMs, capacity });
      if (change === 'risen' || seen.matching) {
        fanOut.open(openingId, facts.areaId, capacity, batch.answeredAtMs);
      }
    }
    if (slot !== undefined || next.epoch > 0) putState(id, dose, next, openingId);
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
    fanOut.open(openingId, facts.areaId, next.capacity, ms);
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
        changes.push({ kind: 'closed', session: facts, dose, capacity: 0, openingId: slot.opening });
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
      });
    }
  }

  function putState(id: number, dose: Dose, state: SlotState, openingId: number | null): void {
    rows.putSlot.run(id, dose, state.capacity, state.open ? 1 : 0, state.epoch, state.peakBand, openingId);
  }

  function newsOf({ kind, session, dose, capacity, openingId }: Change, atMs: number): SlotNews {
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

  return {
    record: (batch, nowMs) =>
      db.write(() => {
        const changes: Change[] = [];
        for (const session of batch.sessions) recordSession(session, batch, nowMs, changes);
        for (const sessionId of batch.absent) recordAbsence(sessionId, batch, changes);
        const owed = fanOut.run(nowMs, { left: RECORD_BUDGET });
        return { feed: changes.map((change) => newsOf(change, batch.answeredAtMs)), owed, more: more() };
      }),
    fanOut: (nowMs, limit) =>
      db.write(() => {
        const budget = { left: limit };
        const owed = fanOut.run(nowMs, budget) + joining.run(nowMs, budget);
        forgetting.run(budget);
        return { owed, more: more() };
      }),
    joinAreas: (areaIds, nowMs) =>
      db.write(() => {
        joining.grant(areaIds);
        return joining.run(nowMs, { left: RECORD_BUDGET });
      }),
    openSessions: (areaId) => db.read(() => rows.openInArea.all(areaId, places.pincodeOf(areaId))),
    openSlotCounts: () => db.read(() => new Map(rows.openCounts.all().map(({ areaId, n }) => [areaId, n]))),
    forgetPast: (today, nowMs) =>
      db.write(() => {
        forgetting.past(today, nowMs);
        fanOut.run(nowMs, { left: RECORD_BUDGET });
      }),
  };
}

function stateOf(slot: SlotRow): SlotState {
  return { capacity: slot.capacity, open: slot.open === 1, epoch: slot.epoch, peakBand: slot.peak_band };
}
