// Between poller and store: records news, continues large fan-outs in short steps, and turns a database that cannot
// be written into a refusal, so that the poller brings the news again (R1) and the operator sees why.
// News that arrives together is recorded together: a commit costs more than what a small answer holds.
import type { Clock } from '../clock.ts';
import type { AreaId } from '../core/area.ts';
import type { NovelBatch, NovelSink } from '../core/batch.ts';
import type { IstDate } from '../core/ist.ts';
import { createRefusals } from '../core/refusals.ts';
import type { FeedItem } from '../core/snapshot.ts';
import type { Source } from '../core/source.ts';
import type { Log } from '../log.ts';
import { StoreError } from '../store/errors.ts';
import { ROW_COST, type Worked } from '../store/slots/slots.ts';
import type { Store } from '../store/store.ts';
import { createStride } from './stride.ts';

/** How long one transaction should hold the thread (ms): short enough that nothing else waits. */
const STEP_MS = 8;
/** Pairs of opening and subscription looked at in one step: at first, at least, at most. */
const FIRST_STEP = 1_000;
const LEAST_STEP = 200;
const MOST_STEP = 4_000;
/** Areas whose newcomers are let in at once. */
const JOIN_AT_ONCE = 100;
const RETRY_MS = 500;
/** How long the database is left alone after it refused (ms). */
const REFUSED_REST_MS = 250;

export interface RecorderOptions {
  readonly store: Store;
  readonly source: Source;
  readonly clock: Clock;
  readonly log: Log;
  /** What opened and closed, once it is recorded. */
  readonly onFeed: (items: readonly FeedItem[]) => void;
  /** Called when deliveries may have been added. */
  readonly onOwed: () => void;
  /** Called with an error that is no fault of the database. */
  readonly onBug: (error: unknown) => void;
}

export interface Recorder extends NovelSink {
  join(areaIds: readonly AreaId[]): void;
  forgetPast(today: IstDate): void;
  /** Continues fan-outs that a crash interrupted. */
  resume(): void;
  stop(): void;
  /** Why the database cannot be written, in a sentence (`core/refusals.ts`); empty when it can. */
  trouble(): string;
}

interface Waiting {
  readonly batch: NovelBatch;
  readonly resolve: (answer: 'recorded' | 'refused') => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Nothing is recorded before the first call; `stop` ends the fan-out under way, which the next start continues.
 * `take` answers after the commit, and rejects with a bug met in that very batch.
 */
export function createRecorder(options: RecorderOptions): Recorder {
  const { store, source, clock, log, onFeed, onOwed, onBug } = options;
  const stride = createStride(STEP_MS, FIRST_STEP, LEAST_STEP, MOST_STEP);
  const refusals = createRefusals();
  /** After a refusal nobody tries before this (monotonic ms): each try may block the thread for a moment. */
  let nextTryMs = 0;
  let coming: NodeJS.Immediate | undefined;
  let retrying: NodeJS.Timeout | undefined;
  let stopped = false;
  let waiting: Waiting[] = [];
  /** What nobody brings a second time: kept until it is done. */
  const joining = new Set<AreaId>();
  let past: IstDate | undefined;

  /** Does work on the database; undefined when the database refused. */
  function attempt<T>(what: string, work: () => T): T | undefined {
    if (clock.monotonicMs() < nextTryMs) return undefined;
    try {
      const result = work();
      if (refusals.accepted()) log('info', 'store.recovered');
      return result;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      const nowMs = clock.monotonicMs();
      if (refusals.refused(error.code, error.message, nowMs))
        log('error', 'store.refused', { what, why: error.code });
      nextTryMs = nowMs + REFUSED_REST_MS;
      return undefined;
    }
  }

  /** As `attempt`, and learns from it how much fits into a step. */
  function step<T extends Worked>(what: string, work: (limit: number) => T): T | undefined {
    const fromMs = clock.monotonicMs();
    const result = attempt(what, () => work(stride.size()));
    if (result !== undefined) stride.took(result.spent, clock.monotonicMs() - fromMs);
    return result;
  }

  /** What is taken next: all that waits, or as much as leaves half of a step to what was begun before. */
  function nextNews(): Waiting[] {
    let left = stride.size() / 2;
    let count = 0;
    for (const { batch } of waiting) {
      left -= (batch.sessions.length + batch.absent.length) * ROW_COST;
      if (count > 0 && left < 0) break;
      count += 1;
    }
    const news = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return news;
  }

  /** Answers everybody whose news it is. */
  function record(news: readonly Waiting[]): Worked | undefined {
    try {
      const batches = news.map(({ batch }) => batch);
      const result = step('record', (limit) => store.slots.record(batches, clock.wallMs(), limit));
      if (result !== undefined) {
        onFeed(
          result.feed.map(({ areaId, ...item }) => ({
            ...item,
            areaName: source.area(areaId)?.name ?? areaId,
          })),
        );
      }
      for (const { resolve } of news) resolve(result === undefined ? 'refused' : 'recorded');
      return result;
    } catch (error) {
      const [only] = news;
      if (news.length > 1) return news.map((one) => record([one])).at(-1);
      only?.reject(error);
      return undefined;
    }
  }

  /** False while the database refuses. */
  function catchUp(): boolean {
    const day = past;
    if (day !== undefined) {
      const done = attempt('forget-past', () => {
        store.slots.forgetPast(day, clock.wallMs());
        return true;
      });
      if (done === undefined) return false;
      past = undefined;
    }
    const areaIds = [...joining].slice(0, JOIN_AT_ONCE);
    if (areaIds.length === 0) return true;
    if (attempt('join', () => store.slots.joinAreas(areaIds, clock.wallMs())) === undefined) return false;
    for (const areaId of areaIds) joining.delete(areaId);
    return true;
  }

  function turn(): void {
    coming = undefined;
    try {
      const caughtUp = catchUp();
      const news = nextNews();
      const worked =
        news.length > 0
          ? record(news)
          : step('fan-out', (limit) => store.slots.fanOut(clock.wallMs(), limit));
      if (!caughtUp || worked === undefined) later();
      else if (worked.more || joining.size > 0) soon();
      if (waiting.length > 0) soon();
      onOwed();
    } catch (error) {
      onBug(error);
    }
  }

  function soon(): void {
    if (!stopped) coming ??= setImmediate(turn);
  }

  function later(): void {
    if (stopped || retrying !== undefined) return;
    retrying = setTimeout(() => {
      retrying = undefined;
      soon();
    }, RETRY_MS);
  }

  return {
    take(batch) {
      if (stopped) return Promise.resolve('refused');
      return new Promise((resolve, reject) => {
        waiting.push({ batch, resolve, reject });
        soon();
      });
    },
    join(areaIds) {
      for (const areaId of areaIds) joining.add(areaId);
      soon();
    },
    forgetPast(today) {
      past = today;
      soon();
    },
    resume: soon,
    stop() {
      stopped = true;
      clearTimeout(retrying);
      clearImmediate(coming);
    },
    trouble: refusals.told,
  };
}
