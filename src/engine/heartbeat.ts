// What an engine does once a second beside its work: moves the figures on, ends pauses that are over, looks whether
// another process changed who wants what, wipes who was forgotten, forgets what is past when the day in India ends.
import type { Clock } from '../clock.ts';
import { istDateOf } from '../core/ist.ts';
import type { Store } from '../store/store.ts';
import type { Figures } from './figures/figures.ts';
import { endPauses } from './pauses.ts';
import type { Recorder } from './recorder.ts';
import { unlessRefused } from './unless-refused.ts';

const BEAT_MS = 1000;

export interface HeartbeatParts {
  readonly store: Store;
  readonly figures: Pick<Figures, 'tick'>;
  readonly recorder: Pick<Recorder, 'forgetPast'>;
  readonly clock: Clock;
  /** Who wants what has changed. */
  readonly onDemand: () => void;
  /** Called at the end of each beat. */
  readonly publish: () => void;
}

/** Forgets what is past at once, then beats. @returns ends it */
export function startHeartbeat(parts: HeartbeatParts): () => void {
  const { store, figures, recorder, clock, onDemand, publish } = parts;
  let today = istDateOf(clock.wallMs());
  recorder.forgetPast(today);
  const beat = setInterval(() => {
    figures.tick();
    // Both are asked each time: one is no reason to pass over the other.
    const resumed = endPauses(store, clock);
    if (unlessRefused(store.changedElsewhere, false) || resumed) onDemand();
    store.erasing.wipe();
    const day = istDateOf(clock.wallMs());
    if (day !== today) recorder.forgetPast(day);
    today = day;
    publish();
  }, BEAT_MS);
  return () => clearInterval(beat);
}
