// What a message says: its slots as rows, and the alert made of them. Numbers shown stay those of the moment the
// message was composed, so that a resend reads exactly as it did.
import type { Alert, AlertSlot } from '../../core/alert.ts';
import type { Dose } from '../../core/session.ts';
import type { Db } from '../database/db.ts';
import type { Places } from '../places.ts';
import { factsOf, SESSION_SELECT, type SessionRow } from '../session-row.ts';

export type SlotRow = SessionRow & {
  readonly delivery: number;
  readonly opening: number;
  readonly key: string;
  readonly dose: Dose;
  readonly capacity: number;
  readonly openedMs: number;
  readonly shownMs: number;
  readonly closedMs: number | null;
};

/** Whom a message is for, and its envelope. */
export interface MessageRow {
  readonly id: number;
  readonly subscriberId: number;
  readonly address: string;
  readonly secret: string | null;
  readonly active: number;
  readonly key: string;
  readonly resend: number;
  readonly composedMs: number;
}

/** The columns for a SELECT `FROM messages m JOIN subscribers b`. */
export const MESSAGE_SELECT = `m.id, m.subscriber AS subscriberId, b.address, b.secret, b.state = 'active' AS active,
  m.key, m.resend, m.composed_ms AS composedMs`;

/** The slots of a message as it said them. */
export function saidSlots(sql: Db['sql']) {
  return sql.prepare<[number], SlotRow & { readonly closing: string }>(`
    SELECT d.id AS delivery, d.closing, d.capacity, d.shown_ms AS shownMs, o.id AS opening, o.key, o.dose,
      o.opened_ms AS openedMs, CASE WHEN o.closed_why = 'moved' THEN NULL ELSE o.closed_ms END AS closedMs,
      ${SESSION_SELECT}
    FROM deliveries d JOIN openings o ON o.id = d.opening JOIN sessions s ON s.id = o.session
    WHERE d.message = ? ORDER BY d.id
  `);
}

/** @param tellClosed whether slots carry when they closed; an alert that is resent must read as it did */
export function alertOf(rows: readonly SlotRow[], places: Places, tellClosed: boolean): Alert {
  const slots = rows.map(
    (row): AlertSlot => ({
      openingKey: row.key,
      session: factsOf(row),
      dose: row.dose,
      capacity: row.capacity,
      openedAtMs: row.openedMs,
      seenAtMs: row.shownMs,
      closedAtMs: tellClosed ? row.closedMs : null,
    }),
  );
  const areaId = rows[0]?.area_id ?? '';
  const { sourceName, bookingUrl } = places;
  return { slots, areaId, areaText: places.areaText(areaId), sourceName, bookingUrl };
}
