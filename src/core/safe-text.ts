// Text from outside, made safe once on the way in: nothing that drives a terminal, hides, or turns text around is left.
// It is not an encoding: HTML, Markdown, CSV and mail headers are encoded again where text goes out.

/**
 * Plain printable ASCII with single spaces inside: what nearly every field is, and nothing to do to it.
 * Linear: a space is never in `[!-~]`, so there is one way to match.
 */
const ORDINARY = /^[!-~]+(?: [!-~]+)*$/;

/** Printable ASCII: hospitals type stray spaces, and nothing else can be wrong with it. */
const PRINTABLE = /^[ -~]*$/;

/**
 * Terminal sequences, whole, in their 7-bit (`ESC [`) and 8-bit (C1) forms. A string sequence (DCS, SOS, OSC, PM, APC)
 * that is never ended loses only its introducer: the rest is harmless without it, and a stray C1 byte in a wrongly
 * decoded name must not swallow the name.
 */
const SEQUENCES = new RegExp(
  [
    // A string holds no introducer: so the search for its end is linear, and it never swallows the next one.
    '(?:\\x1b[PX\\]^_]|[\\x90\\x98\\x9d\\x9e\\x9f])[^\\x07\\x1b\\x90\\x98\\x9c-\\x9f]*(?:\\x07|\\x1b\\\\|\\x9c)',
    '(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]',
    '\\x1b[PX\\]^_[]',
    '\\x1b[ -/]*[0-~]',
  ].join('|'),
  'g',
);

/** Breaks that stand between words: they become a space, other controls vanish. */
const BREAKS = /[\t\n\v\f\r\x85\u2028\u2029]/g;

/**
 * Joiners and the emoji variation selector stay where they shape what is seen: after a letter or sign of the Indic
 * scripts (conjuncts, old chillu letters at the end of a word), and between or after emoji. Anywhere else they are
 * invisible and only make two texts look alike.
 */
const SHAPING =
  /(?<=[\u0900-\u0dff])[\u200c\u200d]|(?<=\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d(?=\p{Extended_Pictographic})|(?<=\p{Emoji})\ufe0f/gu;

/**
 * Controls, lone surrogates, noncharacters, annotation marks, and all that is meant to be invisible: bidi controls,
 * zero-width and tag characters, fillers.
 */
const UNWANTED =
  /\p{Cc}|\p{Cs}|\p{Default_Ignorable_Code_Point}|\p{Noncharacter_Code_Point}|[\ufff9-\ufffb]/gu;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * `raw` as text that is safe to keep and to show: one line, NFC, single spaces, trimmed.
 * Strings and finite numbers are taken; anything else is `''`.
 * @param maxChars most UTF-16 units of the result; a longer text is cut between graphemes and ends with `…`
 */
export function safeText(raw: unknown, maxChars: number): string {
  if (typeof raw === 'number') return Number.isFinite(raw) ? cut(String(raw), maxChars) : '';
  if (typeof raw !== 'string') return '';
  if (raw.length <= maxChars && ORDINARY.test(raw)) return raw;
  return cut(PRINTABLE.test(raw) ? raw.replace(/ {2,}/g, ' ').trim() : cleaned(raw), maxChars);
}

/**
 * Text of ours, of several lines, in which words from outside may stand that were not made safe: what drives a terminal,
 * hides or turns text around is taken out, and all else, spaces too, stays where it is.
 */
export function safeLines(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      PRINTABLE.test(line) ? line : withoutHarm(line.replace(SEQUENCES, '').replace(BREAKS, ' ')),
    )
    .join('\n');
}

/** Dropping a joiner can reorder the marks around another: rounds until nothing moves, or the joiners all go. */
const MOST_ROUNDS = 3;

function cleaned(raw: string): string {
  let text = raw.replace(SEQUENCES, '').replace(BREAKS, ' ');
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = tidy(withoutHarm(text));
    if (next === text) return text;
    text = next;
  }
  return tidy(text.replace(UNWANTED, ''));
}

function withoutHarm(text: string): string {
  const shaping = new Set(Array.from(text.matchAll(SHAPING), (match) => match.index));
  return text.replace(UNWANTED, (found, at: number) => (shaping.has(at) ? found : ''));
}

function tidy(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

function cut(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  let end = 0;
  for (const { index, segment } of graphemes.segment(text)) {
    if (index + segment.length > maxChars - 1) break;
    end = index + segment.length;
  }
  return maxChars < 1 ? '' : `${text.slice(0, end).trimEnd()}…`;
}
