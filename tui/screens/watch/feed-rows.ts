// Openings and closings as lines of a table. Pure.
import { dayText, durationText, parseIsoDate, timeText } from '../../../src/core/ist.ts';
import type { FeedItem } from '../../../src/core/snapshot.ts';
import type { Column, TableRow } from '../../kit/columns.ts';
import { countText, plural } from '../../kit/figures.ts';
import { plain } from '../../kit/plain.ts';

/** The heading stands over the first three columns. */
export const FEED_TITLE_SPAN = 3;
export const FEED_COLUMNS: readonly Column[] = [
  { title: '', width: 8 },
  { title: '', width: 6 },
  { title: '', width: 6, share: 3 },
  { title: 'Area', width: 8, share: 1, from: 94 },
  { title: 'Pin', width: 6 },
  { title: 'Date', width: 6 },
  { title: 'Vaccine', width: 10, from: 70 },
  { title: 'Age', width: 5, from: 78 },
  { title: 'Dose', width: 4, from: 78 },
  { title: 'Doses/for', width: 11, align: 'right' },
  { title: 'Owed', width: 6, from: 94, align: 'right' },
];

/** `8 May` of `2021-05-08`; a date that is none as it came. */
export function shortDate(date: string): string {
  const day = parseIsoDate(date);
  return day === undefined ? plain(date) : dayText(day).split(' ').slice(1, 3).join(' ');
}

/** `key` is the line's place on the screen: an opening has no identity here. */
export function feedRow(item: FeedItem, key: string): TableRow {
  const opened = item.kind === 'opened';
  return {
    key,
    cells: [
      { text: timeText(item.atMs).slice(0, 8), tone: 'quiet' },
      opened ? { text: 'opened', tone: 'good' } : { text: 'closed', tone: 'quiet' },
      { text: plain(item.centreName) },
      { text: plain(item.areaName) },
      { text: item.pincode === '' ? '–' : plain(item.pincode) },
      { text: shortDate(item.date) },
      { text: plain(item.vaccine) },
      { text: plain(item.ageText) },
      { text: item.dose },
      opened
        ? { text: plural(item.capacity, 'dose') }
        : { text: item.lastedMs === null ? 'gone' : durationText(item.lastedMs), tone: 'quiet' },
      { text: countText(item.owed), tone: 'quiet' },
    ],
  };
}
