// From the keys a help names to what a keyboard sends for them. A name nobody knows fails: a help that names a key in
// another way, or a new key, is then seen by a test.

const NAMED: Readonly<Record<string, string>> = {
  Enter: '\r',
  Esc: '\u001B',
  Tab: '\t',
  'Shift-Tab': '\u001B[Z',
  Space: ' ',
  Backspace: '\u007F',
  Del: '\u001B[3~',
  Delete: '\u001B[3~',
  PgUp: '\u001B[5~',
  PgDn: '\u001B[6~',
  Home: '\u001B[H',
  End: '\u001B[F',
  '↑': '\u001B[A',
  '↓': '\u001B[B',
  '→': '\u001B[C',
  '←': '\u001B[D',
  Up: '\u001B[A',
  Down: '\u001B[B',
  Right: '\u001B[C',
  Left: '\u001B[D',
};
/** `1–6`, `1-6`, `1…6`. */
const DIGITS = /^(\d)[–\-…](\d)$/u;
const CONTROL = /^(?:Ctrl-|\^)([A-Za-z])$/;

export interface NamedKey {
  /** As the help names it. */
  readonly name: string;
  /** What the terminal sends. */
  readonly sends: string;
}

/** Every key of one label of the help: `↑ ↓ j k`, `PgUp/PgDn`, `1–6`, `↑↓`. @throws Error for a name nobody knows */
export function keysIn(label: string): readonly NamedKey[] {
  return label
    .split(/[\s,]+/u)
    .filter((word) => word !== '')
    .flatMap(keysOfWord);
}

function keysOfWord(word: string): readonly NamedKey[] {
  const named = NAMED[word];
  if (named !== undefined) return [{ name: word, sends: named }];
  const control = CONTROL.exec(word)?.[1];
  if (control !== undefined) {
    return [{ name: word, sends: String.fromCharCode(control.toUpperCase().charCodeAt(0) - 64) }];
  }
  const [, first, last] = DIGITS.exec(word) ?? [];
  if (first !== undefined && last !== undefined) {
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => {
      const digit = String(Number(first) + index);
      return { name: digit, sends: digit };
    });
  }
  if ([...word].length === 1) return [{ name: word, sends: word }];
  const parts = word.includes('/') ? word.split('/') : [...word];
  if (parts.every((part) => part in NAMED || [...part].length === 1) && isSplittable(word)) {
    return parts.flatMap(keysOfWord);
  }
  throw new Error(`the help names a key that no keyboard has: ${word}`);
}

/** `↑↓` and `PgUp/PgDn` are several keys; `jk` or `any` are no names of keys. */
function isSplittable(word: string): boolean {
  return word.includes('/') || /^[↑↓←→]+$/u.test(word);
}

/** What a sentence of the help calls a key, too: `PgUp PgDn by a page; g G to its ends`. */
const SAID = /(?<![\w-])(?:PgUp|PgDn|Home|End|Shift-Tab|Tab|Enter|Esc|Space)(?![\w-])/g;
const SAID_LETTERS = /(?<![\w'’-])[a-zA-Z](?: [a-zA-Z])*(?= (?:to|the) )/g;

/** Every key of one line of the help, each once. */
export function keysOfLine([keys, does]: readonly [keys: string, does: string]): readonly NamedKey[] {
  const said = [...does.matchAll(SAID), ...does.matchAll(SAID_LETTERS)]
    .map(([words]) => words)
    // An article is no key.
    .filter((words) => words !== 'a');
  const found = [keys, ...said].flatMap(keysIn);
  return found.filter(({ name }, at) => found.findIndex((other) => other.name === name) === at);
}
