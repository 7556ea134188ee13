// Alerts for tests: one believable slot, changed where a test says so.
import type { Alert, AlertSlot } from '../../src/core/alert.ts';
import type { IstDate } from '../../src/core/ist.ts';
import type { Envelope } from '../../src/core/outcome.ts';

/** 8 May 2021, 14:03:22 in India. */
export const SEEN_MS = Date.parse('2021-05-08T08:33:22Z');

type SessionChanges = Partial<Omit<AlertSlot['session'], 'centre'>> & {
  readonly centre?: Partial<AlertSlot['session']['centre']>;
};

export function alertSlot(
  changes: Partial<Omit<AlertSlot, 'session'>> & { readonly session?: SessionChanges } = {},
): AlertSlot {
  const { session = {}, ...slot } = changes;
  const sessionId = session.sessionId ?? 's1';
  const dose = slot.dose ?? '1';
  return {
    openingKey: `cowin:${sessionId}:${dose}:1`,
    dose,
    capacity: 12,
    openedAtMs: SEEN_MS,
    seenAtMs: SEEN_MS,
    closedAtMs: null,
    ...slot,
    session: {
      sourceId: 'cowin',
      areaId: 'cowin:294',
      date: '2021-05-08' as IstDate,
      vaccine: 'COVISHIELD',
      ageMinYears: 18,
      ageMaxYears: 44,
      feeType: 'paid',
      feeInr: '780',
      times: ['09:00AM-11:00AM', '11:00AM-01:00PM'],
      ...session,
      sessionId,
      centre: {
        id: '1',
        name: 'Apollo Clinic',
        address: '12 Main Road',
        block: 'Jayanagar',
        district: 'BBMP',
        state: 'Karnataka',
        pincode: '560011',
        ...session.centre,
      },
    },
  };
}

export function alertOf(...slots: readonly AlertSlot[]): Alert {
  return {
    slots: slots.length === 0 ? [alertSlot()] : slots,
    areaId: 'cowin:294',
    areaText: 'BBMP, Karnataka',
    sourceName: 'CoWIN',
    bookingUrl: 'https://selfregistration.cowin.gov.in',
  };
}

/** @param resend an earlier attempt may have arrived @param leftOpen its provider left that open, not only a crash */
export function envelopeOf(messageKey = 'k1', resend = false, leftOpen = false): Envelope {
  return { messageKey, composedAtMs: SEEN_MS, resend, leftOpen };
}
