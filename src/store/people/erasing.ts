// The right to be forgotten, in the database: a person leaves with their address, wishes and messages. Deliveries stay
// as numbers of an opening, leading back to nobody. SQLite overwrites what is deleted (`secure_delete`, in `database/db.ts`) but
// leaves copies: in the write-ahead log, which is emptied at once, and rarely between records of a page that was once
// rearranged, for which the file is written anew at the next start.
import type { Db } from '../database/db.ts';

export interface Erasing {
  /** Belongs inside a transaction of the caller's. */
  erase(subscriber: number): void;
  /**
   * Empties the write-ahead log when somebody was erased since; outside any transaction. While another process uses the
   * database it may leave that to the next call; with nothing to do it costs nothing.
   */
  wipe(): void;
  /**
   * Writes the file anew when somebody was erased since that was last done, or when more than half of it stands empty, as
   * weeks after a rush: by itself it never becomes smaller. It takes some milliseconds a megabyte, and does nothing while
   * another process uses the database.
   */
  rewrite(): void;
}

export function createErasing({ sql }: Db): Erasing {
  const endSending = sql.prepare<[number]>(`
    UPDATE deliveries SET state = 'unknown', why = 'subscriber removed'
    WHERE state = 'sending' AND message IN (SELECT id FROM messages WHERE subscriber = ?)
  `);
  const unlinkTold = sql.prepare<[number]>(`
    UPDATE deliveries SET subscriber = NULL, message = NULL
    WHERE message IN (SELECT id FROM messages WHERE subscriber = ?)
  `);
  const endPending = sql.prepare<[number]>(`
    UPDATE deliveries SET state = 'expired', why = 'subscriber removed'
    WHERE message IS NULL AND subscriber = ? AND state = 'pending'
  `);
  const unlinkLoose = sql.prepare<[number]>(
    'UPDATE deliveries SET subscriber = NULL WHERE message IS NULL AND subscriber = ?',
  );
  const forget = sql.prepare<[number]>('DELETE FROM subscribers WHERE id = ?');
  const note = sql.prepare("INSERT OR IGNORE INTO meta (name, value) VALUES ('erased', 'yes')");
  const noted = sql.prepare<[], { one: 1 }>("SELECT 1 AS one FROM meta WHERE name = 'erased'");
  const dropNote = sql.prepare("DELETE FROM meta WHERE name = 'erased'");
  let logHolds = false;

  function isMostlyEmpty(): boolean {
    const pages = (pragma: string) => Number(sql.pragma(pragma, { simple: true }));
    return 2 * pages('freelist_count') > pages('page_count');
  }

  function wipe(): void {
    if (!logHolds || sql.inTransaction) return;
    patiently(() => {
      const [log] = sql.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[];
      logHolds = log?.busy !== 0;
    });
  }

  return {
    erase(subscriber) {
      endSending.run(subscriber);
      unlinkTold.run(subscriber);
      endPending.run(subscriber);
      unlinkLoose.run(subscriber);
      forget.run(subscriber);
      note.run();
      logHolds = true;
    },
    wipe,
    rewrite() {
      patiently(() => {
        if (noted.get() === undefined && !isMostlyEmpty()) return;
        sql.exec('VACUUM');
        dropNote.run();
        logHolds = true;
      });
      wipe();
    },
  };
}

/** The person is erased either way: what cannot be done now is done another time, and a disk that ails shows elsewhere. */
function patiently(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_'))) throw error;
  }
}
