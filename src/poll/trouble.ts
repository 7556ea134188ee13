// Whether polling as a whole is in trouble, from how the last polls ended: the one line a person reads first.
// Pure. A single bad area is no trouble; a source that most polls fail at is.
import type { AreaId } from '../core/area.ts';

export interface Trouble {
  /** The failure most of the last polls ended with; `envelope` also as soon as the schema drifts. */
  readonly why: string;
  /** When it began (wall ms). */
  readonly sinceMs: number;
}

export interface TroubleWatch {
  /** A poll ended: `failure` empty when well. */
  ended(areaId: AreaId, failure: string, wallMs: number): void;
  current(): Trouble | null;
}

const LOOK_BACK = 8;
/** Unreadable answers in a row, from as many areas, that mean the source changed its shape. */
const DRIFT_AFTER = 3;
const DRIFT = 'envelope';

/** @param watchedAreas how many are watched now: where they are few, fewer must agree that the source changed */
export function createTroubleWatch(watchedAreas: () => number): TroubleWatch {
  let last: { failure: string; wallMs: number }[] = [];
  let drifted: { areaIds: Set<AreaId>; answers: number; sinceMs: number } | null = null;
  let trouble: Trouble | null = null;

  function assess(): Trouble | null {
    const needed = Math.min(DRIFT_AFTER, watchedAreas());
    if (drifted !== null && drifted.answers >= DRIFT_AFTER && drifted.areaIds.size >= needed) {
      return trouble?.why === DRIFT ? trouble : { why: DRIFT, sinceMs: drifted.sinceMs };
    }
    const failures = last.filter((poll) => poll.failure !== '');
    // While nothing ever went well, the first failure is worth saying.
    if (failures.length === 0 || failures.length * 2 <= last.length) return null;
    const why = commonest(failures.map((poll) => poll.failure));
    const sinceMs = trouble?.sinceMs ?? (failures[0] as { wallMs: number }).wallMs;
    return trouble?.why === why ? trouble : { why, sinceMs };
  }

  return {
    ended(areaId, failure, wallMs) {
      if (
        failure === '' &&
        trouble === null &&
        drifted === null &&
        last.every((poll) => poll.failure === '')
      ) {
        // The usual case costs nothing.
        if (last.length < LOOK_BACK) last.push({ failure, wallMs });
        return;
      }
      last = [...last, { failure, wallMs }].slice(-LOOK_BACK);
      if (failure === DRIFT) {
        drifted ??= { areaIds: new Set(), answers: 0, sinceMs: wallMs };
        drifted.areaIds.add(areaId);
        drifted.answers += 1;
      } else {
        drifted = null;
      }
      trouble = assess();
    },
    current: () => trouble,
  };
}

function commonest(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}
