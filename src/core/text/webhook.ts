// What a webhook receives: the alert as data. Names are given whole and unescaped: JSON is the encoding.
// Fields may be added later; none changes its meaning.
import type { Alert, AlertSlot } from '../alert.ts';
import type { IstDate } from '../ist.ts';
import type { CodeMessage, CodePurpose } from '../outcome.ts';
import type { Dose, FeeType, Session } from '../session.ts';

export type WebhookEvent = 'slot.opened' | 'slot.closed';

export interface WebhookSlot {
  readonly openingKey: string;
  readonly sessionId: string;
  readonly source: string;
  readonly dose: Dose;
  readonly capacity: number;
  readonly centre: Session['centre'];
  readonly pincode: string;
  readonly date: IstDate;
  readonly vaccine: string;
  readonly ageMin: number;
  readonly ageMax: number | null;
  readonly feeType: FeeType;
  readonly feeInr: string | null;
  readonly times: readonly string[];
  /** ISO 8601, UTC, as are the next two. */
  readonly openedAt: string;
  readonly seenAt: string;
  readonly closedAt: string | null;
  readonly openForSeconds: number | null;
  readonly bookingUrl: string;
}

export interface WebhookPayload {
  /** The same in every attempt of one message. */
  readonly id: string;
  readonly type: WebhookEvent;
  readonly sentAt: string;
  readonly slots: readonly WebhookSlot[];
}

/** A one-time code for whoever asked for it: it is never signed, since a new webhook has no key yet. */
export interface WebhookCode {
  /** The same in every attempt of one message. */
  readonly id: string;
  readonly type: 'sign-up.code';
  readonly code: string;
  readonly validForS: number;
  readonly purpose: CodePurpose;
  /** What it confirms, in words; empty where it confirms no wish. */
  readonly wish: string;
}

export function webhookCode({ code, validForMs, purpose, wishText }: CodeMessage, id: string): WebhookCode {
  return {
    id,
    type: 'sign-up.code',
    code,
    validForS: Math.floor(validForMs / 1000),
    purpose,
    wish: wishText,
  };
}

/** @param composedAtMs when the message was first composed: an attempt repeated is the same bytes. */
export function webhookPayload(
  type: WebhookEvent,
  alert: Alert,
  id: string,
  composedAtMs: number,
): WebhookPayload {
  return {
    id,
    type,
    sentAt: iso(composedAtMs),
    slots: alert.slots.map((slot) => slotData(slot, alert.bookingUrl)),
  };
}

function slotData(slot: AlertSlot, bookingUrl: string): WebhookSlot {
  const { session } = slot;
  const closed = slot.closedAtMs;
  return {
    openingKey: slot.openingKey,
    sessionId: session.sessionId,
    source: session.sourceId,
    dose: slot.dose,
    capacity: slot.capacity,
    centre: session.centre,
    pincode: session.centre.pincode,
    date: session.date,
    vaccine: session.vaccine,
    ageMin: session.ageMinYears,
    ageMax: session.ageMaxYears,
    feeType: session.feeType,
    feeInr: session.feeInr,
    times: session.times,
    openedAt: iso(slot.openedAtMs),
    seenAt: iso(slot.seenAtMs),
    closedAt: closed === null ? null : iso(closed),
    openForSeconds: closed === null ? null : Math.max(0, Math.round((closed - slot.openedAtMs) / 1000)),
    bookingUrl,
  };
}

const iso = (atMs: number): string => new Date(atMs).toISOString();
