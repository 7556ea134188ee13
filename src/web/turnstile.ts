// Keeps one client from taking the time that alerts need: a bucket of requests for each network, filled again steadily.
// It remembers a bounded number of clients, in memory only, and each no longer than until their bucket is full again.
import type { Clock } from '../clock.ts';

export interface TurnstileOptions {
  /** Requests at once. */
  readonly burst: number;
  /** Requests a second after that. */
  readonly perSecond: number;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Clients remembered at most (default 10,000). */
  readonly most?: number;
}

/** Takes a turn. 0: go on; otherwise how long to wait for the next (ms). */
export type Turnstile = (network: string) => number;

export function createTurnstile({ burst, perSecond, clock, most = 10_000 }: TurnstileOptions): Turnstile {
  /** Those who came last stand at the end. */
  const buckets = new Map<string, { turns: number; atMs: number }>();
  const fullAfterMs = (burst / perSecond) * 1000;
  return (network) => {
    const nowMs = clock.monotonicMs();
    const { turns: left, atMs } = buckets.get(network) ?? { turns: burst, atMs: nowMs };
    const turns = Math.min(burst, left + ((nowMs - atMs) * perSecond) / 1000);
    const waitMs = turns >= 1 ? 0 : ((1 - turns) * 1000) / perSecond;
    buckets.delete(network);
    buckets.set(network, { turns: waitMs === 0 ? turns - 1 : turns, atMs: nowMs });
    for (const [oldest, { atMs: lastMs }] of buckets) {
      if (buckets.size <= most && nowMs - lastMs < fullAfterMs) break;
      buckets.delete(oldest);
    }
    return waitMs;
  };
}
