// Lists, completion and forms as values: what a key makes of them.
import fc from 'fast-check';
import type { Key } from 'ink';
import { describe, expect, it } from 'vitest';
import { commonStart } from '../../../tui/kit/completion.tsx';
import { choicesText } from '../../../tui/kit/form-field.tsx';
import {
  changed,
  fieldsOf,
  focusMoved,
  saidLines,
  shownFields,
  valuesOf,
} from '../../../tui/kit/form-state.ts';
import { lineOf } from '../../../tui/kit/line-edit.ts';
import { moved, scrolled, settled } from '../../../tui/kit/list.ts';

const NO_KEY = {} as Key;
const TOP = { cursor: 0, offset: 0 };
const KEYS: readonly (readonly [string, Partial<Key>])[] = [
  ['j', {}],
  ['k', {}],
  ['g', {}],
  ['G', {}],
  ['', { upArrow: true }],
  ['', { downArrow: true }],
  ['', { pageUp: true }],
  ['', { pageDown: true }],
  ['', { home: true }],
  ['', { end: true }],
];

describe('a list', () => {
  const pressed = (...keys: readonly (readonly [string, Partial<Key>])[]) =>
    keys.reduce(
      (place, [input, key]) => moved(place, { count: 100, rows: 10 }, input, { ...NO_KEY, ...key }),
      TOP,
    );

  it('moves its cursor by the keys people know, and scrolls only when it must', () => {
    expect(pressed(['j', {}], ['j', {}], ['k', {}])).toEqual({ cursor: 1, offset: 0 });
    expect(pressed(['', { pageDown: true }])).toEqual({ cursor: 10, offset: 1 });
    expect(pressed(['G', {}])).toEqual({ cursor: 99, offset: 90 });
    expect(pressed(['G', {}], ['', { upArrow: true }])).toEqual({ cursor: 98, offset: 90 });
    expect(pressed(['', { end: true }], ['', { pageUp: true }])).toEqual({ cursor: 89, offset: 89 });
    expect(pressed(['G', {}], ['', { home: true }])).toEqual(TOP);
    expect(pressed(['j', { ctrl: true }], ['x', {}])).toEqual(TOP);
  });

  it('keeps its cursor on a line and in view, however it grows and shrinks', () => {
    const step = fc.tuple(fc.nat(KEYS.length - 1), fc.nat(60), fc.integer({ min: 1, max: 30 }));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let place = TOP;
        for (const [at, count, rows] of steps) {
          const [input, key] = KEYS[at] ?? ['j', {}];
          place = moved(place, { count, rows }, input, { ...NO_KEY, ...key });
          expect(place.cursor).toBeGreaterThanOrEqual(0);
          expect(place.cursor).toBeLessThan(Math.max(1, count));
          expect(place.offset).toBeLessThanOrEqual(place.cursor);
          expect(place.cursor - place.offset).toBeLessThan(rows);
          expect(place.offset).toBeLessThanOrEqual(Math.max(0, count - rows));
          expect(settled(place, { count, rows })).toEqual(place);
        }
      }),
    );
  });

  it('without a cursor is scrolled by the same keys, within its lines', () => {
    const extent = { count: 30, rows: 10 };
    expect(scrolled(0, extent, 'j', NO_KEY)).toBe(1);
    expect(scrolled(0, extent, '', { ...NO_KEY, pageDown: true })).toBe(10);
    expect(scrolled(99, extent, 'k', NO_KEY)).toBe(19);
    expect(scrolled(5, { count: 3, rows: 10 }, 'G', NO_KEY)).toBe(0);
    expect(scrolled(5, extent, 'x', NO_KEY)).toBeUndefined();
  });
});

describe('completion', () => {
  it('goes as far as all candidates agree, and cuts no letter in two', () => {
    expect(commonStart(['pause', 'pause-channel ', 'paused'])).toBe('pause');
    expect(commonStart(['one'])).toBe('one');
    expect(commonStart(['a', 'b'])).toBe('');
    expect(commonStart([])).toBe('');
    expect(commonStart(['x👨', 'x👩'])).toBe('x');
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (texts) => {
        for (const text of texts) expect(text.startsWith(commonStart(texts))).toBe(true);
      }),
    );
  });
});

describe('a form', () => {
  const FIELDS = [
    { name: 'email', label: 'Email', value: 'a@b.c' },
    { name: 'dose', label: 'Dose', value: 'any', choices: ['any', '1', '2'], hint: 'which dose' },
    { name: 'district', label: 'District', value: '', hint: 'its name', complete: () => ['BBMP'] },
  ];

  it('goes round its fields, and gives them back by their names', () => {
    const start = fieldsOf(FIELDS);
    const third = focusMoved(start, -1);
    expect(third.focus).toBe(2);
    expect(focusMoved(third, 1).focus).toBe(0);
    expect(valuesOf(FIELDS, changed(third, lineOf('294')))).toEqual({
      email: 'a@b.c',
      dose: 'any',
      district: '294',
    });
  });

  it('shows the field one is in, and as many around it as fit', () => {
    expect(shownFields(FIELDS, {}, 0, 10, 40)).toEqual([0, 1, 2]);
    expect(shownFields(FIELDS, { email: 'no address' }, 2, 5, 40)).toEqual([1, 2]);
    expect(shownFields(FIELDS, {}, 2, 1, 40)).toEqual([2]);
    fc.assert(
      fc.property(fc.nat(2), fc.integer({ min: 1, max: 12 }), (focus, rows) => {
        expect(shownFields(FIELDS, { dose: 'wrong' }, focus, rows, 40)).toContain(focus);
      }),
    );
  });

  it('says whole what is wrong with a field, and what it is for while one is in it', () => {
    const field = { hint: 'a part of its name, or its number' };
    const problem = 'A pincode has six digits and does not begin with 0, like 560011.';
    expect(saidLines(field, problem, false, 47)).toEqual([
      '! A pincode has six digits and does not begin',
      'with 0, like 560011.',
    ]);
    expect(saidLines(field, '', true, 47)).toEqual(['a part of its name, or its number']);
    expect(saidLines(field, '', false, 47)).toEqual([]);
    expect(shownFields(FIELDS, { email: problem }, 0, 5, 47)).toEqual([0, 1, 2]);
    expect(shownFields(FIELDS, { email: problem }, 0, 4, 47)).toEqual([0, 1]);
  });

  it('marks the choice made without colour', () => {
    expect(choicesText(['any', '1', '2'], '1', 40)).toBe(' any  [1]  2 ');
    const states = ['any', 'pending', 'sending', 'unknown'];
    expect(choicesText(states, 'any', 24)).toMatch(/^\[any\]/);
    expect(choicesText(states, 'unknown', 24)).toBe(' sending  [unknown]');
    expect(choicesText(states, 'unknown', 5)).toBe('[unknown]');
  });
});
