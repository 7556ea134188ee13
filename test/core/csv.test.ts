// Comma-separated values: what is written is read back, and a text that is none is refused where it goes wrong.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, readCsv } from '../../src/core/csv.ts';

function cells(text: string): readonly (readonly string[])[] {
  const reading = readCsv(text);
  if (!reading.ok) throw new Error(`${reading.line}: ${reading.message}`);
  return reading.rows.map((row) => row.cells);
}

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', 'a', ' ', 'ಕ', '\uFEFF') }),
  fc.string({ unit: 'binary' }),
);

describe('comma-separated values', () => {
  it('are read back as they were written, whatever stands in them', () => {
    const row = fc.array(cell, { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
        expect(cells(`\uFEFF${rows.map(csvLine).join('')}`)).toEqual(rows);
      }),
    );
  });

  it('are quoted only where they must be', () => {
    expect(csvLine(['1', 'a,b', 'say "a"', ' x', 'two\nlines', 'plain text', ''])).toBe(
      '1,"a,b","say ""a"""," x","two\nlines",plain text,\r\n',
    );
  });

  it.each([
    [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a\r1\r', [['a'], ['1']]],
    [
      '\uFEFFa,\n\n\r\n,b',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    [
      '"a""b","c,d"\n"two\nlines",x',
      [
        ['a"b', 'c,d'],
        ['two\nlines', 'x'],
      ],
    ],
    ['a"b,c\n', [['a"b', 'c']]],
    ['', []],
  ])('reads %j', (text, rows) => expect(cells(text)).toEqual(rows));

  it('says in which line a row begins, also after line breaks within cells', () => {
    const reading = readCsv('a\n"b\r\nc"\n\nd\n');
    expect(reading.ok && reading.rows.map((row) => row.line)).toEqual([1, 2, 5]);
  });

  it.each([
    ['a\n"b', 2, 'a quote is opened and never closed'],
    ['a\n"b\nc"d', 3, 'something stands after a closing quote'],
  ])('refuses %j in the line it goes wrong in', (text, line, message) => {
    expect(readCsv(text)).toEqual({ ok: false, line, message });
  });

  it('reads a hundred thousand rows in a blink', () => {
    const text = csvLine(['telegram', '1234567', 'say "hello", you']).repeat(100_000);
    const beganMs = performance.now();
    expect(cells(text)).toHaveLength(100_000);
    expect(performance.now() - beganMs).toBeLessThan(2_000);
  });
});
