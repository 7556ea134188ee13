// What the main thread and a polling thread say to each other, in lists (post.ts). Plain values that survive
// structured cloning.
import type { Area, AreaId } from '../core/area.ts';
import type { NovelBatch } from '../core/batch.ts';
import type { IstDate } from '../core/ist.ts';
import type { PaceSetting } from '../core/pace-setting.ts';
import type { RedisEndpoint } from '../core/seen.ts';
import type { AreaErrors, DedupeState, IntervalWhy, PaceState } from '../core/snapshot.ts';
import type { LogFields, LogLevel } from '../log.ts';

export interface WorkerSettings {
  readonly sourceId: string;
  /** Base URL before `/v2/…`. */
  readonly baseUrl: string;
  readonly userAgent: string;
  readonly pace: PaceSetting;
  readonly redis: RedisEndpoint | null;
  /** Mark of this database's generation: Redis keys of another generation are not believed. */
  readonly generation: string;
  /** Why there is no Redis, for the screen; empty when there is. */
  readonly noRedisWhy: string;
  readonly maxInFlight: number;
  /** How long either thread may say nothing before the other takes it to hang (ms). Both speak far more often. */
  readonly hangMs: number;
}

/** An open session the database knows of: the poller must notice when it is missing. */
export interface KnownOpen {
  readonly sessionId: string;
  readonly date: IstDate;
}

/** An area to poll. */
export interface Watch {
  readonly area: Area;
  /** People it serves. */
  readonly weight: number;
  /** Sent when the area is new to the plan; ignored for an area already there. */
  readonly open: readonly KnownOpen[];
}

export type ToWorker =
  | { readonly type: 'watch'; readonly watches: readonly Watch[] }
  | { readonly type: 'taken'; readonly batchId: number; readonly answer: 'recorded' | 'refused' }
  | { readonly type: 'poll-now'; readonly areaId: AreaId }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'redis'; readonly redis: RedisEndpoint | null; readonly why: string }
  /** The main thread lives. */
  | { readonly type: 'beat' }
  | { readonly type: 'stop' };

export type FromWorker =
  | { readonly type: 'batch'; readonly batchId: number; readonly batch: NovelBatch }
  | { readonly type: 'polled'; readonly report: PollReport }
  | { readonly type: 'stats'; readonly stats: ThreadStats }
  | { readonly type: 'log'; readonly level: LogLevel; readonly event: string; readonly fields: LogFields }
  | { readonly type: 'stopped' };

/**
 * A poll that changed what is known of an area's state: the first good answer, a first failure, a recovery,
 * a settled answer after news. Polls that change none of these are only counted in `PollStats`.
 */
export interface PollReport {
  readonly areaId: AreaId;
  readonly atMs: number;
  readonly failure: string;
  /** True when everything in the answer is recorded and no absence is waiting for its second proof. */
  readonly settled: boolean;
}

/** A polling thread's figures: those of `PollStats`, but with the latencies of the last minute counted, so that they can be put together. */
export type ThreadStats = Omit<PollStats, 'latencyP50Ms' | 'latencyP99Ms'> & {
  readonly latency: Uint32Array;
};

/** Counted since the start unless said otherwise; told about twice a second. */
export interface PollStats {
  readonly calls: number;
  readonly unchanged: number;
  readonly changed: number;
  readonly bytes: number;
  /** Sessions read (of changed answers, those new or different), and those of them that were of days gone by. */
  readonly sessions: number;
  readonly pastSessions: number;
  readonly failed: Readonly<Record<string, number>>;
  /** The failed polls of each area that had any, also of those not polled any more. */
  readonly errors: Readonly<Record<AreaId, AreaErrors>>;
  readonly problems: Readonly<Record<string, number>>;
  readonly latencyP50Ms: number | null;
  readonly latencyP99Ms: number | null;
  readonly pace: PaceState;
  readonly dedupe: DedupeState;
  /** When any area last answered well (wall ms). */
  readonly lastGoodMs: number | null;
  /** The failure most polls now end with, and since when; null while polls go well. */
  readonly trouble: { readonly why: string; readonly sinceMs: number } | null;
  readonly areas: readonly {
    readonly id: AreaId;
    readonly intervalMs: number | null;
    readonly why: IntervalWhy;
    readonly cachedForMs: number | null;
    readonly newsPerDay: number | null;
    readonly lastGoodMs: number | null;
    readonly failure: string;
  }[];
}
