// Writes to the outbox that must not get lost: an outcome is tried again until the database has it, and as long as one
// waits nothing new is sent (what cannot be journalled must not be done). Never gives up, never drops.
import type { Clock } from '../clock.ts';
import { backoffMs } from '../core/backoff.ts';
import type { Log } from '../log.ts';

export interface Journal {
  /** True while an outcome waits for the database. */
  blocked(): boolean;
  /** Resolves when `write` has gone through. */
  commit(write: () => void): Promise<void>;
  /** What `read` says, or undefined when the database cannot be used now (logged). */
  attempt<T>(read: () => T): T | undefined;
}

export function createJournal(clock: Clock, log: Log, random: () => number): Journal {
  let waiting = 0;
  let failing = false;

  function attempt<T>(work: () => T): { readonly done: true; readonly value: T } | { readonly done: false } {
    try {
      const value = work();
      if (failing) log('info', 'outbox.recovered');
      failing = false;
      return { done: true, value };
    } catch (error) {
      if (!failing) log('error', 'outbox.failed', { why: failureCode(error) });
      failing = true;
      return { done: false };
    }
  }

  return {
    blocked: () => waiting > 0,
    async commit(write) {
      if (attempt(write).done) return;
      waiting += 1;
      for (let tries = 1; ; tries++) {
        await clock.sleep(backoffMs(tries, 100, 2_000, random()));
        if (attempt(write).done) break;
      }
      waiting -= 1;
    },
    attempt(read) {
      const result = attempt(read);
      return result.done ? result.value : undefined;
    },
  };
}

/** `SQLITE_BUSY`, or the kind of error: never its message, which may hold data. */
function failureCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
