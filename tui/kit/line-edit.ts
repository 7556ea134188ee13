// A line that is being typed: the text, the place in it, and what each key makes of them. Pure.
import type { Key } from 'ink';
import { lettersOf, widthOf } from './width.ts';

export interface Line {
  /** Letter by letter, as a person counts them. */
  readonly letters: readonly string[];
  /** Before which letter the next one goes; `letters.length`: at the end. */
  readonly at: number;
}

/** Longest line (letters): more was pasted by mistake. */
const CAP = 4096;
/** Line breaks and controls: a pasted line break must not press Enter. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** A line with the place at its end. */
export function lineOf(text: string): Line {
  const letters = lettersOf(text.toWellFormed().replace(CONTROLS, ' ')).slice(0, CAP);
  return { letters, at: letters.length };
}

export function textOf(line: Line): string {
  return line.letters.join('');
}

/** With `text` typed or pasted at the place; line breaks become blanks, those around it go. */
export function insert(line: Line, text: string): Line {
  const clean = text
    .toWellFormed()
    .replace(/^[\r\n]+|[\r\n]+$/g, '')
    .replace(CONTROLS, ' ');
  const before = line.letters.slice(0, line.at).join('') + clean;
  const after = line.letters.slice(line.at).join('');
  // A mark that is typed joins the letter before it.
  const letters = lettersOf(before + after).slice(0, CAP);
  return { letters, at: Math.min(letters.length, lettersOf(before).length) };
}

/** The line after a key; undefined when the key does not edit. */
export function edited(line: Line, input: string, key: Key): Line | undefined {
  const { letters, at } = line;
  const cut = (from: number, to: number): Line => ({
    letters: [...letters.slice(0, from), ...letters.slice(to)],
    at: from,
  });
  const to = (place: number): Line => ({ letters, at: Math.max(0, Math.min(letters.length, place)) });
  if (key.leftArrow) return to(key.ctrl || key.meta ? wordStart(line) : at - 1);
  if (key.rightArrow) return to(key.ctrl || key.meta ? wordEnd(line) : at + 1);
  if (key.home || (key.ctrl && input === 'a')) return to(0);
  if (key.end || (key.ctrl && input === 'e')) return to(letters.length);
  if (key.backspace)
    return key.ctrl || key.meta ? cut(wordStart(line), at) : at === 0 ? line : cut(at - 1, at);
  if (key.delete || (key.ctrl && input === 'd')) return at === letters.length ? line : cut(at, at + 1);
  if (key.ctrl && input === 'u') return cut(0, at);
  if (key.ctrl && input === 'k') return cut(at, letters.length);
  if (key.ctrl && input === 'w') return cut(wordStart(line), at);
  if (key.ctrl || key.meta || key.escape || key.return || key.tab || input === '') return undefined;
  return insert(line, input);
}

function wordStart({ letters, at }: Line): number {
  let place = at;
  while (place > 0 && letters[place - 1] === ' ') place -= 1;
  while (place > 0 && letters[place - 1] !== ' ') place -= 1;
  return place;
}

function wordEnd({ letters, at }: Line): number {
  let place = at;
  while (place < letters.length && letters[place] === ' ') place += 1;
  while (place < letters.length && letters[place] !== ' ') place += 1;
  return place;
}

/** The part of a line as it is shown that fits `width` columns, in three: before the place, at it (empty at the end), after it. */
export function windowOf(line: Line, width: number): readonly [before: string, at: string, after: string] {
  const { letters, at } = line;
  const here = letters[at] ?? '';
  let room = width - (here === '' ? 1 : widthOf(here));
  let from = at;
  while (from > 0 && room >= widthOf(letters[from - 1] ?? '')) {
    from -= 1;
    room -= widthOf(letters[from] ?? '');
  }
  let to = Math.min(at + 1, letters.length);
  while (to < letters.length && room >= widthOf(letters[to] ?? '')) {
    room -= widthOf(letters[to] ?? '');
    to += 1;
  }
  return [letters.slice(from, at).join(''), here, letters.slice(at + 1, to).join('')];
}
