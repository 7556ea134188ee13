// The last events of an engine, as its log tells them, for looking at on a screen.

export type EventLevel = 'debug' | 'info' | 'warn' | 'error';
/** From the least to the worst. */
export const EVENT_LEVELS: readonly EventLevel[] = ['debug', 'info', 'warn', 'error'];

/** So many of the newest are kept; those before are in the log alone. */
export const EVENTS_KEPT = 2000;

export interface EngineEvent {
  /** Counts from 1 since the engine started. */
  readonly seq: number;
  readonly atMs: number;
  readonly level: EventLevel;
  /** `pace.breaker-open` */
  readonly event: string;
  /** `why=status-403 areas=4`; never an address or a secret. */
  readonly fields: string;
}

export interface EventQuery {
  /** Only events after this one, for following along. */
  readonly afterSeq?: number;
  /** This level and worse. */
  readonly level?: EventLevel;
  /** Part of the event's name or fields, whatever the case. */
  readonly text?: string;
  /** At most this many of the newest (default 500, most `EVENTS_KEPT`). */
  readonly limit?: number;
}

/** Oldest first. */
export interface EventPage {
  readonly events: readonly EngineEvent[];
  /** The newest there is, whether it fits the query or not. */
  readonly lastSeq: number;
}
