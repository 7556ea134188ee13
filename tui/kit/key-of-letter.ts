// Letters that came several at once, as over a slow line: whether they were typed, and which key each of them was. Pure.
import type { Key } from 'ink';

const NAMED: Readonly<Record<string, Partial<Key>>> = {
  '\r': { return: true },
  '\n': { return: true },
  '\t': { tab: true },
  '\b': { backspace: true },
  '\u007F': { backspace: true },
};

/** More letters at once than this were hardly typed, unless a key was held down. */
const TYPED_AT_ONCE = 32;
/** No text that anybody pastes makes do with so few letters: keys that were held down do. */
const FEW_KEYS = 3;

/** Whether letters that came at once, without the mark that most terminals give what is pasted, were pasted. */
export function isPasted(letters: readonly string[]): boolean {
  return letters.length > TYPED_AT_ONCE && new Set(letters).size > FEW_KEYS;
}

/** @param among the key as it was told for all the letters together, which has no name */
export function keyOfLetter(letter: string, among: Key): readonly [input: string, key: Key] {
  const named = NAMED[letter];
  if (named !== undefined) return ['', { ...among, ...named }];
  const code = letter.charCodeAt(0);
  // Ctrl-A is 1, Ctrl-B is 2, and so on.
  if (code >= 1 && code <= 26) return [String.fromCharCode(code + 96), { ...among, ctrl: true }];
  return [letter, among];
}
