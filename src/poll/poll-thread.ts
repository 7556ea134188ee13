// The main thread's handle of one polling thread: carries news to the sink and answers back. Polling runs in threads
// of its own, so that neither the screen nor the senders wait for a parse. It decides nothing about polling.
import { Worker } from 'node:worker_threads';
import type { AreaId } from '../core/area.ts';
import type { NovelSink } from '../core/batch.ts';
import type { RedisEndpoint } from '../core/seen.ts';
import type { LogFields, LogLevel } from '../log.ts';
import { startHangWatch } from './hang-watch.ts';
import { createPost } from './post.ts';
import type { FromWorker, PollReport, ThreadStats, ToWorker, Watch, WorkerSettings } from './protocol.ts';

export interface PollThreadOptions {
  /** The file that runs in the thread (`poll-worker.js`). */
  readonly workerUrl: URL;
  readonly settings: WorkerSettings;
  readonly sink: NovelSink;
  readonly onReport: (report: PollReport) => void;
  readonly onStats: (stats: ThreadStats) => void;
  readonly onLog: (level: LogLevel, event: string, fields: LogFields) => void;
  /** The thread hangs, or it or the sink met a bug: the process must end. Called at most once. */
  readonly onCrash: (error: Error) => void;
}

export interface PollThread {
  /** The areas to poll from now on, all of them. */
  watch(watches: readonly Watch[]): void;
  /** Polls an area with the next call the pace grants. */
  pollNow(areaId: AreaId): void;
  pause(): void;
  resume(): void;
  setRedis(redis: RedisEndpoint | null, why: string): void;
  /** Stops polling at once and ends the thread, within a second. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * What a call leaves behind is dead when its answer is read: a small young generation is emptied often, at little
 * cost, and keeps the process small.
 */
const LIMITS = { maxYoungGenerationSizeMb: 12 };
/** How often the thread is told that this one lives, within the time after which it would be taken to hang. */
const BEATS = 12;
/** How long the worker may take to end by itself (ms). */
const STOP_MS = 700;

/** Starts the thread at once; it asks nothing before the first `watch`. What goes wrong comes through `onCrash`. */
export function startPollThread(options: PollThreadOptions): PollThread {
  const { workerUrl, settings, sink, onReport, onStats, onLog } = options;
  const worker = new Worker(workerUrl, { workerData: settings, name: 'poll', resourceLimits: LIMITS });
  const ended = Promise.withResolvers<void>();
  let stopping: Promise<void> | undefined;
  let crashed = false;

  function crash(error: Error): void {
    if (crashed) return;
    crashed = true;
    options.onCrash(error);
  }

  const { say: tell } = createPost<ToWorker>((messages) => worker.postMessage(messages));

  async function take(message: Extract<FromWorker, { type: 'batch' }>): Promise<void> {
    let answer: 'recorded' | 'refused' = 'refused';
    try {
      answer = await sink.take(message.batch);
    } catch (error) {
      crash(asError(error));
    }
    tell({ type: 'taken', batchId: message.batchId, answer });
  }

  function hear(message: FromWorker): void {
    switch (message.type) {
      case 'batch':
        void take(message);
        break;
      case 'polled':
        onReport(message.report);
        break;
      case 'stats':
        onStats(message.stats);
        break;
      case 'log':
        onLog(message.level, message.event, message.fields);
        break;
      case 'stopped':
        ended.resolve();
        break;
    }
  }

  const { hangMs } = settings;
  const watch = startHangWatch(hangMs, () => crash(new Error('the polling thread hangs')));
  const beat = setInterval(() => tell({ type: 'beat' }), hangMs / BEATS);
  beat.unref();

  worker.on('message', (messages: readonly FromWorker[]) => {
    watch.heard();
    for (const message of messages) hear(message);
  });
  worker.on('error', (error) => crash(asError(error)));
  worker.on('exit', (code) => {
    ended.resolve();
    if (stopping === undefined) crash(new Error(`the polling worker ended by itself (code ${code})`));
  });

  async function stopWorker(): Promise<void> {
    watch.stop();
    clearInterval(beat);
    tell({ type: 'stop' });
    const timer = setTimeout(ended.resolve, STOP_MS);
    await ended.promise;
    clearTimeout(timer);
    await worker.terminate();
  }

  return {
    watch: (watches) => tell({ type: 'watch', watches }),
    pollNow: (areaId) => tell({ type: 'poll-now', areaId }),
    pause: () => tell({ type: 'pause' }),
    resume: () => tell({ type: 'resume' }),
    setRedis: (redis, why) => tell({ type: 'redis', redis, why }),
    stop() {
      stopping ??= stopWorker();
      return stopping;
    },
  };
}

function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value));
}
