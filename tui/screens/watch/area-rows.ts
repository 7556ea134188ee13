// Areas as lines of a table. Pure.
import { areaText } from '../../../src/core/area.ts';
import { ageText, intervalText, isStale, whyBrief, whyText } from '../../../src/core/freshness.ts';
import type { AreaState } from '../../../src/core/snapshot.ts';
import type { Column, TableRow } from '../../kit/columns.ts';
import { countText } from '../../kit/figures.ts';
import { plain } from '../../kit/plain.ts';

/** The heading stands over the first column. */
export const AREA_TITLE_SPAN = 1;
/** Tables at least this wide give the reasons in full. */
const REASONS_WIDTH = 80;

const PLACE: readonly Column[] = [
  { title: '', width: 20, share: 3 },
  { title: 'Subs', width: 5, from: 70, align: 'right' },
  { title: 'Open', width: 4, align: 'right' },
  { title: 'Age', width: 10, align: 'right' },
  { title: 'Every', width: 10, align: 'right' },
];

/** The columns of a table of `width`. */
export function areaColumns(width: number): readonly Column[] {
  return [
    ...PLACE,
    width >= REASONS_WIDTH ? { title: 'Why', width: 26, share: 1 } : { title: 'Why', width: 10, share: 6 },
  ];
}

/** `atMs`: the moment of the snapshot, from which ages count. A failure stands in place of the reason. */
export function areaRow(area: AreaState, atMs: number, width: number): TableRow {
  const open = area.slotsOpen > 0;
  const old = area.lastGoodMs === null || isStale(area, atMs);
  return {
    key: area.id,
    cells: [
      { text: plain(areaText(area)) },
      { text: countText(area.subscribers) },
      open ? { text: countText(area.slotsOpen), tone: 'good' } : { text: '·', tone: 'quiet' },
      old ? { text: ageText(area, atMs), tone: 'warn' } : { text: ageText(area, atMs) },
      { text: intervalText(area) },
      area.failure === ''
        ? { text: width >= REASONS_WIDTH ? whyText(area) : whyBrief(area), tone: 'quiet' }
        : { text: plain(area.failure), tone: 'bad' },
    ],
  };
}
