// Inside the thread that check-copy.ts starts: opens the copy it was given, reads it through, and says what it found.
// An error is told by its code, since its class does not cross between threads.
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { CopyFound } from './check-copy.ts';

function look(copy: string): CopyFound {
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

parentPort?.postMessage(look(workerData as string));
