// The polling threads: how many there are, which areas and which part of the pace each has. To the engine they are one
// poller. An area stays with its thread, which knows its last answer; the parts of the pace never sum to more than it.
import type { AreaId } from '../core/area.ts';
import type { PaceSetting } from '../core/pace-setting.ts';
import type { RedisEndpoint } from '../core/seen.ts';
import { mergeStats } from './merge-stats.ts';
import { type PollThread, type PollThreadOptions, startPollThread } from './poll-thread.ts';
import type { PollStats, ThreadStats, Watch } from './protocol.ts';

export interface PollPoolOptions extends Omit<PollThreadOptions, 'onStats'> {
  /** At least 1; `threadsFor` says how many are of use. */
  readonly threads: number;
  /** The figures of all threads together; told whenever one has new ones, once all have told some. */
  readonly onStats: (stats: PollStats) => void;
}

/** What the main thread knows of polling. */
export type PollPool = PollThread;

/** What one thread does with ease (calls a second); below it, a second one would only take memory. */
const CALLS_PER_THREAD_S = 10_000;

/**
 * How many threads a pace is worth: one, unless it is beyond what one thread does.
 * @param cores of this machine; one is left to the rest of the program, which records and sends
 */
export function threadsFor(pace: PaceSetting, cores: number): number {
  const most = Math.max(1, cores - 1);
  if (pace.calls === null) return most;
  const perS = (pace.calls * 1000) / pace.perMs;
  return Math.max(1, Math.min(most, Math.ceil(perS / CALLS_PER_THREAD_S)));
}

/** Starts the threads at once; they ask nothing before the first `watch`. */
export function startPollPool(options: PollPoolOptions): PollPool {
  const { threads: count, settings, onStats } = options;
  const newest: (ThreadStats | undefined)[] = Array.from({ length: count });
  const { calls } = settings.pace;
  let crashed = false;

  function tellStats(): void {
    const [first, ...rest] = newest.filter((stats) => stats !== undefined);
    if (first !== undefined && rest.length === count - 1) onStats(mergeStats([first, ...rest]));
  }

  const threads = newest.map((_, at) =>
    startPollThread({
      ...options,
      settings: {
        ...settings,
        pace: { ...settings.pace, calls: calls === null ? null : calls / count },
        maxInFlight: Math.ceil(settings.maxInFlight / count),
      },
      onStats(stats) {
        newest[at] = stats;
        tellStats();
      },
      onCrash(error) {
        if (crashed) return;
        crashed = true;
        options.onCrash(error);
      },
    }),
  );
  /** Which thread has an area. */
  let homes = new Map<AreaId, number>();

  /** New areas go where there are fewest. */
  function settle(watches: readonly Watch[]): Watch[][] {
    const parts: Watch[][] = threads.map(() => []);
    const settled = new Map<AreaId, number>();
    const place = (watch: Watch, at: number) => {
      parts[at]?.push(watch);
      settled.set(watch.area.id, at);
    };
    const isNew = (watch: Watch) => !homes.has(watch.area.id);
    for (const watch of watches) if (!isNew(watch)) place(watch, homes.get(watch.area.id) as number);
    for (const watch of watches) {
      if (!isNew(watch)) continue;
      const sizes = parts.map((part) => part.length);
      place(watch, sizes.indexOf(Math.min(...sizes)));
    }
    homes = settled;
    return parts;
  }

  return {
    watch(watches) {
      const parts = settle(watches);
      for (const [at, thread] of threads.entries()) thread.watch(parts[at] as Watch[]);
    },
    pollNow(areaId) {
      const home = homes.get(areaId);
      if (home !== undefined) threads[home]?.pollNow(areaId);
    },
    pause() {
      for (const thread of threads) thread.pause();
    },
    resume() {
      for (const thread of threads) thread.resume();
    },
    setRedis(redis: RedisEndpoint | null, why: string) {
      for (const thread of threads) thread.setRedis(redis, why);
    },
    async stop() {
      await Promise.all(threads.map((thread) => thread.stop()));
    },
  };
}
