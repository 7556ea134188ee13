// Openings offered to one subscriber: what suits their wish is owed to them, and they take their place in line for it.
// The fan-out and newcomers share it, so that the same wish is promised the same. Who wants what is `core/match.ts`'s.
import type { AreaId } from '../../core/area.ts';
import { LONGEST_WAIT_MS } from '../../core/backoff.ts';
import { mismatch } from '../../core/match.ts';
import { quietUntilMs } from '../../core/quiet.ts';
import type { Filters, Place } from '../../core/subscription.ts';
import { type QuietColumns, quietOf } from '../people/person-rows.ts';
import type { OwableOffer, Owed, Owing } from './owe.ts';
import type { Queue } from './queue.ts';

/** A subscription, and the place in line of whose it is. */
export interface Candidate extends Filters, Place, Owed, QuietColumns {
  readonly id: number;
  /** Null: never alerted. */
  readonly toldOfMs: number | null;
  readonly broadcast: 0 | 1;
}

/** The columns of `Candidate` for a SELECT `FROM subscriptions w JOIN subscribers b`. */
export const CANDIDATE_SELECT = `w.id, w.area_id AS areaId, w.pincode, w.dose, w.age_years AS ageYears, w.vaccine, w.fee,
  w.min_capacity AS minCapacity, w.subscriber AS subscriberId, b.channel, b.told_of_ms AS toldOfMs, b.broadcast,
  b.quiet_from AS quietFrom, b.quiet_to AS quietTo`;

export interface Offering {
  /** Returns how many of the openings they are owed by it. */
  offer(offers: readonly OwableOffer[], candidate: Candidate, nowMs: number): number;
}

/** Every method belongs inside a transaction of the caller's. */
export function createOffering(owing: Owing, queue: Queue): Offering {
  /** By area, when the first of what one candidate is owed falls due, and the oldest answer that showed any of it. */
  const places = new Map<AreaId, { dueMs: number; oldestMs: number }>();

  return {
    offer(offers, candidate, nowMs) {
      const quietMs = candidate.quietFrom === null ? null : quietUntilMs(quietOf(candidate), nowMs);
      let added = 0;
      places.clear();
      for (const offer of offers) {
        if (mismatch(candidate, offer) !== undefined) continue;
        const dueMs = owing.owe(offer.opening, candidate, quietMs, nowMs);
        if (dueMs === null) continue;
        added++;
        const oldestMs = offer.opening.answeredMs;
        const place = places.get(offer.session.areaId);
        if (place === undefined) {
          places.set(offer.session.areaId, { dueMs, oldestMs });
        } else {
          place.dueMs = Math.min(place.dueMs, dueMs);
          place.oldestMs = Math.min(place.oldestMs, oldestMs);
        }
      }
      const { subscriberId: subscriber, channel, broadcast } = candidate;
      const toldOfMs = candidate.toldOfMs ?? 0;
      const restMs = quietMs === null ? 0 : lookAgainMs(quietMs, nowMs);
      for (const [areaId, { dueMs, oldestMs }] of places) {
        const due = Math.max(dueMs, restMs);
        queue.wake({ subscriber, areaId, channel, dueMs: due, toldOfMs, oldestMs, broadcast }, nowMs);
      }
      return added;
    },
  };
}

/**
 * When to look again at somebody who rests (wall ms): no time in line is further away than the longest wait, or it would
 * be taken for that of a clock that jumped.
 */
export function lookAgainMs(quietMs: number, nowMs: number): number {
  return Math.min(quietMs, nowMs + LONGEST_WAIT_MS);
}
