// Follows the engine's events while the log is shown: asks once a second for those after the last one it has.
import { useRef } from 'react';
import type { Control } from '../../../src/control/control.ts';
import { EVENTS_KEPT } from '../../../src/core/events.ts';
import { type Asked, useAsked } from '../../kit/asked.ts';
import { type EventWindow, NO_EVENTS, withPage } from './event-window.ts';

const EVERY_MS = 1000;

/** @param startedAtMs of the engine; another one begins its log anew */
export function useEvents(control: Pick<Control, 'events'>, startedAtMs: number): Asked<EventWindow> {
  const held = useRef({ startedAtMs, window: NO_EVENTS });
  return useAsked(
    async () => {
      if (held.current.startedAtMs !== startedAtMs) held.current = { startedAtMs, window: NO_EVENTS };
      const mine = held.current;
      const page = await control.events({ afterSeq: mine.window.lastSeq, limit: EVENTS_KEPT });
      mine.window = withPage(mine.window, page);
      return mine.window;
    },
    EVERY_MS,
    [control, startedAtMs],
  );
}
