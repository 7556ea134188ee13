// Composition root inside the polling thread: builds source, pace, plan, fetch, seen and poller, and carries their
// words to the main thread. It records nothing itself: news goes to the main thread, which owns the database.
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from './clock.ts';
import type { NovelSink } from './core/batch.ts';
import type { Source } from './core/source.ts';
import type { Log } from './log.ts';
import { createFetcher } from './poll/fetch.ts';
import { startHangWatch } from './poll/hang-watch.ts';
import { createPace } from './poll/pace.ts';
import { createPlan } from './poll/plan.ts';
import { createPoller } from './poll/poller.ts';
import { createPost } from './poll/post.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './poll/protocol.ts';
import { cowinSource } from './sources/cowin/index.ts';
import { createSeen } from './store/redis/seen.ts';

/** How often the figures are told (ms). */
const STATS_MS = 500;

const SOURCES: Readonly<Record<string, () => Source>> = { cowin: cowinSource };

/**
 * Ends the process, when the main thread hangs and can no longer do it: whoever supervises it starts it again, and the
 * next start makes all good. The log is the main thread's: what happened is said on standard error.
 */
function endHanging(): void {
  try {
    writeSync(2, 'vaccine-watch hangs: its main thread says nothing any more, so it ends itself.\n');
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}

async function run(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('poll-worker runs as a worker thread only');
  const settings = workerData as WorkerSettings;
  const clock = systemClock;
  const post = createPost<FromWorker>((messages) => port.postMessage(messages));
  const tell = post.say;
  const log: Log = (level, event, fields = {}) => tell({ type: 'log', level, event, fields });
  const source = SOURCES[settings.sourceId]?.();
  if (source === undefined) throw new Error(`there is no source "${settings.sourceId}"`);

  const taking = new Map<number, (answer: 'recorded' | 'refused') => void>();
  let batches = 0;
  const sink: NovelSink = {
    take: (batch) =>
      new Promise((resolve) => {
        const batchId = batches++;
        taking.set(batchId, resolve);
        tell({ type: 'batch', batchId, batch });
      }),
  };
  const seen = createSeen({
    generation: settings.generation,
    endpoint: settings.redis,
    why: settings.noRedisWhy,
    clock,
    log,
  });
  const poller = createPoller({
    source,
    fetcher: createFetcher({
      baseUrl: settings.baseUrl,
      userAgent: settings.userAgent,
      connections: settings.maxInFlight,
      clock,
    }),
    pace: createPace({ setting: settings.pace, startedAtMs: clock.monotonicMs(), random: Math.random }),
    plan: createPlan(),
    seen,
    sink,
    clock,
    log,
    maxInFlight: settings.maxInFlight,
    onReport: (report) => tell({ type: 'polled', report }),
  });
  const stats = setInterval(() => {
    poller.tick();
    tell({ type: 'stats', stats: poller.stats() });
  }, STATS_MS);
  const ready = seen.ready();

  const watch = startHangWatch(settings.hangMs, endHanging);

  async function hear(message: ToWorker): Promise<void> {
    switch (message.type) {
      case 'beat':
        break;
      case 'watch':
        // Polling begins once it is clear whether Redis answers: a first sweep without it would be work for nothing.
        await ready;
        poller.watch(message.watches);
        break;
      case 'taken':
        taking.get(message.batchId)?.(message.answer);
        taking.delete(message.batchId);
        break;
      case 'poll-now':
        poller.pollNow(message.areaId);
        break;
      case 'pause':
        poller.pause();
        break;
      case 'resume':
        poller.resume();
        break;
      case 'redis':
        seen.setRedis(message.redis, message.why);
        break;
      case 'stop':
        watch.stop();
        clearInterval(stats);
        await poller.stop();
        tell({ type: 'stats', stats: poller.stats() });
        await seen.close();
        tell({ type: 'stopped' });
        post.flush();
        port?.close();
        break;
    }
  }

  port.on('message', (messages: readonly ToWorker[]) => {
    watch.heard();
    for (const message of messages) void hear(message);
  });
}

await run();
