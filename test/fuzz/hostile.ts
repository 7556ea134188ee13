// Text as an enemy would type it, and what of it must never be left: told apart here by code points, without the
// patterns the program uses.
import fc from 'fast-check';

const PIECES = [
  '\u0000',
  '\r\n',
  '\n',
  '\t',
  '\u001b[31m',
  '\u001b]52;c;QUJD\u0007',
  '\u001b]8;;http://evil.example\u001b\\',
  '\u001bP',
  '\u009b2J',
  '\u009d0;x\u009c',
  '\u0085',
  '\u2028',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u200c',
  '\u200d',
  '\u200f',
  '\ufeff',
  '\u00ad',
  '\u{e0041}',
  '\ufff9',
  '\uffff',
  '\ud800',
  '\udc00',
  '<b>',
  '</p>',
  '<script>alert(1)</script>',
  '<!--',
  ']]>',
  '"',
  "'",
  '&',
  '&amp;',
  '&#x3c;',
  '&lt',
  '`',
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '＝1',
  "'=1",
  ',',
  ';',
  '""',
  '__proto__',
  'Bcc: x@example.org',
  '=?utf-8?q?x?=',
  'https://evil.example/',
  '%0d%0a',
  'ಸರ್ಕಾರಿ ಆಸ್ಪತ್ರೆ',
  'क्\u200dष',
  '👩\u200d👧',
  'e\u0301\u0323',
  'ﷺ',
  'PHC Jayanagar',
  ' ',
  '  ',
] as const;

/** Mostly pieces that mean something to somebody, some of any characters, a few of them very long. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((all) => all.join('')) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.uint16Array({ maxLength: 40 }).map((units) => String.fromCharCode(...units)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...PIECES), fc.integer({ min: 1, max: 4_000 }))
      .map(([piece, times]) => piece.repeat(times)),
  },
);

/** What a person must never be shown, as `U+202E`; undefined when there is none of it. */
export function harmIn(text: string): string | undefined {
  if (!text.isWellFormed()) return 'a lone surrogate';
  const points = [...text].map((character) => character.codePointAt(0) as number);
  const at = points.findIndex((point, index) => isHarmful(point, points[index - 1]));
  return at === -1 ? undefined : `U+${points[at]?.toString(16)}`;
}

function isHarmful(point: number, before: number | undefined): boolean {
  const within = (low: number, high: number) => point >= low && point <= high;
  // Joiners shape Indic letters and emoji; there they are seen.
  if (within(0x200c, 0x200d)) return before === undefined || before < 0x900;
  return (
    within(0, 0x1f) ||
    within(0x7f, 0x9f) ||
    point === 0xad ||
    point === 0x61c ||
    within(0x200b, 0x200f) ||
    within(0x2028, 0x202e) ||
    within(0x2060, 0x206f) ||
    point === 0xfeff ||
    within(0xfff9, 0xfffb) ||
    within(0xe0000, 0xe0fff) ||
    (point & 0xfffe) === 0xfffe
  );
}
