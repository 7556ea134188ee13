// Between poller and store: records news, continues large fan-outs in short steps, and turns a database that cannot
// be written into a refusal, so that the poller brings the news again (R1) and the operator sees why.
import type { Clock } from '../clock.ts';
import type { AreaId } from '../core/area.ts';
import type { NovelBatch } from '../core/batch.ts';
import type { IstDate } from '../core/ist.ts';
import type { FeedItem } from '../core/snapshot.ts';
import type { Source } from '../core/source.ts';
import type { Log } from '../log.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';

/** Subscriptions looked at in one step of a fan-out: short enough that nothing else waits. */
const FAN_OUT_STEP = 1000;
const RETRY_MS = 500;
/** How long the database is left alone after it refused (ms). */
const REFUSED_REST_MS = 250;

export interface RecorderOptions {
  readonly store: Store;
  readonly source: Source;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when deliveries may have been added. */
  readonly onOwed: () => void;
  /** Called with an error that is no fault of the database. */
  readonly onBug: (error: unknown) => void;
}

export interface Recorder {
  /** What opened and closed; undefined when nothing could be recorded. */
  record(batch: NovelBatch): readonly FeedItem[] | undefined;
  join(areaIds: readonly AreaId[]): void;
  forgetPast(today: IstDate): void;
  /** Continues fan-outs that a crash interrupted. */
  resume(): void;
  stop(): void;
  /** Why the database could not be written the last time, in a sentence; empty when it could. */
  trouble(): string;
}

/** Nothing is recorded before the first call; `stop` ends the fan-out under way, which the next start continues. */
export function createRecorder({ store, source, clock, log, onOwed, onBug }: RecorderOptions): Recorder {
  let trouble = '';
  /** After a refusal nobody tries before this (monotonic ms): each try may block the thread for a moment. */
  let nextTryMs = 0;
  let timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
  /** What nobody brings a second time: kept until it is done. */
  const joining = new Set<AreaId>();
  let past: IstDate | undefined;

  /** Does work on the database; undefined when the database refused. */
  function attempt<T>(what: string, work: () => T): T | undefined {
    if (clock.monotonicMs() < nextTryMs) return undefined;
    try {
      const result = work();
      if (trouble !== '') log('info', 'store.recovered');
      trouble = '';
      return result;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (trouble === '') log('error', 'store.refused', { what, why: error.code });
      trouble = error.message;
      nextTryMs = clock.monotonicMs() + REFUSED_REST_MS;
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
    const areaIds = [...joining];
    if (areaIds.length === 0) return true;
    if (attempt('join', () => store.slots.joinAreas(areaIds, clock.wallMs())) === undefined) return false;
    for (const areaId of areaIds) joining.delete(areaId);
    return true;
  }

  function step(): void {
    timer = undefined;
    try {
      const done = catchUp()
        ? attempt('fan-out', () => store.slots.fanOut(clock.wallMs(), FAN_OUT_STEP))
        : undefined;
      if (done === undefined) timer = setTimeout(step, RETRY_MS);
      else if (done.more) timer = setImmediate(step);
      onOwed();
    } catch (error) {
      onBug(error);
    }
  }

  function continueFanOut(): void {
    timer ??= setImmediate(step);
  }

  return {
    record(batch) {
      const result = attempt('record', () => store.slots.record(batch, clock.wallMs()));
      if (result === undefined) return undefined;
      if (result.more) continueFanOut();
      onOwed();
      return result.feed.map(({ areaId, ...item }) => ({
        ...item,
        areaName: source.area(areaId)?.name ?? areaId,
      }));
    },
    join(areaIds) {
      for (const areaId of areaIds) joining.add(areaId);
      continueFanOut();
    },
    forgetPast(today) {
      past = today;
      continueFanOut();
    },
    resume: continueFanOut,
    stop() {
      clearTimeout(timer as NodeJS.Timeout | undefined);
      clearImmediate(timer as NodeJS.Immediate | undefined);
    },
    trouble: () => trouble,
  };
}
