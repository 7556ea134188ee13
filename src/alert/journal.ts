// The way to the outbox while the database may refuse: an outcome is tried again until it is written, and as long as
// one waits nothing new is sent (what cannot be journalled must not be done). Never gives up, never drops, and does
// not hammer: each try may block the process for as long as the database waits for a lock.
import type { Clock } from '../clock.ts';
import { backoffMs } from '../core/backoff.ts';
import { createRefusals } from '../core/refusals.ts';
import type { Log } from '../log.ts';

export interface Journal {
  /** True while an outcome waits for the database. */
  blocked(): boolean;
  /** Why nothing can be written, in a sentence (`core/refusals.ts`); empty when it can. */
  trouble(): string;
  /** Resolves when `write` has gone through. Rejects with an error that is no fault of the database. */
  commit(write: () => void): Promise<void>;
  /** What a write says, or undefined while the database cannot be written (logged). @throws what is no fault of the database */
  attempt<T>(write: () => T): T | undefined;
  /** What a read says, or undefined when it failed. A locked database can still be read, so this proves nothing. */
  read<T>(read: () => T): T | undefined;
  /** The database is about to be closed: what is not written by now stays as it is, `sending`. */
  close(): void;
}

const BASE_MS = 100;
const LONGEST_MS = 1_000;

export function createJournal(clock: Clock, log: Log, random: () => number): Journal {
  let waiting = 0;
  let failures = 0;
  const refusals = createRefusals();
  /** After a failure nobody tries before this (monotonic ms). */
  let nextTryMs = 0;
  let closed = false;

  function attempt<T>(write: () => T): { readonly value: T } | undefined {
    if (closed || clock.monotonicMs() < nextTryMs) return undefined;
    try {
      const value = write();
      if (refusals.accepted()) log('info', 'outbox.recovered');
      failures = 0;
      return { value };
    } catch (error) {
      const why = storeFailure(error);
      if (why === undefined) throw error;
      const nowMs = clock.monotonicMs();
      if (refusals.refused(why, (error as Error).message, nowMs)) log('error', 'outbox.failed', { why });
      failures += 1;
      nextTryMs = nowMs + backoffMs(failures, BASE_MS, LONGEST_MS, random());
      return undefined;
    }
  }

  return {
    blocked: () => waiting > 0,
    trouble: refusals.told,
    async commit(write) {
      if (attempt(write) !== undefined) return;
      waiting += 1;
      try {
        do await clock.sleep(Math.max(1, nextTryMs - clock.monotonicMs()));
        while (attempt(write) === undefined && !closed);
      } finally {
        waiting -= 1;
      }
    },
    attempt: (write) => attempt(write)?.value,
    read(read) {
      try {
        return closed ? undefined : read();
      } catch (error) {
        if (storeFailure(error) === undefined) throw error;
        return undefined;
      }
    },
    close() {
      closed = true;
    },
  };
}

/** The store's code for a fault of the database (`busy`, `full`); undefined for any other error: that is a bug. */
function storeFailure(error: unknown): string | undefined {
  const isStores = error instanceof Error && error.name === 'StoreError' && 'code' in error;
  return isStores ? String(error.code) : undefined;
}
