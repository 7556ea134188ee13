// Openings of the simulated country, and the alerts an engine would send about them.

import { systemClock } from '../../src/clock.ts';
import type { Alert, AlertSlot } from '../../src/core/alert.ts';
import { safeText } from '../../src/core/safe-text.ts';
import type { LedgerOpening } from '../../src/demo/ledger.ts';
import { createSlots, type Slots } from '../../src/demo/slots.ts';
import { AREAS, MAY_8_MS } from './areas.ts';

/** A country where nothing is open, on 8 May 2021. */
export function quietSlots(nowMs: () => number = () => MAY_8_MS): Slots {
  return createSlots({
    seed: 1,
    areas: AREAS,
    clock: { ...systemClock, wallMs: nowMs },
    openAtStart: 0,
    onListedOpen: () => undefined,
  });
}

/** Opens one dose in each of the first `count` sessions of a district. */
export function openSome(slots: Slots, district: number, count: number, capacity = 12): LedgerOpening[] {
  const sessions = slots.country.district(district)?.sessions.slice(0, count) ?? [];
  return sessions.map((session) => {
    const dose = session.capacity.has('1') ? '1' : 'any';
    const opening = slots.change(session, dose, capacity, 'request');
    if (opening === undefined) throw new Error('it was open already');
    return opening;
  });
}

/** What an engine tells of openings. */
export function alertOf(openings: readonly LedgerOpening[], closedAtMs: number | null = null): Alert {
  const slots: AlertSlot[] = openings.map((opening) => ({
    openingKey: `cowin:${opening.sessionId}:${opening.dose}:1`,
    session: {
      sourceId: 'cowin',
      sessionId: opening.sessionId,
      areaId: `cowin:${opening.district}`,
      centre: {
        id: `${opening.centreId}`,
        name: safeText(opening.centreName, 200),
        address: '1 Main Road',
        block: 'Block',
        district: 'District',
        state: 'State',
        pincode: opening.pincode,
      },
      date: opening.date,
      vaccine: opening.vaccine,
      ageMinYears: opening.ageMinYears,
      ageMaxYears: opening.ageMaxYears,
      feeType: opening.feeType,
      feeInr: null,
      times: ['09:00AM-11:00AM', '11:00AM-01:00PM'],
    },
    dose: opening.dose,
    capacity: opening.capacity,
    openedAtMs: opening.openedAtMs,
    seenAtMs: opening.openedAtMs,
    closedAtMs,
  }));
  return {
    slots,
    areaId: 'cowin:294',
    areaText: 'BBMP, Karnataka',
    sourceName: 'CoWIN',
    bookingUrl: 'https://example.org/book',
  };
}
