// Which sessions of an area are known to be open, and what a full, good answer without them means. Pure.
// Nothing is ever closed by a failed or partial answer, nor by one miss (R4).
import { addDays, type IstDate } from '../core/ist.ts';
import { isOpen, type Session } from '../core/session.ts';
import type { ParsedAnswer, Target } from '../core/source.ts';

/** An open session the database knows of. */
export interface Known {
  readonly date: IstDate;
  /** Full, good answers in a row it was missing from. */
  readonly misses: number;
}

export type Presence = ReadonlyMap<string, Known>;

export interface Look {
  /** Sessions that are news whatever a cache says of them: open where none was known open, or the reverse. */
  readonly turned: ReadonlySet<string>;
  /** Missing for the second time: gone. */
  readonly absent: readonly string[];
  /** Whether a session is missing for the first time, so that the next answer must be read even if it is the same. */
  readonly waiting: boolean;
  /** What is known once the news of this answer is recorded. */
  readonly next: Presence;
}

/** Misses in a row that close a session. */
const MISSES_TO_CLOSE = 2;
/** Sessions are kept this long after their date, unproven, so that a wall clock that jumps a day ahead forgets none. */
const KEEP_DAYS = 2;

/**
 * What one good answer says of presence.
 * @param first the area's first answer since the start: all that is open, or was, is handed on once more, because a
 *   cache that outlived the process may be behind the database (the news of its last second was never remembered)
 */
export function look(
  known: Presence,
  answer: Extract<ParsedAnswer, { ok: true }>,
  target: Target,
  first: boolean,
): Look {
  const next = new Map<string, Known>();
  const turned = new Set<string>();
  const here = new Set<string>();
  for (const session of answer.sessions) {
    here.add(session.sessionId);
    const open = isOpen(session);
    const wasOpen = known.has(session.sessionId);
    if (open !== wasOpen || (first && open)) turned.add(session.sessionId);
    if (open) next.set(session.sessionId, { date: session.date, misses: 0 });
  }
  const absent: string[] = [];
  let waiting = false;
  if (known.size > 0) {
    const unreadable = new Set(answer.unreadable);
    const lastDate = addDays(target.firstDate, target.days - 1);
    const keptFrom = addDays(target.firstDate, -KEEP_DAYS);
    for (const [id, sight] of known) {
      if (here.has(id)) continue;
      const asked = sight.date >= target.firstDate && sight.date <= lastDate;
      if (!asked) {
        // A date that is past needs no closing: the database forgets it by itself.
        if (sight.date >= keptFrom) next.set(id, sight);
        continue;
      }
      const misses = answer.complete && !unreadable.has(id) ? sight.misses + 1 : sight.misses;
      if (misses >= MISSES_TO_CLOSE) {
        absent.push(id);
        continue;
      }
      if (misses > 0) waiting = true;
      next.set(id, { date: sight.date, misses });
    }
  }
  return { turned, absent, waiting, next };
}

/** The sessions of an answer that are news: turned, or not known to a cache. Keeps the answer's order. */
export function novelOf(
  sessions: readonly Session[],
  turned: ReadonlySet<string>,
  unknown: readonly Session[],
): readonly Session[] {
  if (turned.size === 0) return unknown;
  const fresh = new Set(unknown);
  return sessions.filter((session) => turned.has(session.sessionId) || fresh.has(session));
}
