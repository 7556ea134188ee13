// Typing in a line: every key, letters that are wide or made of several parts, and whatever is pasted.
import fc from 'fast-check';
import type { Key } from 'ink';
import { describe, expect, it } from 'vitest';
import { keyOfLetter } from '../../../tui/kit/key-of-letter.ts';
import { edited, insert, type Line, lineOf, textOf, windowOf } from '../../../tui/kit/line-edit.ts';
import { plain } from '../../../tui/kit/plain.ts';
import { lettersOf, widthOf } from '../../../tui/kit/width.ts';

const NO_KEY = {} as Key;
const press = (line: Line, key: Partial<Key>, input = ''): Line =>
  edited(line, input, { ...NO_KEY, ...key }) ?? line;
const ctrl = (line: Line, letter: string): Line => press(line, { ctrl: true }, letter);
/** The line with `|` at the place. */
const shown = ({ letters, at }: Line): string =>
  `${letters.slice(0, at).join('')}|${letters.slice(at).join('')}`;
const typed = (text: string): Line => [...text].reduce((line, letter) => press(line, {}, letter), lineOf(''));
const FAMILY = '👨‍👩‍👧';
const TEXTS = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('a', ' ', '東', 'ಕ್', 'क्षे', FAMILY, '💉', 'e\u0301', '\u200B', '\n'))
    .map((all) => all.join('')),
);

describe('a line that is typed', () => {
  it('follows the keys people know', () => {
    let line = typed('one two three');
    line = press(line, { leftArrow: true });
    expect(shown(line)).toBe('one two thre|e');
    expect(shown(ctrl(line, 'w'))).toBe('one two |e');
    expect(shown(ctrl(line, 'u'))).toBe('|e');
    expect(shown(ctrl(line, 'k'))).toBe('one two thre|');
    expect(shown(ctrl(line, 'a'))).toBe('|one two three');
    expect(shown(press(line, { home: true }))).toBe('|one two three');
    expect(shown(ctrl(press(line, { home: true }), 'e'))).toBe('one two three|');
    expect(shown(press(line, { backspace: true }))).toBe('one two thr|e');
    expect(shown(press(line, { delete: true }))).toBe('one two thre|');
    expect(shown(press(line, { leftArrow: true, ctrl: true }))).toBe('one two |three');
    expect(shown(press(ctrl(line, 'a'), { rightArrow: true, ctrl: true }))).toBe('one| two three');
    expect(shown(press(line, {}, 'X'))).toBe('one two threX|e');
  });

  it('stays as it is at its ends, and leaves keys that do not edit to others', () => {
    expect(shown(press(press(lineOf(''), { backspace: true }), { leftArrow: true }))).toBe('|');
    expect(shown(press(press(lineOf('a'), { delete: true }), { rightArrow: true }))).toBe('a|');
    for (const key of ['return', 'escape', 'tab', 'upArrow', 'pageDown'] as const)
      expect(edited(lineOf('a'), '', { ...NO_KEY, [key]: true }), key).toBeUndefined();
    expect(edited(lineOf('a'), 'x', { ...NO_KEY, meta: true })).toBeUndefined();
  });

  it('takes letters of several parts whole: a mark joins its letter, a family goes at once', () => {
    expect(typed('e\u0301').letters).toEqual(['e\u0301']);
    expect(shown(press(lineOf(`a${FAMILY}`), { backspace: true }))).toBe('a|');
    expect(shown(press(lineOf('ನೋಡಿ'), { leftArrow: true }))).toBe('ನೋ|ಡಿ');
  });

  it('takes what is pasted as one line, whatever it is', () => {
    expect(shown(insert(press(lineOf('ad'), { leftArrow: true }), 'b\r\nc\r\n'))).toBe('ab c|d');
    expect(textOf(insert(lineOf(''), '\u001B[2J\u0007x\u0000'))).toBe(' [2J x ');
    expect(textOf(lineOf('x'.repeat(9000)))).toHaveLength(4096);
    fc.assert(
      fc.property(TEXTS, TEXTS, fc.nat(10), (before, pasted, back) => {
        let line = lineOf(before);
        for (let step = 0; step < back; step += 1) line = press(line, { leftArrow: true });
        const after = insert(line, pasted);
        expect(textOf(after)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        expect(after.at).toBeLessThanOrEqual(after.letters.length);
        expect(lettersOf(textOf(after))).toEqual(after.letters);
      }),
    );
  });

  it('survives any keys in any order', () => {
    const keys = fc.oneof(
      fc
        .constantFrom<Partial<Key>>(
          { leftArrow: true },
          { rightArrow: true },
          { home: true },
          { backspace: true },
          { delete: true },
          { leftArrow: true, ctrl: true },
        )
        .map((key) => [key, ''] as const),
      fc.constantFrom('a', 'e', 'u', 'k', 'w', 'd').map((letter) => [{ ctrl: true }, letter] as const),
      fc.constantFrom('a', ' ', '東', '\u0301', '💉', '\u200D').map((letter) => [{}, letter] as const),
    );
    fc.assert(
      fc.property(fc.array(keys, { maxLength: 60 }), (all) => {
        const line = all.reduce((now, [key, input]) => press(now, key, input), lineOf(''));
        expect(line.at).toBeGreaterThanOrEqual(0);
        expect(line.at).toBeLessThanOrEqual(line.letters.length);
      }),
    );
  });
});

describe('the part of a line that is shown', () => {
  it('fits its room with the place in it, whatever its letters', () => {
    fc.assert(
      fc.property(TEXTS, fc.nat(30), fc.integer({ min: 4, max: 40 }), (text, back, width) => {
        const { letters } = lineOf(text);
        const line = { letters: letters.map(plain), at: Math.max(0, letters.length - back) };
        const [before, at, after] = windowOf(line, width);
        const cursor = at === '' ? 1 : widthOf(at);
        expect(widthOf(before) + cursor + widthOf(after)).toBeLessThanOrEqual(Math.max(width, cursor));
        expect(at).toBe(line.letters[line.at] ?? '');
        expect(line.letters.join('')).toContain(`${before}${at}${after}`);
      }),
    );
  });

  it('is all of it where there is room', () => {
    expect(windowOf(press(lineOf('東京 x'), { leftArrow: true }), 10)).toEqual(['東京 ', 'x', '']);
    expect(windowOf(lineOf('東京東京'), 6)).toEqual(['東京', '', '']);
  });
});

describe('keys that came several at once', () => {
  it('are told apart by their codes', () => {
    expect(keyOfLetter('\r', NO_KEY)).toEqual(['', { return: true }]);
    expect(keyOfLetter('\u007F', NO_KEY)).toEqual(['', { backspace: true }]);
    expect(keyOfLetter('\u0003', NO_KEY)).toEqual(['c', { ctrl: true }]);
    expect(keyOfLetter('ж', NO_KEY)).toEqual(['ж', {}]);
  });
});
