// An alert: openings put together for one recipient in one message. The texts in `core/text/` are made from this alone.
import type { AreaId } from './area.ts';
import type { Dose, Session } from './session.ts';

/** One opening as it is told. */
export interface AlertSlot {
  /** `source:sessionId:dose:epoch` */
  readonly openingKey: string;
  readonly session: Omit<Session, 'capacity'>;
  readonly dose: Dose;
  /** Doses left when last seen. */
  readonly capacity: number;
  /** When we first saw it open (ms). */
  readonly openedAtMs: number;
  /** When we last saw this capacity (ms). */
  readonly seenAtMs: number;
  /** When we saw it gone (ms); null while open. */
  readonly closedAtMs: number | null;
}

export interface Alert {
  /** At least one; for a closing, all slots of the original message, some of them closed. */
  readonly slots: readonly AlertSlot[];
  readonly areaId: AreaId;
  /** `BBMP, Karnataka`: the area of the first slot. */
  readonly areaText: string;
  /** As people call the source, and so the place to book: `CoWIN`. */
  readonly sourceName: string;
  readonly bookingUrl: string;
}

/** `source:sessionId:dose:epoch`, the identity of an opening. */
export function openingKey(sourceId: string, sessionId: string, dose: Dose, epoch: number): string {
  return `${sourceId}:${sessionId}:${dose}:${epoch}`;
}
