// A copy of a database, made while others use it, and read through, in a process of its own: that takes seconds for a
// large one, and whoever wants it has alerts to send meanwhile. All that SQLite takes for it goes with the process; in the
// engine's own, one copy left memory in pieces for good.
import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import type { Copying } from '../../core/copying.ts';
import { corruptError, StoreError, throwIfStopped } from '../errors.ts';

export interface CopyFiles {
  /** A database; nothing is written to it. */
  readonly from: string;
  /** An empty file. */
  readonly to: string;
}

/** How a copy ended: `ok` or what is wrong with it, in SQLite's words; or the error SQLite met. */
export type Copied = { readonly found: unknown } | { readonly code: string; readonly message: string };

/** What the process says: shares again and again, then how it ended. */
export type CopyWord = { readonly share: number } | Copied;

/** Of the same kind as this file: the source, or what was built of it. */
const PROGRAM = fileURLToPath(new URL(`copy-process${extname(import.meta.url)}`, import.meta.url));
/** Pages copied between two words of how far it is (4 KiB each). */
const PAGES_AT_ONCE = 500;

/** Inside the process. An error is told by its code, since its class does not cross between processes. */
export async function makeCopy({ from, to }: CopyFiles, onShare: (share: number) => void): Promise<Copied> {
  try {
    await copyPages(from, to, onShare);
    return { found: readThrough(to) };
  } catch (error) {
    if (error instanceof Database.SqliteError) return { code: error.code, message: error.message };
    throw error;
  }
}

async function copyPages(from: string, to: string, onShare: (share: number) => void): Promise<void> {
  const sql = new Database(from, { readonly: true, fileMustExist: true });
  try {
    // One view of it all through: else every write beside it would begin the copy anew.
    sql.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
    await sql.backup(to, {
      progress({ totalPages, remainingPages }) {
        onShare(1 - remainingPages / Math.max(1, totalPages));
        return PAGES_AT_ONCE;
      },
    });
  } finally {
    sql.close();
  }
}

/** Makes one plain file of it first. */
function readThrough(copy: string): unknown {
  const sql = new Database(copy, { fileMustExist: true });
  try {
    sql.pragma('journal_mode = DELETE');
    return sql.pragma('integrity_check(1)', { simple: true });
  } finally {
    sql.close();
  }
}

/**
 * Ends when nobody has the copy open any more. What is there of it when it fails is left to whoever asked.
 * @throws StoreError `corrupt` when the copy is no good, `failed` when the process was ended, `stopped` when `copying`
 *   says so; what SQLite threw
 */
export async function copyDatabase(files: CopyFiles, copying: Copying): Promise<void> {
  throwIfStopped(copying.signal);
  const copied = await inProcess(files, copying);
  throwIfStopped(copying.signal);
  if (copied === undefined) {
    throw new StoreError(
      'failed',
      `The process that copied ${files.from} ended before it was done; try again.`,
    );
  }
  if ('code' in copied) throw new Database.SqliteError(copied.message, copied.code);
  if (copied.found !== 'ok') throw corruptError(files.from, 'the copy failed its check');
}

/** Undefined when it ended without having said how. It is given no settings of ours, which hold secrets. */
function inProcess({ from, to }: CopyFiles, { signal, onProgress }: Copying): Promise<Copied | undefined> {
  const { LD_LIBRARY_PATH, PATH, TMPDIR } = process.env;
  return new Promise((resolve, reject) => {
    const child = fork(PROGRAM, [from, to], {
      env: { LD_LIBRARY_PATH, PATH, TMPDIR },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    let copied: Copied | undefined;
    const stop = () => void child.kill('SIGKILL');
    signal?.addEventListener('abort', stop);
    child.on('message', (word: CopyWord) => {
      if ('share' in word) onProgress?.(word.share);
      else copied = word;
    });
    child.on('error', reject);
    child.on('close', () => {
      signal?.removeEventListener('abort', stop);
      resolve(copied);
    });
  });
}
