// What the poller hands on after an answer that held news: the meeting point of poll and store.
import type { AreaId } from './area.ts';
import type { Session } from './session.ts';

/** The news of one good answer. */
export interface NovelBatch {
  readonly areaId: AreaId;
  /** Wall clock (ms) when the last byte of the answer arrived. */
  readonly answeredAtMs: number;
  /** Sessions whose fingerprint was not known. */
  readonly sessions: readonly Session[];
  /** Ids of sessions that were open and are missing from two full, good answers in a row (R4). */
  readonly absent: readonly string[];
}

/**
 * Who takes news from the poller. `recorded` means it is durable, so it may be remembered as known;
 * `refused` means nothing was kept and the poller must bring it again.
 */
export interface NovelSink {
  take(batch: NovelBatch): Promise<'recorded' | 'refused'>;
}
