// Ends pauses whose time has come. Asked once a second, so that a restart or a clock that jumps costs at most that; a
// database that refuses is asked again the next second.
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { unlessRefused } from './unless-refused.ts';

/** True when somebody was resumed: they are to be told what is open now. */
export function endPauses(store: Store, clock: Clock): boolean {
  return unlessRefused(() => store.subscribers.resumeDue(clock.wallMs()) > 0, false);
}
