// The server's own key: what makes codes, links and blocked addresses unreadable to whoever gets hold of the database.
// It stands beside the database in a file of its own (0600), and never in it, in a copy of it, or in a log.
import { createHmac, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StoreError } from '../errors.ts';
import { placeNew, unfinishedName } from './files.ts';

/** What a keyed hash is for; hashes of one purpose say nothing in another. */
export type HashPurpose = 'whom' | 'code' | 'link';

export interface Keyring {
  /** 32 bytes, the same for the same parts as long as the key file stands. */
  hash(purpose: HashPurpose, ...parts: readonly (string | number)[]): Buffer;
}

const KEY_BYTES = 32;

/** Where the key of a database stands. */
export function keyFileOf(database: string): string {
  return join(dirname(database), 'key');
}

/**
 * The key is read when it is first needed, and made when there is none.
 * @throws StoreError from `hash`, when the file cannot be read or made, or is no key
 */
export function keyringAt(path: string): Keyring {
  let key: Buffer | undefined;
  return {
    hash(purpose, ...parts) {
      key ??= readKey(path) ?? makeKey(path);
      // Lengths keep two lists of parts from meaning the same.
      const text = parts.map((part) => `${String(part).length}:${part}`).join('|');
      return createHmac('sha256', key).update(`${purpose}|${text}`).digest();
    },
  };
}

function readKey(path: string): Buffer | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StoreError(
      'failed',
      `The key file ${path} cannot be read (${codeOf(error)}); make it a file of this user, 0600.`,
    );
  }
  if (/^[\da-f]{64}$/.test(text)) return Buffer.from(text, 'hex');
  throw new StoreError(
    'corrupt',
    `The key file ${path} is damaged. Put it back from a copy; without one, move it away: links in old mails then end.`,
  );
}

/** Made whole under another name first. Another process may be faster: then its key is the one. */
function makeKey(path: string): Buffer {
  const made = randomBytes(KEY_BYTES);
  const key = place(made, path) ? made : readKey(path);
  if (key === undefined) throw unwritable(path, 'EEXIST');
  return key;
}

function place(key: Buffer, path: string): boolean {
  const unfinished = unfinishedName(path, 'new');
  try {
    const file = openSync(unfinished, 'wx', 0o600);
    writeSync(file, `${key.toString('hex')}\n`);
    fsyncSync(file);
    closeSync(file);
    return placeNew(unfinished, path);
  } catch (error) {
    throw unwritable(path, codeOf(error));
  } finally {
    rmSync(unfinished, { force: true });
  }
}

function unwritable(path: string, code: string): StoreError {
  return new StoreError(
    'failed',
    `The key file ${path} cannot be written (${code}); mend the permissions of its folder, or make room there.`,
  );
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
