// Long texts as lines of a given width, for where a text is shown whole. Pure; safe for the terminal like `plain`.
import { plain } from './plain.ts';
import { lettersOf, letterWidth, widthOf } from './width.ts';

/** Pieces of a word short enough for `plain` (code points); no letter is cut by taking code points. */
const PIECE = 150;

/** `text` broken between words, and inside those that are wider than `width`. At least one line. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let taken = 0;
  for (const word of text.split(/[\s\p{Cc}]+/u).flatMap((long) => broken(safe(long), width))) {
    const wide = widthOf(word);
    if (line !== '' && taken + 1 + wide <= width) {
      line += ` ${word}`;
      taken += 1 + wide;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    taken = wide;
  }
  return [...lines, line];
}

function safe(word: string): string {
  const points = [...word];
  if (points.length <= PIECE) return plain(word);
  const pieces = Array.from({ length: Math.ceil(points.length / PIECE) }, (_, at) =>
    plain(points.slice(at * PIECE, (at + 1) * PIECE).join('')),
  );
  return pieces.join('');
}

/** A word in pieces no wider than a line; nothing of an empty one. */
function broken(word: string, width: number): readonly string[] {
  if (word === '') return [];
  if (widthOf(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  let taken = 0;
  for (const letter of lettersOf(word)) {
    const wide = letterWidth(letter);
    if (piece !== '' && taken + wide > width) {
      pieces.push(piece);
      piece = '';
      taken = 0;
    }
    piece += letter;
    taken += wide;
  }
  return [...pieces, piece];
}
