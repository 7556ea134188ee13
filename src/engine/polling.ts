// The polling threads as an engine's settings and its Redis want them.
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import type { Settings } from '../config.ts';
import type { Source } from '../core/source.ts';
import { type PollPool, type PollPoolOptions, startPollPool, threadsFor } from '../poll/pool.ts';
import type { RedisServer } from '../store/redis/redis-server.ts';
import type { Store } from '../store/store.ts';

export interface PollingParts
  extends Pick<PollPoolOptions, 'sink' | 'onReport' | 'onStats' | 'onLog' | 'onCrash'> {
  readonly settings: Settings;
  readonly source: Pick<Source, 'id'>;
  readonly store: Pick<Store, 'generation'>;
  readonly redis: Pick<RedisServer, 'endpoint' | 'why'>;
}

/** Polls in flight at most; the pace bounds them long before. */
const MAX_IN_FLIGHT = 64;
/** Nothing here takes so long by right; a thread that does goes round for ever (ms). */
const HANG_MS = 120_000;

/** Starts them at once; they ask nothing before the first `watch`. */
export function startPolling({ settings, source, store, redis, ...told }: PollingParts): PollPool {
  return startPollPool({
    ...told,
    threads: settings.pollThreads ?? threadsFor(settings.pace, availableParallelism()),
    // Of the same kind as this file: the source, or what was built of it.
    workerUrl: new URL(`../poll-worker${extname(import.meta.url)}`, import.meta.url),
    settings: {
      sourceId: source.id,
      baseUrl: settings.cowinUrl,
      userAgent: settings.userAgent,
      pace: settings.pace,
      redis: redis.endpoint(),
      noRedisWhy: redis.why(),
      generation: store.generation,
      maxInFlight: MAX_IN_FLIGHT,
      hangMs: HANG_MS,
    },
  });
}
