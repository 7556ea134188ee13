// How long people pause their alerts, wherever they do it: for some hours, until the morning, or until they resume.
import { DAY_MS, timeOfDayMs } from './ist.ts';

const HOUR_MS = 3_600_000;
const PAUSE_HOURS = 3;
const MORNING_HOUR = 7;

/** No pause that ends by itself is longer (ms). A stored end further away than this can only be a clock that jumped. */
export const LONGEST_PAUSE_MS = 31 * DAY_MS;

export const PAUSES = ['hours', 'morning', 'resumed'] as const;
export type Pause = (typeof PAUSES)[number];

/** `for 3 hours`, `until 07:00 IST`, `until I resume them`: what follows “Pause”. */
export const PAUSE_TEXTS: Readonly<Record<Pause, string>> = {
  hours: `for ${PAUSE_HOURS} hours`,
  morning: `until 0${MORNING_HOUR}:00 IST`,
  resumed: 'until I resume them',
};

/** When a pause that begins at an instant ends by itself (wall ms, later than it); null: it does not. */
export function pauseEndsMs(pause: Pause, atMs: number): number | null {
  if (pause === 'resumed') return null;
  if (pause === 'hours') return atMs + PAUSE_HOURS * HOUR_MS;
  return atMs + DAY_MS - ((timeOfDayMs(atMs) - MORNING_HOUR * HOUR_MS + DAY_MS) % DAY_MS);
}
