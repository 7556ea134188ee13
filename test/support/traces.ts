// Looks for what should be gone: a word in every spelling a program may have left it in, byte by byte.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A place where a word was found, and how it was spelt there. */
export interface Trace {
  readonly where: string;
  readonly spelling: string;
}

interface Spelling {
  readonly name: string;
  /** In Latin-1, one character a byte. */
  readonly bytes: string;
  readonly caseMatters: boolean;
}

/** How a word may stand in a file, a dump or a log. A whole number (a chat id) is looked for as a number, too. */
export function spellingsOf(word: string): readonly Spelling[] {
  const utf8 = Buffer.from(word, 'utf8');
  const percent = (bytes: Buffer) =>
    [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const spelt: Record<string, string> = {
    plain: utf8.toString('latin1'),
    'UTF-16': Buffer.from(word, 'utf16le').toString('latin1'),
    hex: utf8.toString('hex'),
    'URL-encoded': encodeURIComponent(word),
    'URL-encoded whole': percent(utf8),
    'quoted-printable': word.replaceAll('@', '=40'),
    HTML: word.replaceAll('@', '&#64;'),
    reversed: [...word].reverse().join(''),
  };
  return [
    ...Object.entries(spelt).map(([name, bytes]) => ({ name, bytes, caseMatters: false })),
    ...[word, word.toLowerCase(), word.toUpperCase()].flatMap(base64Spellings),
    ...(/^\d{7,15}$/.test(word) ? numberSpellings(BigInt(word)) : []),
  ];
}

/** Wherever in a longer text the word stands: the characters that depend on its neighbours are left off. */
function base64Spellings(word: string): Spelling[] {
  return [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), Buffer.from(word, 'utf8')]);
    const whole = padded.subarray(0, padded.length - (padded.length % 3)).toString('base64');
    const sure = whole.slice(before === 0 ? 0 : 4);
    const safe = sure.replaceAll('+', '-').replaceAll('/', '_');
    // Of a very short word too little is left to tell it from chance.
    if (sure.length < 6) return [];
    return [sure, safe].map((bytes) => ({ name: `base64 (${before})`, bytes, caseMatters: true }));
  });
}

function numberSpellings(number: bigint): Spelling[] {
  const hex = number.toString(16);
  const big = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return [big, Buffer.from(big).reverse()].map((bytes) => ({
    name: 'number',
    bytes: bytes.toString('latin1'),
    caseMatters: true,
  }));
}

/** Where in `content` any of the words stands. */
export function tracesIn(
  where: string,
  content: Buffer | string,
  words: readonly string[],
): readonly Trace[] {
  const bytes = Buffer.from(content).toString('latin1');
  const lower = bytes.toLowerCase();
  return words.flatMap((word) =>
    spellingsOf(word)
      .filter((one) =>
        one.caseMatters ? bytes.includes(one.bytes) : lower.includes(one.bytes.toLowerCase()),
      )
      .map(({ name }) => ({ where, spelling: `${word}, ${name}` })),
  );
}

/** Where under `folder` any of the words stands: in a file, or in the name of one. */
export function tracesUnder(folder: string, words: readonly string[]): readonly Trace[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const named = tracesIn(`the name ${path}`, entry.name, words);
    return entry.isFile() ? [...named, ...tracesIn(path, readFileSync(path), words)] : named;
  });
}
