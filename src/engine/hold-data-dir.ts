// One engine a data directory: makes the directory ready, takes its lock and opens its database, or says who has it.
import { type DataDir, prepareDataDir } from '../data-dir.ts';
import { EXIT, Failure } from '../failure.ts';
import { acquireEngineLock } from '../store/database/lock.ts';
import type { SourceFacts } from '../store/places.ts';
import { openStore, type Store } from '../store/store.ts';

/** How long a write may block this thread waiting for another process (ms); after it, it is tried again later. */
const LOCK_WAIT_MS = 50;

export interface HeldDatabase {
  readonly store: Store;
  /** Closes the database and lets go of the directory. Safe to call twice. */
  release(): void;
}

/** @throws Failure when the directory is held or unusable; StoreError when its database is */
export function holdDatabase(dir: DataDir, source: SourceFacts): HeldDatabase {
  const letGo = holdDataDir(dir);
  try {
    const store = openStore(dir.database, source, { busyMs: LOCK_WAIT_MS });
    return {
      store,
      release() {
        store.close();
        letGo();
      },
    };
  } catch (error) {
    letGo();
    throw error;
  }
}

/** @returns lets go of it. @throws Failure when it is held or unusable */
function holdDataDir(dir: DataDir): () => void {
  const problem = prepareDataDir(dir);
  if (problem !== undefined) throw new Failure(EXIT.config, problem);
  const lock = acquireEngineLock(dir.path);
  if (lock.ok) return lock.release;
  const holder = lock.pid === null ? '' : ` (process ${lock.pid})`;
  throw new Failure(
    EXIT.held,
    `Another engine${holder} holds ${dir.path}; attach to it with vaccine-watch, or name another --data-dir.`,
  );
}
