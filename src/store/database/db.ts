// Opens the database: durable (WAL, every commit synced), private (0600), of the newest schema, and whole.
// It must never lay an empty database over a damaged or vanished one.
import { chmodSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { asStoreError, corruptError, StoreError } from '../errors.ts';
import { createPrivate, placeNew, removeDatabase, removeLeftovers, unfinishedName } from './files.ts';
import { journalDamage } from './journal-check.ts';
import { type Migration, migrate, readMigrations, schemaVersion } from './migrations.ts';

/** `PRAGMA application_id` of our databases: `VWT1`. */
const APPLICATION_ID = 0x56575431;
/** How long a statement waits for another process's lock (ms). */
const BUSY_TIMEOUT_MS = 5000;
/** Pages of the database kept in memory (KiB): a fan-out to a hundred thousand is as quick with half of the default. */
const CACHE_KIB = 8_000;
/** A larger write-ahead log is cut back to this after a checkpoint (bytes). */
const JOURNAL_KEEP_BYTES = 16 * 1024 * 1024;

export interface Db {
  readonly path: string;
  /**
   * For the parts of the store alone; all their statements are prepared once. In those that run often a limit is a
   * number or `? + 0`: SQLite plans a statement anew whenever a bare `LIMIT ?` is bound.
   */
  readonly sql: Database.Database;
  /** Does work as one transaction that is durable when it returns; inside another, as part of that. @throws StoreError */
  write<T>(work: () => T): T;
  /** Does work on one consistent view. @throws StoreError */
  read<T>(work: () => T): T;
  close(): void;
}

export interface OpenOptions {
  /** Never creates or migrates. Default false. */
  readonly readonly?: boolean;
  /** Default: those shipped. */
  readonly migrations?: readonly Migration[];
  /**
   * How long a write waits for another process's lock once the database is open (ms, default 5,000). It blocks the
   * thread: an engine, which can try again, waits a moment only.
   */
  readonly busyMs?: number;
}

/** @throws StoreError */
export function openDb(path: string, options: OpenOptions = {}): Db {
  const readonly = options.readonly ?? false;
  const migrations = options.migrations ?? readMigrations();
  try {
    if (!isThere(path)) {
      if (readonly) throw new StoreError('missing', `There is no database at ${path} yet.`);
      createDatabase(path, migrations);
    }
    const sql = openWhole(path, readonly, migrations);
    if (options.busyMs !== undefined) sql.pragma(`busy_timeout = ${options.busyMs}`);
    return handleOf(path, sql);
  } catch (error) {
    throw asStoreError(error, path);
  }
}

/** Whether a database stands at `path`, is whole and of a schema we read; says what is wrong otherwise. Changes nothing. */
export function checkDatabase(
  path: string,
): { readonly ok: true; readonly bytes: number } | { readonly ok: false; readonly error: StoreError } {
  try {
    openDb(path, { readonly: true }).close();
    return { ok: true, bytes: statSync(path).size };
  } catch (error) {
    if (error instanceof StoreError) return { ok: false, error };
    throw error;
  }
}

/** @throws StoreError corrupt, for remains of a database, over which a new one must not be laid */
function isThere(path: string): boolean {
  const size = sizeOf(path);
  if (size === undefined) {
    if ((sizeOf(`${path}-wal`) ?? 0) > 0) throw corruptError(path, 'gone, while its journal is still there');
    return false;
  }
  // Ours are never empty: they get their name when they are complete.
  if (size === 0) throw corruptError(path, 'empty');
  const damage = journalDamage(`${path}-wal`);
  if (damage !== undefined) throw corruptError(path, damage);
  return true;
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

/** Made complete under another name first, so that a database with the right name is a whole one. */
function createDatabase(path: string, migrations: readonly Migration[]): void {
  removeLeftovers(path, 'new');
  const unfinished = unfinishedName(path, 'new');
  try {
    createPrivate(unfinished);
    const sql = new Database(unfinished, { timeout: BUSY_TIMEOUT_MS });
    try {
      migrate(sql, migrations);
      sql.pragma('journal_mode = WAL');
    } finally {
      sql.close();
    }
    // When somebody else was quicker, theirs is as good.
    placeNew(unfinished, path);
  } finally {
    removeDatabase(unfinished);
  }
}

function openWhole(path: string, readonly: boolean, migrations: readonly Migration[]): Database.Database {
  // Looked at by one who cannot write: the last writer to close a database lays its journal over it, damaged or not.
  const looking = openFile(path, true);
  try {
    checkWhole(looking, path, migrations.length);
    looking.pragma('foreign_keys = ON');
    looking.pragma('query_only = ON');
    if (readonly) return looking;
  } catch (error) {
    looking.close();
    throw error;
  }
  looking.close();
  const sql = openFile(path, false);
  try {
    sql.pragma('foreign_keys = ON');
    chmodSync(path, 0o600);
    sql.pragma('journal_mode = WAL');
    // Intent must be on the disk before its effect goes out (R2).
    sql.pragma('synchronous = FULL');
    // Whoever was removed is not to be found in the free pages of the file.
    sql.pragma('secure_delete = ON');
    sql.pragma(`cache_size = -${CACHE_KIB}`);
    sql.pragma(`journal_size_limit = ${JOURNAL_KEEP_BYTES}`);
    migrate(sql, migrations);
    return sql;
  } catch (error) {
    sql.close();
    throw error;
  }
}

function openFile(path: string, readonly: boolean): Database.Database {
  return new Database(path, { timeout: BUSY_TIMEOUT_MS, fileMustExist: true, readonly });
}

/** Refuses what is not a whole database of ours that this version understands. @throws StoreError */
export function checkWhole(sql: Database.Database, path: string, newest: number): void {
  if (sql.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw corruptError(path, 'not a database of vaccine-watch');
  }
  const version = schemaVersion(sql);
  if (version > newest) {
    throw new StoreError(
      'newer',
      `The database ${path} was written by a newer vaccine-watch (its schema is ${version}, this version knows up to ${newest}); update vaccine-watch.`,
    );
  }
  const found = sql.pragma('quick_check(1)', { simple: true });
  if (found !== 'ok') throw corruptError(path, 'its check failed');
}

function handleOf(path: string, sql: Database.Database): Db {
  const transaction = sql.transaction((work: () => unknown) => work());

  function guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw asStoreError(error, path);
    }
  }

  return {
    path,
    sql,
    write: (work) =>
      sql.inTransaction ? work() : (guarded(() => transaction.immediate(work)) as ReturnType<typeof work>),
    read: (work) =>
      sql.inTransaction ? work() : (guarded(() => transaction.deferred(work)) as ReturnType<typeof work>),
    close: () => sql.close(),
  };
}
