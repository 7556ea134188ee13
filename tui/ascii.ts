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
  if (/^\p{ASCII}*$/u.test(text)) return text;
  return lettersOf(text)
    .map((letter) => {
      if (letter <= '\u007F') return letter;
      const base = SIGNS[letter] ?? letter.normalize('NFD').replace(/\p{M}/gu, '');
      return /^\p{ASCII}$/u.test(base) ? base : '?'.repeat(letterWidth(letter));
    })
    .join('');
}
