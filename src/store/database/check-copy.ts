// A copy of the database made one plain file and read through, in a thread of its own: that takes seconds for a large one,
// and whoever makes it has alerts to send meanwhile.
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { corruptError, throwIfStopped } from '../errors.ts';

/** What the thread found: `ok` or what is wrong, in SQLite's words; or the error SQLite met. */
export type CopyFound = { readonly found: unknown } | { readonly code: string; readonly message: string };

/** Of the same kind as this file: the source, or what was built of it. */
const WORKER = new URL(`check-copy-worker${extname(import.meta.url)}`, import.meta.url);

/** Inside the thread. An error is told by its code, since its class does not cross between threads. */
export function lookAtCopy(copy: string): CopyFound {
  let sql: Database.Database | undefined;
  try {
    sql = new Database(copy, { fileMustExist: true });
    sql.pragma('journal_mode = DELETE');
    return { found: sql.pragma('integrity_check(1)', { simple: true }) };
  } catch (error) {
    if (error instanceof Database.SqliteError) return { code: error.code, message: error.message };
    throw error;
  } finally {
    sql?.close();
  }
}

/**
 * Ends when nobody has the copy open any more.
 * @param named the file to speak of when the copy is no good
 * @throws StoreError `corrupt`, or `stopped` when the signal says so; what SQLite threw
 */
export async function checkCopy(copy: string, named: string, signal?: AbortSignal): Promise<void> {
  throwIfStopped(signal);
  const result = await inThread(copy, signal);
  throwIfStopped(signal);
  if ('code' in result) throw new Database.SqliteError(result.message, result.code);
  if (result.found !== 'ok') throw corruptError(named, 'the copy failed its check');
}

function inThread(copy: string, signal: AbortSignal | undefined): Promise<CopyFound> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: copy, name: 'check-copy' });
    let result: CopyFound = { found: 'ended without a word' };
    const stop = () => void worker.terminate();
    signal?.addEventListener('abort', stop);
    worker.on('message', (message: CopyFound) => {
      result = message;
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      signal?.removeEventListener('abort', stop);
      resolve(result);
    });
  });
}
