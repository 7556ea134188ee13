// How the engine is, for those who watch over it from outside: whether it can do its work, and what /metrics tells
// beside the snapshot. It looks, and changes nothing.
import { statfsSync } from 'node:fs';
import type { Clock } from '../../clock.ts';
import { createRefusals } from '../../core/refusals.ts';
import type { Store } from '../../store/store.ts';
import type { MetricFacts, Unready, WebParts } from '../../web/web-parts.ts';
import { unlessRefused } from '../unless-refused.ts';
import type { Figures } from './figures.ts';

export type Vitals = Pick<WebParts, 'unready' | 'facts'>;

export interface VitalParts {
  readonly store: Pick<Store, 'refusal' | 'deliveries'>;
  readonly figures: Pick<Figures, 'snapshot' | 'pollerSilentMs' | 'state'>;
  /** The data directory. */
  readonly dir: string;
  /** Why the last write failed; empty when it did not. */
  readonly storeTrouble: () => string;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

/** A poller tells its figures twice a second; one that is silent for this long (ms) hangs. */
const HANGS_MS = 30_000;

export function createVitals({ store, figures, dir, storeTrouble, clock }: VitalParts): Vitals {
  const refusals = createRefusals();

  function isPolling(): boolean {
    const silentMs = figures.pollerSilentMs();
    return silentMs !== null && silentMs < HANGS_MS;
  }

  /** As everywhere, a short lock of another process is not worth a word. */
  function isRefused(): boolean {
    const code = store.refusal();
    if (code === null) refusals.accepted();
    else refusals.refused(code, code, clock.monotonicMs());
    return refusals.told() !== '';
  }

  return {
    unready() {
      const state = figures.state();
      const reasons: Unready[] = [];
      if (state === 'starting') reasons.push('starting');
      if (state === 'draining' || state === 'stopped') reasons.push('stopping');
      // A full disk shows only when something is written: both are asked.
      if (storeTrouble() !== '' || isRefused()) reasons.push('database');
      if (!isPolling()) reasons.push('polling');
      return reasons;
    },
    facts: (): MetricFacts => ({
      snapshot: figures.snapshot(),
      oldestPendingMs: unlessRefused(store.deliveries.oldestPendingMs, null),
      freeDiskBytes: freeDiskBytes(dir),
    }),
  };
}

function freeDiskBytes(dir: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(dir);
    return bavail * bsize;
  } catch {
    return null;
  }
}
