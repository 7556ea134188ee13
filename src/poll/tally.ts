// What a poller counts of its calls and answers, since the start. It decides nothing.
import type { AreaId } from '../core/area.ts';
import type { AreaErrors } from '../core/snapshot.ts';
import type { ThreadStats } from './protocol.ts';

/** Its figures are added to where things happen; they are those of `ThreadStats`. */
export interface Tally {
  calls: number;
  unchanged: number;
  changed: number;
  bytes: number;
  sessions: number;
  pastSessions: number;
  /** Wall clock (ms); 0 before the first. */
  lastGoodMs: number;
  /** A poll of an area failed. An area that never failed costs nothing here. */
  fail(areaId: AreaId, why: string, wallMs: number): void;
  /** Rows could not be used. Returns the reasons never met before. */
  addProblems(found: Readonly<Record<string, number>>): readonly string[];
  /** The counts as they are told. */
  counts(): Counts;
}

type Counts = Pick<
  ThreadStats,
  | 'calls'
  | 'unchanged'
  | 'changed'
  | 'bytes'
  | 'sessions'
  | 'pastSessions'
  | 'failed'
  | 'errors'
  | 'problems'
  | 'lastGoodMs'
>;

export function createTally(): Tally {
  const failed: Record<string, number> = {};
  const errors: Record<AreaId, AreaErrors> = {};
  const problems: Record<string, number> = {};
  const tally: Tally = {
    calls: 0,
    unchanged: 0,
    changed: 0,
    bytes: 0,
    sessions: 0,
    pastSessions: 0,
    lastGoodMs: 0,
    fail(areaId, why, wallMs) {
      failed[why] = (failed[why] ?? 0) + 1;
      errors[areaId] = { count: (errors[areaId]?.count ?? 0) + 1, lastWhy: why, lastMs: wallMs };
    },
    addProblems(found) {
      const fresh = Object.keys(found).filter((reason) => problems[reason] === undefined);
      for (const reason in found) problems[reason] = (problems[reason] ?? 0) + (found[reason] as number);
      return fresh;
    },
    counts() {
      const { calls, unchanged, changed, bytes, sessions, pastSessions, lastGoodMs } = tally;
      return {
        calls,
        unchanged,
        changed,
        bytes,
        sessions,
        pastSessions,
        failed: { ...failed },
        errors: { ...errors },
        problems: { ...problems },
        lastGoodMs: lastGoodMs === 0 ? null : lastGoodMs,
      };
    },
  };
  return tally;
}
