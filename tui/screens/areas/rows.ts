// The polled areas as lines of a table. Pure. What is wrong stands in place of the reason, and says so in words.
import { areaText } from '../../../src/core/area.ts';
import { failureInBrief, failureInWords } from '../../../src/core/failure-words.ts';
import {
  ageText,
  figureText,
  intervalText,
  isStale,
  whyBrief,
  whyText,
} from '../../../src/core/freshness.ts';
import type { AreaState } from '../../../src/core/snapshot.ts';
import type { Column, TableRow } from '../../kit/columns.ts';
import { countText } from '../../kit/figures.ts';
import { plain } from '../../kit/plain.ts';
import type { AreaSort } from './sorting.ts';

/** The heading stands over the mark of the cursor and the names. */
export const AREAS_TITLE_SPAN = 2;
/** Tables at least this wide give the reasons in full. */
const REASONS_WIDTH = 80;
/** And those as wide as this say of a failure what may be behind it. */
const FULL_FAILURE_WIDTH = 150;
/** Behind the title of the column the lines are sorted by; the title column needs none, it is said in words above. */
const SORT_MARK = '*';

type SortedColumn = Column & { readonly sort?: AreaSort };

const COLUMNS: readonly SortedColumn[] = [
  { title: '', width: 1 },
  { title: '', width: 18, share: 4 },
  { title: 'Id', width: 12, from: 130 },
  { title: 'Subs', width: 6, from: 70, align: 'right', sort: 'subscribers' },
  { title: 'Open', width: 5, align: 'right', sort: 'open' },
  { title: 'Age', width: 10, align: 'right', sort: 'age' },
  { title: 'Every', width: 10, align: 'right', sort: 'interval' },
  { title: 'Errors', width: 7, from: 100, align: 'right', sort: 'errors' },
  { title: 'News/day', width: 8, align: 'right', from: 140 },
  { title: 'Kept', width: 8, align: 'right', from: 140 },
];

/** The columns of a table of `width`, the one sorted by marked with a star. */
export function areasColumns(width: number, sort: AreaSort): readonly Column[] {
  const why =
    width >= 110
      ? { width: 31, share: 3 }
      : width >= REASONS_WIDTH
        ? { width: 22, share: 2 }
        : { width: 10, share: 6 };
  return [
    ...COLUMNS.map(({ sort: by, ...column }) =>
      by === sort ? { ...column, title: `${column.title}${SORT_MARK}` } : column,
    ),
    { title: 'Why', ...why },
  ];
}

/** @param isHere the cursor is on it @param atMs the moment of the snapshot, from which ages count */
export function areasRow(area: AreaState, isHere: boolean, atMs: number, width: number): TableRow {
  const old = !area.paused && (area.lastGoodMs === null || isStale(area, atMs));
  return {
    key: area.id,
    cells: [
      { text: isHere ? '>' : '' },
      { text: plain(areaText(area)) },
      { text: plain(area.id), tone: 'quiet' },
      { text: countText(area.subscribers) },
      area.slotsOpen > 0 ? { text: countText(area.slotsOpen), tone: 'good' } : { text: '·', tone: 'quiet' },
      old ? { text: ageText(area, atMs), tone: 'warn' } : { text: ageText(area, atMs) },
      { text: area.paused ? '–' : intervalText(area) },
      errorsCell(area),
      { text: area.newsPerDay === null ? '–' : countText(area.newsPerDay), tone: 'quiet' },
      { text: area.cachedForMs === null ? '–' : figureText(area.cachedForMs), tone: 'quiet' },
      reasonCell(area, width),
    ],
  };
}

/** An engine of another version may not count them. */
function errorsCell({ errors }: AreaState): TableRow['cells'][number] {
  return errors ? { text: countText(errors.count), tone: 'warn' } : { text: '·', tone: 'quiet' };
}

function reasonCell(area: AreaState, width: number): TableRow['cells'][number] {
  if (area.paused) return { text: 'paused by you', tone: 'warn' };
  if (area.failure !== '') {
    const words = width >= FULL_FAILURE_WIDTH ? failureInWords : failureInBrief;
    return { text: plain(words(area.failure)), tone: 'bad' };
  }
  return { text: width >= REASONS_WIDTH ? whyText(area) : whyBrief(area), tone: 'quiet' };
}
