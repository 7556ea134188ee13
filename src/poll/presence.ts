// Which sessions of an area are known to be open, and what a full, good answer without them means. Pure.
// Nothing is ever closed by a failed or partial answer, nor by one miss (R4).
import { addDays, type IstDate } from '../core/ist.ts';
import { isOpen, type Session } from '../core/session.ts';
import type { ReadAnswer, Target } from '../core/source.ts';

/** An open session the database knows of. */
export interface Known {
  readonly date: IstDate;
  /** Full, good answers in a row it was missing from. */
  readonly misses: number;
}

/** What is known of an area's open sessions. */
export interface Presence {
  readonly open: Map<string, Known>;
  /** Whether the last good answer listed them all. */
  allListed: boolean;
}

/** What an answer says of the sessions it lists. */
export type Listing = Pick<
  Extract<ReadAnswer, { ok: true }>,
  'sessions' | 'listed' | 'dropped' | 'unreadable' | 'complete'
>;

/** The days a target asks for, and those of which nothing is kept any more. */
export interface AskedDays {
  readonly firstDate: IstDate;
  readonly lastDate: IstDate;
  readonly keptFrom: IstDate;
}

export interface Look {
  /** Sessions that are news whatever a cache says of them: open where none was known open, or the reverse. */
  readonly turned: ReadonlySet<string>;
  /** Missing for the second time: gone. */
  readonly absent: readonly string[];
  /** Whether a session is missing for the first time, so that the next answer must be read even if it is the same. */
  readonly waiting: boolean;
  /** Whether the answer lists all that is known from now on. */
  readonly allListed: boolean;
  /** What is known otherwise once the news of this answer is recorded; null: not known open any more. */
  readonly changes: readonly (readonly [sessionId: string, known: Known | null])[];
}

/** Misses in a row that close a session. */
const MISSES_TO_CLOSE = 2;
/** Sessions are kept this long after their date, unproven, so that a wall clock that jumps a day ahead forgets none. */
const KEEP_DAYS = 2;
const NONE: ReadonlySet<string> = new Set();

export function askedDays({ firstDate, days }: Target): AskedDays {
  return { firstDate, lastDate: addDays(firstDate, days - 1), keptFrom: addDays(firstDate, -KEEP_DAYS) };
}

/**
 * What one good answer says of presence.
 * @param answer its `sessions` need not hold those that are listed as they were in the last good answer
 * @param first the area's first answer since the start: all that is open, or was, is handed on once more, because a
 *   cache that outlived the process may be behind the database (the news of its last second was never remembered)
 */
export function look(presence: Presence, answer: Listing, asked: AskedDays, first: boolean): Look {
  const { open: known } = presence;
  const changes: [string, Known | null][] = [];
  let turned: Set<string> | null = null;
  for (const session of answer.sessions) {
    const { sessionId, date } = session;
    const open = isOpen(session);
    const before = known.get(sessionId);
    if (open !== (before !== undefined) || (first && open)) {
      turned ??= new Set();
      turned.add(sessionId);
    }
    if (open) {
      if (before?.date === date && before.misses === 0) continue;
      changes.push([sessionId, { date, misses: 0 }]);
    } else if (before !== undefined) {
      changes.push([sessionId, null]);
    }
  }
  const nobodyMissing = presence.allListed && answer.dropped?.some((id) => known.has(id)) === false;
  const missing = nobodyMissing ? NOBODY : lookForMissing(known, answer, asked);
  return { turned: turned ?? NONE, ...missing, changes: [...changes, ...missing.changes] };
}

type Missing = Omit<Look, 'turned'>;
const NOBODY: Missing = { absent: [], waiting: false, allListed: true, changes: [] };

/** What it means for each session known open that the answer does not list it. */
function lookForMissing(known: Presence['open'], answer: Listing, asked: AskedDays): Missing {
  const changes: [string, Known | null][] = [];
  const absent: string[] = [];
  let waiting = false;
  let allListed = true;
  for (const [id, { date, misses }] of known) {
    if (answer.listed.has(id)) continue;
    if (date < asked.firstDate || date > asked.lastDate) {
      // A date that is past needs no closing: the database forgets it by itself.
      if (date < asked.keptFrom) changes.push([id, null]);
      else allListed = false;
      continue;
    }
    const missed = answer.complete && !answer.unreadable.has(id);
    const missesNow = missed ? misses + 1 : misses;
    if (missesNow >= MISSES_TO_CLOSE) {
      absent.push(id);
      changes.push([id, null]);
      continue;
    }
    allListed = false;
    if (missesNow > 0) waiting = true;
    if (missed) changes.push([id, { date, misses: missesNow }]);
  }
  return { absent, waiting, allListed, changes };
}

/** Takes over what an answer changed, once its news is recorded. */
export function applyChanges(presence: Presence, { changes, allListed }: Look): void {
  for (const [id, known] of changes) {
    if (known === null) presence.open.delete(id);
    else presence.open.set(id, known);
  }
  presence.allListed = allListed;
}

/** What the database believes open, before the first answer. */
export function presenceOf(
  open: readonly { readonly sessionId: string; readonly date: IstDate }[],
): Presence {
  return {
    open: new Map(open.map(({ sessionId, date }) => [sessionId, { date, misses: 0 }])),
    allListed: false,
  };
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
