// One engine per data directory: a lock of the operating system, held through SQLite's locking of a file nobody
// writes to. It dies with the process, however that ends, so there is no stale lock to clear by hand.
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { asStoreError } from '../errors.ts';
import { isAlive } from './alive.ts';
import { createPrivate, makeFolder } from './files.ts';

export type EngineLock =
  | { readonly ok: true /** Safe to call twice. */; release(): void }
  /** `pid`: the process that holds it, null when it cannot be told. */
  | { readonly ok: false; readonly pid: number | null };

/** Takes the lock or says at once who holds it. @throws StoreError when the directory refuses us */
export function acquireEngineLock(dir: string): EngineLock {
  const pidFile = join(dir, 'engine.pid');
  const lockFile = join(dir, 'engine.lock');
  let lock: Database.Database | undefined;
  try {
    makeFolder(dir);
    makePrivate(lockFile);
    lock = new Database(lockFile, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    lock?.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      return { ok: false, pid: readPid(pidFile) };
    }
    throw asStoreError(error, lockFile);
  }
  const held = lock;
  return {
    ok: true,
    release() {
      if (!held.open) return;
      rmSync(pidFile, { force: true });
      held.close();
    },
  };
}

/** Whoever can read it can hold a lock on it, and keep us from starting. */
function makePrivate(lockFile: string): void {
  try {
    // Never opened where it exists: closing it again would drop a lock of this process.
    if (!existsSync(lockFile)) createPrivate(lockFile);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  chmodSync(lockFile, 0o600);
}

/** The file may be left over from an engine that was killed, so its word counts only for a living process. */
function readPid(pidFile: string): number | null {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'));
    return isAlive(pid) ? pid : null;
  } catch {
    return null;
  }
}
