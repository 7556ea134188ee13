// Ends pauses whose time has come. Asked once a second, so that a restart or a clock that jumps costs at most that; a
// database that refuses is asked again the next second.
import type { Clock } from '../clock.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';

/** True when somebody was resumed: they are to be told what is open now. */
export function endPauses(store: Store, clock: Clock): boolean {
  try {
    return store.subscribers.resumeDue(clock.wallMs()) > 0;
  } catch (error) {
    if (error instanceof StoreError) return false;
    throw error;
  }
}
