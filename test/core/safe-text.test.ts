// Text from outside is shown in terminals, mails and messages: what may be left of it, and what may not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeLines, safeText } from '../../src/core/safe-text.ts';

const LIMIT = 80;
const safe = (raw: unknown) => safeText(raw, LIMIT);

/** Anything that moves a cursor, turns text, hides, or is no character. Joiners have their own test. */
const HARMFUL =
  /\p{Cc}|\p{Cs}|\p{Bidi_Control}|\p{Noncharacter_Code_Point}|[\u00ad\u115f\u180e\u200b\u2028\u2029\u2060\u3164\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/u;

describe('what is taken', () => {
  it.each<[unknown, string]>([
    ['PHC Danapur', 'PHC Danapur'],
    [578076, '578076'],
    [9.5, '9.5'],
    [0, '0'],
    [Number.NaN, ''],
    [Number.POSITIVE_INFINITY, ''],
    [null, ''],
    [undefined, ''],
    [true, ''],
    [{ toString: () => 'x' }, ''],
    [['x'], ''],
    ['', ''],
  ])('%j -> %j', (raw, text) => {
    expect(safe(raw)).toBe(text);
  });
});

describe('what is left out', () => {
  it.each<[string, string, string]>([
    ['colours', '\x1b[31;1mred\x1b[0m', 'red'],
    ['private CSI', '\x1b[?1049hscreen', 'screen'],
    ['8-bit CSI', '\x9b2Jcleared', 'cleared'],
    ['a window title, ended by BEL', 'a\x1b]0;title\x07b', 'ab'],
    ['a window title, ended by ST', 'a\x1b]2;title\x1b\\b', 'ab'],
    ['a link', '\x1b]8;;https://evil.example\x1b\\text\x1b]8;;\x1b\\', 'text'],
    ['a clipboard write', 'a\x1b]52;c;ZXZpbA==\x07b', 'ab'],
    ['an 8-bit OSC', 'a\x9d0;title\x9cb', 'ab'],
    ['DCS', 'a\x1bP1$r0m\x1b\\b', 'ab'],
    ['APC', 'a\x1b_payload\x1b\\b', 'ab'],
    ['two-character sequences', 'a\x1bcb\x1b(Bc', 'abc'],
    ['an unended string loses its introducer only', 'a\x1b]0;title', 'a0;title'],
    ['a stray C1 byte does not swallow the name', 'St. Mary\x9ds Hospital', 'St. Marys Hospital'],
    ['a sequence in a sequence', '\x1b\x1b[31m]0;x\x07y', ']0;xy'],
    ['a lone ESC', 'a\x1b', 'a'],
    ['NUL, BEL, backspace, DEL', 'a\0b\x07c\x08d\x7fe', 'abcde'],
    ['bidi', '\u202eevil\u202c \u2066x\u2069\u200e\u200f\u061c', 'evil x'],
    ['zero width', 'a\u200bb\u2060c\ufeffd\u00ade', 'abcde'],
    ['blanks in disguise', 'a\u3164b\u115fc', 'abc'],
    ['tags', 'a\u{e0041}\u{e007f}b', 'ab'],
    ['lone surrogates', 'a\ud800b\udc00c', 'abc'],
    ['noncharacters', 'a\ufffeb\ufdd0c\u{1ffff}d', 'abcd'],
  ])('%s', (_, raw, text) => {
    expect(safe(raw)).toBe(text);
  });

  it('turns every kind of space and line end into single spaces, and trims', () => {
    expect(safe('\u00a0 a\r\nb\tc\u2028d\u3000\u2009e\x85f \ufeff ')).toBe('a b c d e f');
  });

  it('composes characters', () => {
    expect(safe('Cafe\u0301')).toBe('Caf\u00e9');
  });

  it('keeps joiners that shape Indic letters and emoji, and no other', () => {
    const kept = [
      'ക്\u200dഷ',
      'ന്\u200d മാവ്',
      'क्\u200cष',
      '👩\u200d👩\u200d👧',
      '❤\ufe0f\u200d🔥',
      '👩🏽\u200d⚕\ufe0f',
      '1\ufe0f\u20e3',
    ];
    for (const text of kept) expect(safe(text)).toBe(text.normalize('NFC'));
    expect(safe('CO\u200dVI\u200cN\ufe0f')).toBe('COVIN');
    expect(safe('क\u200d\u200d\u200dष')).toBe('क\u200dष');
    expect(safe('👩\u200d x')).toBe('👩 x');
  });
});

describe('lines of ours', () => {
  it('keep their spaces and breaks, and lose what words from outside would do in them', () => {
    expect(safeLines('  - a  \x1b[31mb\x1b[0m\n\tc\u009b2J \u202ed\re')).toBe('  - a  b\n c d e');
    expect(safeLines('क्\u200cष  👩\u200d👩')).toBe('क्\u200cष  👩\u200d👩');
  });
});

describe('cutting', () => {
  it('leaves what fits as it is', () => {
    expect(safeText('x'.repeat(80), 80)).toBe('x'.repeat(80));
  });

  it('ends with an ellipsis, within the limit, without a space before it', () => {
    expect(safeText('abcdef', 5)).toBe('abcd…');
    expect(safeText('abc def', 5)).toBe('abc…');
    expect(safeText(123456, 4)).toBe('123…');
  });

  it('never splits what a reader sees as one character', () => {
    expect(safeText('ab👩\u200d👩\u200d👧cdefgh', 6)).toBe('ab…');
    expect(safeText('नमस्ते दुनिया', 5)).toBe('नम…');
    expect(safeText(`e${'\u0323\u0301'.repeat(50)}`, 10)).toBe('…');
    expect(safeText('abc', 0)).toBe('');
  });
});

describe('whatever comes in', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 120 }),
    fc.string({
      unit: fc.constantFrom(
        ...'\x1b\x9b\x9d\x9c\x07[]PX^_\\;0m 8a\u200d\u200cक्👩\ufe0f\u0301e\ud800'.split(''),
      ),
      maxLength: 120,
    }),
  );

  it('holds nothing harmful, on one line, composed, within the limit', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 40 }), (raw, maxChars) => {
        const result = safeText(raw, maxChars);
        expect(result).not.toMatch(HARMFUL);
        expect(result.length).toBeLessThanOrEqual(maxChars);
        expect(result).toBe(result.trim().replace(/\s+/g, ' ').normalize('NFC'));
      }),
      { numRuns: 1_000 },
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (raw, maxChars) => {
        const once = safeText(raw, maxChars);
        expect(safeText(once, maxChars)).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });

  it('decides about a joiner by what stands before it in the end, once the marks are in order', () => {
    const raw = '\u0301\u094d\u200c';
    expect(safeText(safeText(raw, 9), 9)).toBe(safeText(raw, 9));
  });

  it('takes time in proportion to the length', () => {
    // Would take minutes if an unended sequence were searched to the end from each of its beginnings.
    for (const part of ['\x1b]', '\x9d', '\x1b[0', '\x9b0;', 'a ', '\u200d', '\x1bP\x9d', 'क\u200d']) {
      const startedAt = performance.now();
      safeText(part.repeat(200_000), 100);
      expect(performance.now() - startedAt, JSON.stringify(part)).toBeLessThan(5_000);
    }
  });
});
