// The last door before the terminal: makes any text from outside safe and measurable, whoever should have done so before.
// Ink lets OSC sequences through; nothing that passes here can move the cursor, set a title or turn text around.

/** Longest text worth laying out (UTF-16 units): wider than any screen. */
const CAP = 400;
/** Line and page breaks, and all control characters: C0, DEL, C1. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Bidi marks, embeddings and isolates; zero-width and otherwise invisible characters, joiners, tags, selectors. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Variation_Selector}]/gu;
/** Skin tones: a terminal that does not join them to the hand before would give them columns of their own. */
const SKIN_TONES = /[\u{1F3FB}-\u{1F3FF}]/gu;
/** Two of these are a flag, of two columns or four; alone they are letters in a box. They become the letters. */
const FLAG_LETTERS = /[\u{1F1E6}-\u{1F1FF}]/gu;
const FLAG_A = 0x1f1e6;
/** Makes a key of the digit before it, of one column or two. */
const KEYCAP = /\u20E3/g;
/** Marks piled on one letter reach into the lines above and below. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;
/** Viramas, which make terminals disagree whether two letters share a column. */
const VIRAMA = /([\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D])(?=\p{L})/gu;
const NON_JOINER = '\u200C';

/**
 * `text` as one line that every terminal gives the same number of columns. Controls become a space; joiners, bidi
 * and invisible characters go, so that an emoji family is shown member by member; conjunct letters of Indian scripts
 * are kept apart, because some terminals join them and others do not; a flag is shown as its letters.
 */
export function plain(text: string): string {
  const short = text.length > CAP ? text.slice(0, CAP) : text;
  if (/^[\x20-\x7E]*$/.test(short)) return short;
  return short
    .toWellFormed()
    .normalize('NFC')
    .replace(CONTROLS, ' ')
    .replace(INVISIBLE, '')
    .replace(SKIN_TONES, '')
    .replace(FLAG_LETTERS, (letter) => String.fromCharCode(65 + (letter.codePointAt(0) ?? FLAG_A) - FLAG_A))
    .replace(KEYCAP, '')
    .replace(PILED_MARKS, '$1')
    .replace(VIRAMA, `$1${NON_JOINER}`);
}
