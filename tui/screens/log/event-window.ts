// The events the screen holds: the newest so many, without a gap and never one twice. Pure.
import { type EngineEvent, EVENTS_KEPT, type EventPage } from '../../../src/core/events.ts';

export interface EventWindow {
  /** Oldest first. */
  readonly events: readonly EngineEvent[];
  /** The newest the engine had when it was asked last; 0 before. */
  readonly lastSeq: number;
}

export const NO_EVENTS: EventWindow = { events: [], lastSeq: 0 };

/**
 * The window with what an answer brought. The very same window when that is nothing, so that nothing is drawn again;
 * empty when the engine counts from 1 anew: then everything is asked for again.
 */
export function withPage(window: EventWindow, page: EventPage, cap = EVENTS_KEPT): EventWindow {
  if (page.lastSeq < window.lastSeq) return NO_EVENTS;
  const fresh = page.events.filter(({ seq }) => seq > window.lastSeq);
  if (fresh.length === 0 && page.lastSeq === window.lastSeq) return window;
  return { events: [...window.events, ...fresh].slice(-cap), lastSeq: page.lastSeq };
}
