// The rows of an answer gathered one by one: what could be read, what could not, and why. One bad row never loses a
// district. What is listed twice stands here twice; who asks for the whole answer settles that.
import type { AreaId } from '../../core/area.ts';
import type { Centre, Session } from '../../core/session.ts';
import { type DateReader, isRow, type RowProblem } from './quirks.ts';
import { type CentreReading, readCentre, readSession } from './rows.ts';

/** Rows beyond this are counted, not read: sixty times the largest district ever seen. */
export const MAX_ROWS = 20_000;

/** How the rows of an answer are to be understood. */
export interface RowSense {
  /** The area of a centre's sessions. */
  readonly areaOf: (centre: Centre) => AreaId;
  readonly dateOf: DateReader;
}

export interface Gathered {
  readonly sense: RowSense;
  /** In the order of the answer. */
  readonly sessions: Session[];
  /** Ids of rows that could not be used, in the order of the answer. */
  readonly unreadable: string[];
  readonly problems: Partial<Record<RowProblem, number>>;
  /** Rows met, of whatever kind. */
  rows: number;
  /** False once a row was met of which nobody knows which session it is. */
  complete: boolean;
}

export function gatherNothing(sense: RowSense): Gathered {
  return { sense, sessions: [], unreadable: [], problems: {}, rows: 0, complete: true };
}

/** A centre of a calendar answer, whatever JSON stands in its place. */
export function gatherCentre(into: Gathered, centre: unknown): void {
  if (!isRow(centre)) {
    lost(into, 'row-shape');
  } else if (!Array.isArray(centre.sessions)) {
    lost(into, 'sessions-missing');
  } else if (centre.sessions.length > 0) {
    const at = readCentre(centre, into.sense.areaOf);
    for (const row of centre.sessions) gatherRow(into, row, at);
  }
}

/** @param at the row's centre; without it, the row names its own (find answers) */
export function gatherRow(into: Gathered, row: unknown, at?: CentreReading): void {
  into.rows += 1;
  if (into.rows > MAX_ROWS) {
    lost(into, 'rows-over-limit');
  } else if (!isRow(row)) {
    lost(into, 'row-shape');
  } else {
    const result = readSession(row, at ?? readCentre(row, into.sense.areaOf), into.sense.dateOf);
    if ('session' in result) {
      into.sessions.push(result.session);
    } else if (result.id === undefined) {
      lost(into, result.problem);
    } else {
      count(into.problems, result.problem);
      into.unreadable.push(result.id);
    }
  }
}

/** Something was there and nobody knows which session: after that, absence proves nothing. */
function lost(into: Gathered, problem: RowProblem): void {
  count(into.problems, problem);
  into.complete = false;
}

export function count(problems: Partial<Record<RowProblem, number>>, problem: RowProblem): void {
  problems[problem] = (problems[problem] ?? 0) + 1;
}

/** Adds what was gathered of a part. */
export function addTo(whole: Gathered, part: Gathered): void {
  for (const session of part.sessions) whole.sessions.push(session);
  for (const id of part.unreadable) whole.unreadable.push(id);
  const problems: Record<string, number> = whole.problems;
  for (const [problem, times] of Object.entries(part.problems))
    problems[problem] = (problems[problem] ?? 0) + times;
  whole.rows += part.rows;
  whole.complete &&= part.complete;
}
