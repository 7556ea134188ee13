// What stands in the fields of a form, and which one the keys are in. Pure.
import type { Field } from './field.ts';
import { type Line, lineOf, textOf } from './line-edit.ts';
import { wrapped } from './wrapped.ts';

/** Most lines of what is wrong with one field, or of what it is for. */
const SAID_ROWS = 3;

export interface Fields {
  readonly lines: readonly Line[];
  /** Place of the field the keys are in. */
  readonly focus: number;
}

export function fieldsOf(fields: readonly Field[]): Fields {
  return { lines: fields.map(({ value }) => lineOf(value)), focus: 0 };
}

/** With another line in the field the keys are in. */
export function changed(state: Fields, line: Line): Fields {
  return { ...state, lines: state.lines.with(state.focus, line) };
}

/** The field after, or before, the last one is the first again. */
export function focusMoved(state: Fields, by: number): Fields {
  const count = state.lines.length;
  return count === 0 ? state : { ...state, focus: (state.focus + by + count) % count };
}

/** The place of the first field with which something is wrong; undefined: there is none. */
export function firstWrong(
  fields: readonly Pick<Field, 'name'>[],
  problems: Readonly<Record<string, string>>,
): number | undefined {
  const place = fields.findIndex(({ name }) => (problems[name] ?? '') !== '');
  return place === -1 ? undefined : place;
}

/** What stands in the fields, by their names. */
export function valuesOf(fields: readonly Field[], state: Fields): Readonly<Record<string, string>> {
  return Object.fromEntries(fields.map(({ name }, at) => [name, textOf(state.lines[at] ?? lineOf(''))]));
}

/** What stands below a field, line by line: what is wrong with it, else what it is for while the keys are in it. */
export function saidLines(
  { hint = '' }: Pick<Field, 'hint'>,
  problem: string,
  isFocused: boolean,
  width: number,
): readonly string[] {
  const text = problem === '' ? (isFocused ? hint : '') : `! ${problem}`;
  return text === '' ? [] : wrapped(text, width).slice(0, SAID_ROWS);
}

/** The places of the fields that fit `rows` lines, the focused one among them. @param width of what is said of a field */
export function shownFields(
  fields: readonly Field[],
  problems: Readonly<Record<string, string>>,
  focus: number,
  rows: number,
  width: number,
): readonly number[] {
  const lines = fields.map((field, at) => linesOf(field, problems[field.name] ?? '', at === focus, width));
  let from = focus;
  let room = rows - (lines[focus] ?? 1);
  while (from > 0 && room >= (lines[from - 1] ?? 1)) {
    from -= 1;
    room -= lines[from] ?? 1;
  }
  let to = focus + 1;
  while (to < fields.length && room >= (lines[to] ?? 1)) {
    room -= lines[to] ?? 1;
    to += 1;
  }
  return Array.from({ length: to - from }, (_, at) => from + at);
}

function linesOf(field: Field, problem: string, isFocused: boolean, width: number): number {
  const said = saidLines(field, problem, isFocused, width).length;
  return 1 + said + (isFocused && field.complete !== undefined ? 1 : 0);
}
