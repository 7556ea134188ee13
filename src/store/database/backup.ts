// A copy of the database while it is in use, and a copy put back. Nothing is overwritten: a backup needs a new
// name, and restoring keeps the old database aside. A copy is checked before it may take its place.
import { copyFileSync, existsSync, linkSync, renameSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Copying } from '../../core/copying.ts';
import { asStoreError, StoreError } from '../errors.ts';
import { copyDatabase } from './copy.ts';
import { checkWhole, type Db, openDb } from './db.ts';
import {
  createPrivate,
  placeNew,
  removeDatabase,
  removeLeftovers,
  syncFolder,
  unfinishedName,
} from './files.ts';
import { acquireEngineLock } from './lock.ts';
import { readMigrations } from './migrations.ts';

/** Writes a consistent copy to a file that must not exist. @throws StoreError, `stopped` when `copying` says so */
export async function backupTo(
  db: Db,
  path: string,
  copying: Copying = {},
): Promise<{ readonly bytes: number }> {
  if (existsSync(path)) throw existsError(path);
  const unfinished = unfinishedName(path, 'part');
  try {
    removeLeftovers(path, 'part');
    createPrivate(unfinished);
    try {
      await copyDatabase({ from: db.path, to: unfinished }, copying);
      const { size } = statSync(unfinished);
      if (!placeNew(unfinished, path)) throw existsError(path);
      return { bytes: size };
    } finally {
      removeDatabase(unfinished);
    }
  } catch (error) {
    throw backupError(error, db.path, path);
  }
}

export interface Restored {
  /** Where the database that stood there was kept; null when there was none. */
  readonly keptAside: string | null;
}

/**
 * Puts a copy in the place of the database at `path`. Messages that were being sent when the copy was made count as
 * ambiguous at the next start; the new generation mark makes every cache of the old database void.
 * @throws StoreError `stopped` when `copying` says so, `held` while an engine runs, `corrupt` or `newer` for a copy that cannot be used
 */
export async function restoreBackup(
  from: string,
  path: string,
  nowMs: number,
  copying: Copying = {},
): Promise<Restored> {
  const lock = acquireEngineLock(dirname(path));
  if (!lock.ok) {
    throw new StoreError('held', `An engine runs on ${dirname(path)}; stop it before restoring.`);
  }
  const unfinished = unfinishedName(path, 'restore');
  try {
    removeLeftovers(path, 'restore');
    await copyChecked(from, unfinished, copying);
    renew(unfinished);
    return { keptAside: replace(unfinished, path, nowMs) };
  } catch (error) {
    throw asStoreError(error, path);
  } finally {
    removeDatabase(unfinished);
    lock.release();
  }
}

async function copyChecked(from: string, to: string, copying: Copying): Promise<void> {
  try {
    const original = new Database(from, { readonly: true, fileMustExist: true });
    try {
      checkWhole(original, from, readMigrations().length);
    } finally {
      original.close();
    }
    createPrivate(to);
    await copyDatabase({ from, to }, copying);
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_CANTOPEN') {
      throw new StoreError(
        'missing',
        `The backup ${from} cannot be opened; give the path of a file made by backup.`,
      );
    }
    throw asStoreError(error, from);
  }
}

/** Brings a copy to the newest schema under a new generation mark. */
function renew(copy: string): void {
  const db = openDb(copy);
  try {
    db.write(() =>
      db.sql.exec("UPDATE meta SET value = lower(hex(randomblob(16))) WHERE name = 'generation'"),
    );
  } finally {
    db.close();
  }
}

/** Old journal away first: SQLite would play it into the new file. Then one rename, so that a whole database always stands. */
function replace(finished: string, path: string, nowMs: number): string | null {
  const aside = `${path}.before-restore-${new Date(nowMs).toISOString().replace(/[:.]/g, '-')}`;
  quiet(path);
  for (const suffix of ['-wal', '-shm', '-journal']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  const stood = existsSync(path);
  if (stood) keepAside(path, aside);
  renameSync(finished, path);
  syncFolder(dirname(path));
  return stood ? aside : null;
}

/** Folds the journal of a healthy database into its file. A damaged one is kept with its journal. */
function quiet(path: string): void {
  if (!existsSync(path)) return;
  let old: Database.Database | undefined;
  try {
    old = new Database(path, { fileMustExist: true, timeout: 1000 });
    old.pragma('journal_mode = DELETE');
  } catch (error) {
    const known = asStoreError(error, path);
    if (known instanceof StoreError && known.code === 'busy') throw known;
    if (!(known instanceof StoreError)) throw error;
  } finally {
    old?.close();
  }
}

function keepAside(path: string, aside: string): void {
  try {
    linkSync(path, aside);
  } catch {
    copyFileSync(path, aside);
  }
}

/** An error met while copying the database to `path`. What the file system refuses is the place of the copy. */
function backupError(error: unknown, database: string, path: string): unknown {
  const known = asStoreError(error, database);
  if (!(known instanceof StoreError) || known === error) return known;
  if (known.code === 'full') {
    return new StoreError('full', `There is no room left on the disk for the backup ${path}.`);
  }
  if (known.code !== 'unwritable' && error instanceof Database.SqliteError) return known;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const folder = dirname(path);
  const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
  if (isMissing && !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    return new StoreError(
      known.code,
      `There is no folder ${folder} to put the backup in; make it, or give another place.`,
    );
  }
  const mend =
    code === 'EROFS'
      ? 'it can only be read: a service writes where its unit lets it (ReadWritePaths=)'
      : 'mend the permissions of that folder';
  return new StoreError(
    known.code,
    `The backup cannot be written in ${folder} (${code}); ${mend}, or give another place.`,
  );
}

function existsError(path: string): StoreError {
  return new StoreError(
    'exists',
    `${basename(path)} exists already; a backup never overwrites: give another name.`,
  );
}
