// Which events are shown, by level and by text, and where the text stands in them. Pure.
import { type EngineEvent, EVENT_LEVELS, type EventLevel } from '../../../src/core/events.ts';

export interface EventFilter {
  /** This level and worse. */
  readonly level: EventLevel;
  /** Part of the event's name or fields, whatever the case; empty: all. */
  readonly text: string;
}

/** The levels one steps through; the first is everything. */
const STEPS: readonly EventLevel[] = ['debug', 'warn', 'error'];

/** The next level, and after the last the first again. */
export function nextLevel(level: EventLevel): EventLevel {
  return STEPS[(STEPS.indexOf(level) + 1) % STEPS.length] ?? 'debug';
}

/** The events that fit; the very same list when nothing is filtered. */
export function fitting(
  events: readonly EngineEvent[],
  { level, text }: EventFilter,
): readonly EngineEvent[] {
  const least = EVENT_LEVELS.indexOf(level);
  if (least === 0 && text === '') return events;
  const needle = needleOf(text);
  return events.filter(
    (one) =>
      EVENT_LEVELS.indexOf(one.level) >= least &&
      (needle === null || one.event.search(needle) !== -1 || one.fields.search(needle) !== -1),
  );
}

/** Everything. */
export const NO_FILTER: EventFilter = { level: 'debug', text: '' };

/** A piece of a text; `marked` when it is what was searched for. */
export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/** `text` cut where `needle` stands in it, whatever the case. */
export function pieces(text: string, needle: string): readonly Piece[] {
  const pattern = needleOf(needle);
  if (pattern === null) return [{ text, marked: false }];
  const cut: Piece[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(pattern)) {
    if (index > from) cut.push({ text: text.slice(from, index), marked: false });
    cut.push({ text: found, marked: true });
    from = index + found.length;
  }
  if (from < text.length || cut.length === 0) cut.push({ text: text.slice(from), marked: false });
  return cut;
}

function needleOf(text: string): RegExp | null {
  return text === '' ? null : new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'giu');
}
