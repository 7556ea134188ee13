// Events as lines: when, how grave, what. Pure.
import type { EngineEvent, EventLevel } from '../../../src/core/events.ts';
import { istDateOf, timeText } from '../../../src/core/ist.ts';
import type { Column, Tone } from '../../kit/columns.ts';
import { countText } from '../../kit/figures.ts';
import type { EventFilter } from './event-filter.ts';

export const LOG_COLUMNS: readonly Column[] = [
  { title: '', width: 1 },
  { title: 'Time (IST)', width: 15 },
  { title: 'Level', width: 5 },
  { title: 'Event', width: 16, share: 1 },
  { title: 'Fields', width: 19, share: 4 },
];

const TONES: Readonly<Partial<Record<EventLevel, Tone>>> = { debug: 'quiet', warn: 'warn', error: 'bad' };

export function levelTone(level: EventLevel): Tone | undefined {
  return TONES[level];
}

/** `14:03:22` of today, `8 May 14:03:22` of another day. */
export function momentText(atMs: number, nowMs: number): string {
  return timeText(atMs, istDateOf(atMs) !== istDateOf(nowMs)).replace(/ IST$/, '');
}

export interface LogCount {
  /** First line shown, from 0, and lines shown. */
  readonly top: number;
  readonly rows: number;
  /** Events that fit the filter, and all that are held. */
  readonly fitting: number;
  readonly held: number;
}

/** `Log 1–20 of 2,000 · warn and worse · “breaker” · 31 fit` */
export function logTitle({ top, rows, fitting, held }: LogCount, { level, text }: EventFilter): string {
  const last = Math.min(top + rows, fitting);
  const filtered = level !== 'debug' || text !== '';
  const parts = [
    fitting > rows
      ? `Log ${countText(top + 1)}–${countText(last)} of ${countText(fitting)}`
      : `Log ${countText(fitting)}`,
    filtered ? `${countText(held)} in all` : '',
    level === 'debug' ? '' : level === 'error' ? 'errors only' : `${level} and worse`,
    text === '' ? '' : `with “${text}”`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** `follows the end`, or how many came while it does not. */
export function followText(following: boolean, came: number): string {
  if (following) return 'follows the end';
  return came === 0 ? 'stands still; G follows' : `${countText(came)} came meanwhile; G follows`;
}

/** While nothing was answered yet. @param refusal why the last try failed; empty: it is under way */
export function unknownText(refusal: string): string {
  return refusal === '' ? 'Waiting for the events …' : 'What happened is not known.';
}

/** Said in place of events. */
export function emptyText(held: number, { level, text }: EventFilter): string {
  if (held === 0) return 'Nothing has happened yet.';
  const mend = [text === '' ? '' : '/ changes the text', level === 'debug' ? '' : 'l the level'];
  return `None of ${countText(held)} events fits; ${mend.filter((part) => part !== '').join(', ')}.`;
}

export interface FieldOfEvent {
  readonly name: string;
  readonly value: string;
}

/** Runs without a blank, where what is quoted may have some. */
const TOKENS = /(?:[^\s"]|"(?:\\.|[^"\\])*(?:"|$))+/g;
const NAMED = /^([A-Za-z][\w.-]*)=(.*)$/s;

/** `why=status-403 areas=4` in its parts; what has no name belongs to the value before it. */
export function fieldsOf({ fields }: Pick<EngineEvent, 'fields'>): readonly FieldOfEvent[] {
  const parts: FieldOfEvent[] = [];
  for (const token of fields.match(TOKENS) ?? []) {
    const [, name, value] = NAMED.exec(token) ?? [];
    const before = name === undefined ? parts.pop() : undefined;
    if (name !== undefined) parts.push({ name, value: value ?? '' });
    else
      parts.push({
        name: before?.name ?? '',
        value: before === undefined ? token : `${before.value} ${token}`,
      });
  }
  return parts;
}
