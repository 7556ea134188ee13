// What opened in an area as lines of a table, and the area itself in a few sentences. Pure.
import { failureInWords } from '../../../src/core/failure-words.ts';
import { ageText, everyText, isStale, whyText } from '../../../src/core/freshness.ts';
import { durationText, istDateOf, timeText } from '../../../src/core/ist.ts';
import type { PastOpening } from '../../../src/core/past-opening.ts';
import type { AreaState } from '../../../src/core/snapshot.ts';
import { ageText as peopleAges } from '../../../src/core/text/parts.ts';
import type { Cell, Column, TableRow, Tone } from '../../kit/columns.ts';
import { countText, plural } from '../../kit/figures.ts';
import { plain } from '../../kit/plain.ts';
import { shortDate } from '../watch/feed-rows.ts';

/** The heading stands over the first two columns. */
export const OPENINGS_TITLE_SPAN = 2;
export const OPENING_COLUMNS: readonly Column[] = [
  { title: '', width: 5 },
  { title: '', width: 12, share: 3 },
  { title: 'Block', width: 10, share: 1, from: 150 },
  { title: 'Pin', width: 6 },
  { title: 'Date', width: 6 },
  { title: 'Vaccine', width: 10, from: 70 },
  { title: 'Age', width: 8, from: 78 },
  { title: 'Dose', width: 4 },
  { title: 'Doses', width: 6, align: 'right' },
  { title: 'Most', width: 6, align: 'right', from: 110 },
  { title: 'Opened IST', width: 15, from: 110 },
  { title: 'For', width: 11, align: 'right' },
];

/** One opening; open ones count their time to `atMs`, the moment of the snapshot. */
export function openingRow(opening: PastOpening, atMs: number): TableRow {
  const { session, closedAtMs } = opening;
  const open = closedAtMs === null;
  const tone: { readonly tone?: Tone } = open ? {} : { tone: 'quiet' };
  const cell = (text: string): Cell => ({ text, ...tone });
  return {
    key: opening.openingKey,
    cells: [
      open ? { text: 'open', tone: 'good' } : cell('gone'),
      cell(plain(session.centre.name)),
      cell(plain(session.centre.block)),
      cell(session.centre.pincode === '' ? '–' : plain(session.centre.pincode)),
      cell(shortDate(session.date)),
      cell(plain(session.vaccine)),
      cell(plain(peopleAges(session.ageMinYears, session.ageMaxYears))),
      cell(opening.dose),
      cell(countText(open ? opening.capacity : opening.peakCapacity)),
      cell(countText(opening.peakCapacity)),
      cell(timeText(opening.openedAtMs, true).replace(/ IST$/, '')),
      cell(durationText((closedAtMs ?? atMs) - opening.openedAtMs)),
    ],
  };
}

export interface Said {
  readonly text: string;
  readonly tone?: Tone;
}

/** How the area is polled, how that goes, and how often it failed, in a sentence each. */
export function areaSaid(area: AreaState, atMs: number): readonly Said[] {
  const people = area.subscribers === 0 ? 'Nobody subscribes' : `${plural(area.subscribers, 'subscriber')}`;
  if (area.paused) {
    const left: Said = {
      text: `${people}. Paused by you: it is not polled, and nothing closes.`,
      tone: 'warn',
    };
    return [left, answeredSaid(area, atMs), errorsSaid(area, atMs)];
  }
  const every = area.intervalMs === null ? 'as often as it can' : everyText(area.intervalMs);
  return [
    { text: `${people}. Polled ${every}: ${whyText(area)}.` },
    answeredSaid(area, atMs),
    errorsSaid(area, atMs),
  ];
}

function answeredSaid(area: AreaState, atMs: number): Said {
  const age =
    area.lastGoodMs === null
      ? 'No good answer yet'
      : `Last good answer ${ageText(area, atMs).replace(/^! /, '')} ago`;
  if (area.failure !== '') return { text: `! ${age}; the last poll failed.`, tone: 'bad' };
  const old = !area.paused && (area.lastGoodMs === null || isStale(area, atMs));
  return old ? { text: `! ${age}.`, tone: 'warn' } : { text: `${age}.` };
}

/** `Failed 37 times since the engine started, last 14:03:22 IST: too many requests (429).` */
function errorsSaid({ errors, failure }: AreaState, atMs: number): Said {
  // An engine of another version may not count them.
  if (!errors)
    return failure === ''
      ? { text: 'No poll failed since the engine started.', tone: 'quiet' }
      : { text: `It failed with: ${plain(failureInWords(failure))}.`, tone: 'bad' };
  const { count, lastWhy, lastMs } = errors;
  const times = count === 1 ? 'once' : `${countText(count)} times`;
  const last = timeText(lastMs, istDateOf(lastMs) !== istDateOf(atMs));
  const words = plain(failureInWords(lastWhy));
  const text = `Failed ${times} since the engine started, last ${last}: ${words}.`;
  return failure === '' ? { text } : { text, tone: 'bad' };
}
