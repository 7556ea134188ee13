// Waiting for a database that another process keeps locked: a person who asked for something is better served a moment
// later than refused. The engine itself never waits inside SQLite for long, since that would hold up everybody.
import type { Clock } from '../clock.ts';
import { StoreError } from '../store/errors.ts';

/** How long a person waits while another process keeps the database locked (ms). */
const LOCKED_MS = 5_000;
const LOCKED_RETRY_MS = 100;

/** Does work on the store again and again while that is locked. @throws what the work throws; `busy` only after 5 s */
export type Patiently = <T>(work: () => T | Promise<T>) => Promise<T>;

export function patience(clock: Clock): Patiently {
  return async (work) => {
    const lastTryMs = clock.monotonicMs() + LOCKED_MS;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const locked = error instanceof StoreError && error.code === 'busy';
        if (!locked || clock.monotonicMs() >= lastTryMs) throw error;
        await clock.sleep(LOCKED_RETRY_MS);
      }
    }
  };
}
