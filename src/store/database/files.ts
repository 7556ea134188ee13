// Putting whole files in place so that a crash leaves the old or the new, never half of one, and so that nothing
// is overwritten by accident. It must never open a database file itself: closing it would drop SQLite's locks.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isAlive } from './alive.ts';

/**
 * Makes a folder only its owner may enter, with those above it. Node's own `recursive` never returns where a file
 * system says "no such entry" for a folder it will not make, as /proc does.
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    makeFolder(dirname(path));
    mkdirSync(path, { mode: 0o700 });
  }
}

/** Gives a finished file its name; false when a file of that name exists. The name appears with its whole content. */
export function placeNew(finished: string, path: string): boolean {
  try {
    linkSync(finished, path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EOPNOTSUPP') throw error;
    // A file system without hard links: the copy is not atomic, but still refuses to overwrite.
    try {
      copyFileSync(finished, path, constants.COPYFILE_EXCL);
    } catch (copyError) {
      if ((copyError as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw copyError;
    }
  }
  rmSync(finished, { force: true });
  syncFolder(dirname(path));
  return true;
}

/**
 * Writes a text only its owner may read over whatever stands at `path`, or where a link there leads. A crash leaves the
 * old or the new. Throws the system's error, and has then changed nothing.
 */
export function replaceFile(path: string, text: string): void {
  const place = existsSync(path) ? realpathSync(path) : path;
  removeLeftovers(place, 'new');
  const unfinished = unfinishedName(place, 'new');
  try {
    writeFileSync(unfinished, text, { flag: 'wx', mode: 0o600, flush: true });
    renameSync(unfinished, place);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  syncFolder(dirname(place));
}

/** Makes names given in a folder survive a power cut. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Creates an empty file only its owner may read; SQLite's own side files take its mode over. */
export function createPrivate(path: string): void {
  closeSync(openSync(path, 'wx', 0o600));
}

/** A database file with what SQLite keeps beside it. */
export function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
}

/** Tells this process from an earlier one of the same number: in a container the number is always the same. */
const OURS = randomBytes(4).toString('hex');

/** A name for a file beside `path` that is not finished yet; it tells whose it is. */
export function unfinishedName(path: string, mark: string): string {
  return `${path}.${mark}-${process.pid}-${OURS}-${randomBytes(4).toString('hex')}`;
}

/** Deletes the unfinished files of processes that were killed: they may hold a copy of everything. */
export function removeLeftovers(path: string, mark: string): void {
  const start = `${basename(path)}.${mark}-`;
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(start)) continue;
    const [pid, whose] = name.slice(start.length).split('-');
    const isInWork = Number(pid) === process.pid ? whose === OURS : isAlive(Number(pid));
    if (!isInWork) rmSync(join(dirname(path), name), { force: true });
  }
}
