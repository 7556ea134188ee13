// Putting whole files in place so that a crash leaves the old or the new, never half of one, and so that nothing
// is overwritten by accident. It must never open a database file itself: closing it would drop SQLite's locks.
import { closeSync, constants, copyFileSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

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
