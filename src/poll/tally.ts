// What a poller counts of its calls and answers, since the start. It decides nothing.
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
  /** A poll failed. */
  fail(why: string): void;
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
  | 'problems'
  | 'lastGoodMs'
>;

export function createTally(): Tally {
  const failed: Record<string, number> = {};
  const problems: Record<string, number> = {};
  const tally: Tally = {
    calls: 0,
    unchanged: 0,
    changed: 0,
    bytes: 0,
    sessions: 0,
    pastSessions: 0,
    lastGoodMs: 0,
    fail(why) {
      failed[why] = (failed[why] ?? 0) + 1;
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
        problems: { ...problems },
        lastGoodMs: lastGoodMs === 0 ? null : lastGoodMs,
      };
    },
  };
  return tally;
}
