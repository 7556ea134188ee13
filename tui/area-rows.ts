// Areas as lines of a table. Pure.
import { durationText, intervalText } from '../src/core/ist.ts';
import type { AreaState } from '../src/core/snapshot.ts';
import type { Column, TableRow } from './columns.ts';
import { countText } from './figures.ts';
import { plain } from './plain.ts';

/** The heading stands over the first column. */
export const AREA_TITLE_SPAN = 1;
export const AREA_COLUMNS: readonly Column[] = [
  { title: '', width: 20, share: 3 },
  { title: 'Subs', width: 5, align: 'right' },
  { title: 'Every', width: 11, from: 76, align: 'right' },
  { title: 'Last good', width: 11, align: 'right' },
  { title: 'Open', width: 4, align: 'right' },
  { title: 'State', width: 7, share: 2 },
];

/** Open slots first, then what fails, then by how many people wait; the order does not move with every answer. */
export function areasByInterest(areas: readonly AreaState[]): readonly AreaState[] {
  const rank = (area: AreaState): number => (area.slotsOpen > 0 ? 0 : area.failure === '' ? 2 : 1);
  return areas.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      b.subscribers - a.subscribers ||
      (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) ||
      (a.id < b.id ? -1 : 1),
  );
}

/** `atMs`: the moment of the snapshot, from which ages count. */
export function areaRow(area: AreaState, atMs: number): TableRow {
  const open = area.slotsOpen > 0;
  const name = area.region === '' ? area.name : `${area.name}, ${area.region}`;
  return {
    key: area.id,
    cells: [
      { text: plain(name) },
      { text: countText(area.subscribers) },
      { text: area.intervalMs === null ? 'as it can' : intervalText(area.intervalMs), tone: 'quiet' },
      area.lastGoodMs === null
        ? { text: 'never', tone: 'warn' }
        : { text: durationText(atMs - area.lastGoodMs) },
      open ? { text: countText(area.slotsOpen), tone: 'good' } : { text: '·', tone: 'quiet' },
      area.failure !== ''
        ? { text: plain(area.failure), tone: 'bad' }
        : area.lastGoodMs === null
          ? { text: 'waiting', tone: 'quiet' }
          : { text: 'ok', tone: 'quiet' },
    ],
  };
}
