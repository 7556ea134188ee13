// Long work in a process that has others to serve: it gives way every few milliseconds.
import { setImmediate } from 'node:timers/promises';

/** How long work may go on without giving way (ms): shorter than anybody notices. */
const AT_ONCE_MS = 8;

/** To be awaited between two steps of long work: lets everything else run whenever the work went on for a while. */
export function breather(): () => Promise<void> {
  let sinceMs = performance.now();
  return async () => {
    if (performance.now() - sinceMs < AT_ONCE_MS) return;
    await setImmediate();
    sinceMs = performance.now();
  };
}
