// What an answer shows of sessions, written down: the state of each slot, and the openings and closings that follow from
// it. What a new sight of a slot means is `core/detect.ts`'s to say; who wants it is the fan-out's to find.
import { openingKey } from '../../core/alert.ts';
import type { AreaId } from '../../core/area.ts';
import type { NovelBatch } from '../../core/batch.ts';
import { detect, type SlotState, UNSEEN } from '../../core/detect.ts';
import type { IstDate } from '../../core/ist.ts';
import { DOSES, type Dose, isOpen, type Session } from '../../core/session.ts';
import type { FanOut } from '../deliveries/fan-out.ts';
import type { Places } from '../places.ts';
import { changeOf, factsOf, rowOf, type SessionFacts } from '../session-row.ts';
import type { KnownSession, SlotRow, SlotSql } from './slot-sql.ts';

/** A slot that opened or closed. */
export interface Change {
  readonly kind: 'opened' | 'closed';
  readonly session: SessionFacts;
  readonly dose: Dose;
  readonly capacity: number;
  readonly openingId: number;
  readonly atMs: number;
}

export interface Sights {
  /** Takes what one answer brought; what opened and closed by it goes to `changes`, in its order. */
  record(batch: NovelBatch, today: IstDate, changes: Change[]): void;
}

/** Every method belongs inside a transaction of the caller's. */
export function createSights(rows: SlotSql, places: Places, fanOut: FanOut): Sights {
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
      changes.push(closedOne(facts, dose, openingId, batch.answeredAtMs));
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
      if (why === 'gone') changes.push(closedOne(facts, dose, slot.opening, ms));
    }
  }

  function recordAbsence(sessionId: string, batch: NovelBatch, changes: Change[]): void {
    const known = rows.find.get(places.sourceId, sessionId);
    if (known === undefined) return;
    for (const slot of rows.slotsOf.all(known.id)) {
      if (slot.open === 0 || slot.opening === null) continue;
      closeSlot(slot.opening, 'gone', batch.answeredAtMs);
      putState(known.id, slot.dose, detect(stateOf(slot), 0).next, slot.opening);
      changes.push(closedOne(factsOf(known), slot.dose, slot.opening, batch.answeredAtMs));
    }
  }

  function putState(id: number, dose: Dose, state: SlotState, openingId: number | null): void {
    rows.putSlot.run(id, dose, state.capacity, state.open ? 1 : 0, state.epoch, state.peakBand, openingId);
  }

  return {
    record(batch, today, changes) {
      for (const session of batch.sessions) recordSession(session, batch, today, changes);
      for (const sessionId of batch.absent) recordAbsence(sessionId, batch, changes);
    },
  };
}

function closedOne(session: SessionFacts, dose: Dose, openingId: number, atMs: number): Change {
  return { kind: 'closed', session, dose, capacity: 0, openingId, atMs };
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
