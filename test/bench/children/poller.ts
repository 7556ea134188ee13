// The product as a client: the polling threads exactly as `main` starts them, with real Redis, at a pace without limit.
// Only the last step is left out: news is answered with "recorded" at once. What SQLite costs is in the engine's rows.

import { createRequire } from 'node:module';
import { UNLIMITED_PACE } from '../../../src/core/pace-setting.ts';
import type { PollStats } from '../../../src/poll/protocol.ts';
import { POLL_WORKER, product } from '../product.ts';
import { redisFigures } from '../servers/redis.ts';
import { finish, isWarm, type Mark, mark, planFromArgs, sinceMark, type Timing } from './meter.ts';

export interface PollerPlan extends Timing {
  readonly baseUrl: string;
  readonly userAgent: string;
  readonly redisSocket: string;
  readonly connections: number;
  /** Polling threads. */
  readonly threads: number;
}

// As the launcher does.
(createRequire(import.meta.url)('../../../src/small-heap.cjs') as () => void)();
const plan = planFromArgs<PollerPlan>();
const { startPollPool } = await product('poll/pool');
const { cowinSource } = await product('sources/cowin/index');
const source = cowinSource();
/** Before the measuring begins: first answers are news to anybody, and the second are read wholly because of that. */
const SWEEPS = 2;
let sweeps = 0;
/** Since when the present sweep is counted (wall ms). */
let sweepFromMs = 0;
let begin: { readonly mark: Mark; readonly stats: PollStats; readonly redisCpuS: number } | undefined;
let asking = false;

async function onStats(stats: PollStats): Promise<void> {
  if (asking) return;
  const now = performance.now();
  if (begin === undefined) {
    noteSweep(stats);
    if (sweeps < SWEEPS || !isWarm(plan)) return;
    const from = mark(stats.calls);
    asking = true;
    begin = { mark: from, stats, redisCpuS: (await redisFigures(plan.redisSocket)).cpuS };
    asking = false;
  } else if (now - begin.mark.atMs >= plan.measureMs) {
    const figures = sinceMark(begin.mark, stats.calls);
    asking = true;
    const { cpuS } = await redisFigures(plan.redisSocket);
    const failed = total(stats.failed) - total(begin.stats.failed);
    const degraded = stats.dedupe.mode !== 'redis-unix' || stats.dedupe.state !== 'ok';
    finish({
      ...figures,
      changedShare: (stats.changed - begin.stats.changed) / figures.calls,
      // Without its Redis it would not have done its work.
      failed: degraded ? figures.calls : failed,
      redisCpuS: cpuS - begin.redisCpuS,
    });
  }
}

/** A sweep is over when every district has been answered since the last one was. */
function noteSweep({ areas }: PollStats): void {
  if (areas.length === 0 || !areas.every(({ lastGoodMs }) => lastGoodMs !== null && lastGoodMs > sweepFromMs))
    return;
  sweeps += 1;
  sweepFromMs = Date.now();
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

const pool = startPollPool({
  threads: plan.threads,
  workerUrl: POLL_WORKER,
  settings: {
    sourceId: source.id,
    baseUrl: plan.baseUrl,
    userAgent: plan.userAgent,
    pace: UNLIMITED_PACE,
    redis: { kind: 'unix', path: plan.redisSocket },
    noRedisWhy: '',
    generation: `bench-${process.pid}`,
    maxInFlight: plan.connections,
    hangMs: 120_000,
  },
  sink: { take: async () => 'recorded' },
  onReport: () => undefined,
  onStats: (stats) => void onStats(stats),
  onLog: () => undefined,
  onCrash: (error) => {
    throw error;
  },
});
pool.watch(source.areas.map((area) => ({ area, weight: 1, open: [] })));
