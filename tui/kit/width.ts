// How many columns a terminal gives to a text. Pure; agrees with how Ink lays out texts that went through `plain`.

const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]$/u;
/** Vowel signs of Indian scripts and marks of half-width kana: they join their letter and have a column of their own. */
const BESIDE = /^[\p{Mc}\uFF9E\uFF9F]$/u;
const EMOJI = /^\p{Emoji_Presentation}$/u;
/** East Asian wide and full-width letters (UAX 11), as ranges of code points. */
const WIDE: readonly (readonly [from: number, to: number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6b],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1b000, 0x1b2ff],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What a person takes for one letter each: a letter with its marks, an emoji with all its parts. */
export function lettersOf(text: string): string[] {
  if (/^[\x20-\x7E]*$/.test(text)) return [...text];
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** Columns of one letter as `lettersOf` gives them: those of its first part that has any, and of the marks beside it. */
export function letterWidth(letter: string): number {
  let first = 0;
  let beside = 0;
  for (const part of letter) {
    if (first === 0) first = partWidth(part);
    else if (BESIDE.test(part)) beside += 1;
  }
  return first + beside;
}

/** Columns of a text. */
export function widthOf(text: string): number {
  return lettersOf(text).reduce((sum, letter) => sum + letterWidth(letter), 0);
}

function partWidth(part: string): number {
  if (NO_WIDTH.test(part)) return 0;
  const code = part.codePointAt(0) ?? 0;
  if (EMOJI.test(part) || WIDE.some(([from, to]) => code >= from && code <= to)) return 2;
  return 1;
}
