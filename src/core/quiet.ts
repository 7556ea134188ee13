// When somebody wants to be left alone, and until when. Quiet hours are whole hours of the day in India, which has one
// time zone and no summer time, so a day there is always 24 hours long. Pure arithmetic; it never reads a clock.
import { DAY_MS, timeOfDayMs } from './ist.ts';
import type { Quiet } from './subscription.ts';

const HOUR_MS = 3_600_000;

/** Quiet hours from one hour until another; undefined where an hour is none of 0 to 23, or both are the same. */
export function quietBetween(fromHour: number, toHour: number): Quiet | undefined {
  return isHour(fromHour) && isHour(toHour) && fromHour !== toHour ? { fromHour, toHour } : undefined;
}

/** What a person typed: `22-7`, `22:00-07:00`, `22 to 7`, `22 7`. Undefined when it is no such thing. */
export function parseQuiet(text: string): Quiet | undefined {
  const match = /^\s*(\d{1,2})(?::00)?\s*(?:-|–|to|\s)\s*(\d{1,2})(?::00)?\s*$/i.exec(text);
  if (match === null) return undefined;
  // Midnight has two names.
  const [from, to] = [match[1], match[2]].map((hour) => (hour === '24' ? 0 : Number(hour)));
  return quietBetween(from ?? Number.NaN, to ?? Number.NaN);
}

/** When the quiet hours end in which an instant lies (ms, later than it); null when it lies in none. */
export function quietUntilMs(quiet: Quiet | null, atMs: number): number | null {
  if (quiet === null) return null;
  const lengthMs = pastMs(quiet.toHour * HOUR_MS, quiet.fromHour);
  const sinceMs = pastMs(timeOfDayMs(atMs), quiet.fromHour);
  return sinceMs < lengthMs ? atMs + lengthMs - sinceMs : null;
}

/** When quiet hours last ended, at an instant or before it (ms). */
export function quietEndedMs(quiet: Quiet, atMs: number): number {
  return atMs - pastMs(timeOfDayMs(atMs), quiet.toHour);
}

/** `22:00 to 07:00 IST` */
export function quietText({ fromHour, toHour }: Quiet): string {
  return `${hourText(fromHour)} to ${hourText(toHour)} IST`;
}

function hourText(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

function isHour(hour: number): boolean {
  return Number.isInteger(hour) && hour >= 0 && hour <= 23;
}

/** How long past an hour it is at a time of day (ms, less than a day). */
function pastMs(timeOfDay: number, hour: number): number {
  return (timeOfDay - hour * HOUR_MS + DAY_MS) % DAY_MS;
}
