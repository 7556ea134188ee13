// At which hours of the day in India slots open in an area: the best hours in words, and bars for a chart. Pure.
import { countText, plural } from '../../kit/figures.ts';
import { graphRows } from '../../kit/graph-rows.ts';

export const HOURS = 24;
/** With fewer openings than this an hour that stands out is chance. */
const ENOUGH_OPENINGS = 8;
/** The best hours are those that together hold this share of all openings … */
const BEST_SHARE = 0.6;
/** … unless it takes more of them than this: then no hour is better than others. */
const MOST_BEST_HOURS = 6;

export interface HourRange {
  /** First hour, and the hour after the last; 24 hours apart at most, and over midnight `to` is the smaller. */
  readonly from: number;
  readonly to: number;
}

/** Hours side by side put together, over midnight too, the earliest first. */
export function rangesOf(hours: readonly number[]): readonly HourRange[] {
  const isIn = new Set(hours);
  const before = (hour: number) => (hour + HOURS - 1) % HOURS;
  const starts = [...isIn].filter((hour) => !isIn.has(before(hour))).sort((a, b) => a - b);
  if (starts.length === 0) return isIn.size === 0 ? [] : [{ from: 0, to: HOURS }];
  return starts.map((from) => {
    let to = from;
    while (isIn.has(to % HOURS)) to += 1;
    return { from, to: to > HOURS ? to - HOURS : to };
  });
}

/** `Best hours: 9:00–10:00 and 17:00–19:00 IST (62 % of 148 openings in 14 days).` */
export function bestHoursText(byHour: readonly number[], overDays: number): string {
  const all = byHour.reduce((sum, count) => sum + count, 0);
  const days = overDays <= 1 ? 'a day' : `${countText(overDays)} days`;
  if (all === 0) return `Nothing opened here in ${days}.`;
  if (all < ENOUGH_OPENINGS) return `Too few openings to tell the best hours: ${countText(all)} in ${days}.`;
  const ranked = byHour.map((count, hour) => ({ count, hour })).sort((a, b) => b.count - a.count);
  const best: number[] = [];
  let held = 0;
  for (const { count, hour } of ranked) {
    if (held >= all * BEST_SHARE) break;
    best.push(hour);
    held += count;
  }
  const of = `${plural(all, 'opening')} in ${days}`;
  if (best.length > MOST_BEST_HOURS) return `No hour is much better than others (${of}).`;
  const ranges = rangesOf(best).map(({ from, to }) => `${hourText(from)}–${hourText(to)}`);
  return `Best hours: ${listed(ranges)} IST (${Math.floor((100 * held) / all)} % of ${of}).`;
}

/** `9:00` */
function hourText(hour: number): string {
  return `${hour}:00`;
}

function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Behind the hours, so that nobody takes them for those of their own clock. */
const ZONE = ' IST';
/** Wider bars say no more. */
const MOST_HOUR_COLUMNS = 8;

/** How wide one hour can be drawn: 2 or more from 60 columns on. */
export function hourWidth(width: number): number {
  return Math.min(MOST_HOUR_COLUMNS, Math.floor((width - ZONE.length) / HOURS));
}

/** The line below the bars: the hours by their numbers, each below the first column of its bar. */
export function hourAxis(each: number): string {
  const step = each >= 3 ? 1 : 3;
  let line = '';
  for (let hour = 0; hour < HOURS; hour += step) line += String(hour).padEnd(each * step);
  return `${line.slice(0, HOURS * each).trimEnd()}${ZONE}`;
}

/** Bars of the hours, the top line first: each hour `each` columns wide, the last of them blank where there is room. */
export function hourBars(
  byHour: readonly number[],
  each: number,
  height: number,
  bars: readonly string[],
): readonly string[] {
  const ink = Math.max(1, each - 1);
  const columns = byHour.flatMap((count) =>
    Array.from({ length: each }, (_, column) => (column < ink ? count : null)),
  );
  return graphRows(columns, { width: columns.length, height, bars });
}
