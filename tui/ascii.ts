// Text for a terminal that has no letters but ASCII: every other one becomes one of the same width, so that columns
// stay where they are. Pure.
import { lettersOf, letterWidth } from './kit/width.ts';

const SIGNS: Readonly<Record<string, string>> = {
  '…': '~',
  '·': '-',
  '–': '-',
  '—': '-',
  '─': '-',
  '│': '|',
  '↑': '^',
  '↓': 'v',
  '←': '<',
  '→': '>',
  '×': 'x',
  '●': '*',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '▁': '.',
  '▂': '.',
  '▃': ':',
  '▄': ':',
  '▅': '|',
  '▆': '|',
  '▇': '#',
  '█': '#',
};

/** Controls and escape sequences, which are ASCII, stay as they are. */
export function asciiOf(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those that steer the terminal pass
  if (/^[\x00-\x7F]*$/.test(text)) return text;
  return lettersOf(text)
    .map((letter) => {
      if (letter <= '\u007F') return letter;
      const base = SIGNS[letter] ?? letter.normalize('NFD').replace(/\p{M}/gu, '');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant, whole
      return /^[\x00-\x7F]$/.test(base) ? base : '?'.repeat(letterWidth(letter));
    })
    .join('');
}
