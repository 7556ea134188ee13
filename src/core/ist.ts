// Dates and times as CoWIN and its users mean them: Indian Standard Time, UTC+5:30 all year.
// The one place that turns instants into IST days and words; it never reads a clock.

/** A calendar day in India, `YYYY-MM-DD`. Sorts as text. */
export type IstDate = string & { readonly __istDate: unique symbol };

const IST_OFFSET_MS = 330 * 60_000;
export const DAY_MS = 86_400_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** The day it is in India at an instant (ms since the epoch). */
export function istDateOf(atMs: number): IstDate {
  return new Date(atMs + IST_OFFSET_MS).toISOString().slice(0, 10) as IstDate;
}

/** The instant (ms) at which a day begins in India. */
export function istMidnightMs(date: IstDate): number {
  return Date.parse(`${date}T00:00:00Z`) - IST_OFFSET_MS;
}

/** How long the day in India has lasted at an instant (ms). */
export function timeOfDayMs(atMs: number): number {
  return (((atMs + IST_OFFSET_MS) % DAY_MS) + DAY_MS) % DAY_MS;
}

/** The day `days` after `date` (before it, when negative). */
export function addDays(date: IstDate, days: number): IstDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10) as IstDate;
}

/** `YYYY-MM-DD` checked to be a day that exists, else undefined. */
export function parseIsoDate(text: string): IstDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const atMs = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(atMs) || new Date(atMs).toISOString().slice(0, 10) !== text
    ? undefined
    : (text as IstDate);
}

/** `Sat 8 May 2021` */
export function dayText(date: IstDate): string {
  const day = new Date(Date.parse(`${date}T00:00:00Z`));
  return `${WEEKDAYS[day.getUTCDay()]} ${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
}

/** `14:03:22 IST`; with `withDate`, `8 May 14:03:22 IST` */
export function timeText(atMs: number, withDate = false): string {
  const at = new Date(atMs + IST_OFFSET_MS);
  const time = `${at.toISOString().slice(11, 19)} IST`;
  return withDate ? `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${time}` : time;
}

/** `8 May 14:03 IST`: for what is to come, where seconds say nothing. */
export function minuteText(atMs: number): string {
  return timeText(atMs, true).replace(/:\d\d IST$/, ' IST');
}

/** `2 min 30 s`, `45 s`, `1 h 5 min`: a length of time in the two largest units that matter. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = (value: number, unit: string) => (value === 0 ? '' : ` ${value} ${unit}`);
  if (minutes < 60) return `${minutes} min${rest(seconds % 60, 's')}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h${rest(minutes % 60, 'min')}`;
  return `${Math.floor(hours / 24)} days${rest(hours % 24, 'h')}`;
}
