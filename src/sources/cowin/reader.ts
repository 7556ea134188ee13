// Reads a calendar answer where it differs from the last one of the same target: rows whose bytes were read before are
// not read again. Whatever is not plain is left to `parse`, which says what an answer means; this only saves work.
// What is kept changes only once the answer is known to be good.
import type { ReadAnswer, Target } from '../../core/source.ts';
import { type CentreRead, readCentreWholly, readChangedRows } from './centre-reader.ts';
import { addProblems, type Gathered, MAX_ROWS, type RowSense } from './gather.ts';
import { type KeptCalendar, type KeptCentre, keepAnswer, keptNothing, MOST_KEPT_BYTES } from './kept.ts';
import { type Cursor, walkList } from './list-walk.ts';
import { parseAnswer } from './parse.ts';
import { isSame, OBJECT_END } from './spans.ts';

const ENVELOPE_START = Buffer.from('{"centers":[');

/** What a walk along the centres found. */
interface Findings {
  readonly lengths: number[];
  readonly centres: KeptCentre[];
  /** What was read, part by part. */
  readonly read: Gathered[];
  /** Ids of rows that do not stand where they stood. */
  readonly gone: string[];
}

/** @param last the `kept` of the last good reading; what `Source.read` says of it holds */
export function readAnswer(
  body: Uint8Array,
  target: Target,
  last: KeptCalendar | null,
  sense: RowSense,
): ReadAnswer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const { areaId, firstDate } = target;
  const fits = last !== null && last.areaId === areaId && last.firstDate === firstDate;
  const kept = fits ? last : keptNothing(areaId, firstDate);
  const found = bytes.length <= MOST_KEPT_BYTES ? walkCentres(bytes, kept, sense) : null;
  return (found && settle(bytes, kept, found)) ?? readWholly(body, sense);
}

/** What `parse` says; the next answer is then read wholly, too. */
function readWholly(body: Uint8Array, sense: RowSense): ReadAnswer {
  const answer = parseAnswer(body, sense);
  if (!answer.ok) return answer;
  const listed = new Set(answer.sessions.map((session) => session.sessionId));
  return { ...answer, listed, unreadable: new Set(answer.unreadable), kept: null };
}

/** What is new in an answer; null when it is no plain calendar answer. Changes nothing that is kept. */
function walkCentres(body: Buffer, kept: KeptCalendar, sense: RowSense): Findings | null {
  const start = ENVELOPE_START.length;
  if (!isSame(ENVELOPE_START, 0, body, 0, start)) return null;
  const cursor: Cursor = {
    old: kept.body,
    oldLengths: kept.lengths,
    body,
    index: 0,
    oldAt: start,
    at: start,
  };
  const found: Findings = { lengths: [], centres: [], read: [], gone: [] };
  const old = () => kept.centres[cursor.index] as KeptCentre;
  const take = (centre: CentreRead | null): number => {
    if (centre === null) return 0;
    found.centres.push(centre.kept);
    found.lengths.push(centre.length);
    found.read.push(centre.read);
    found.gone.push(...centre.gone);
    return centre.length;
  };
  const walked = walkList(cursor, {
    same(from, to) {
      for (let i = from; i < to; i++) {
        found.centres.push(kept.centres[i] as KeptCentre);
        found.lengths.push(kept.lengths[i] as number);
      }
    },
    gone(from, to) {
      for (const { ids, unreadable } of kept.centres.slice(from, to)) found.gone.push(...ids, ...unreadable);
    },
    alike() {
      const { rows } = old();
      return rows !== null && isSame(kept.body, cursor.oldAt, body, cursor.at, rows.headLength);
    },
    changed: () => take(readChangedRows(cursor, old(), sense) ?? readCentreWholly(cursor, old(), sense)),
    fresh: () => take(readCentreWholly(cursor, null, sense)),
  });
  const endsThere = cursor.at === body.length - 1 && body[cursor.at] === OBJECT_END;
  return walked && endsThere ? found : null;
}

/** Keeps an answer that was walked along; null, and nothing changed, when `parse` has to settle what it means. */
function settle(body: Buffer, kept: KeptCalendar, found: Findings): ReadAnswer | null {
  const { centres, read } = found;
  let rowCount = 0;
  let complete = true;
  for (const centre of centres) {
    rowCount += centre.rowCount;
    complete &&= centre.complete;
  }
  if (rowCount > MAX_ROWS) return null;
  const sessions = read.flatMap((part) => part.sessions);
  const unreadable = read.flatMap((part) => part.unreadable);
  const ids = sessions.map((session) => session.sessionId);
  const left = idsLeft(kept, found.gone, [...ids, ...unreadable]);
  if (left === null) return null;
  for (const id of left) {
    kept.listed.delete(id);
    kept.unreadable.delete(id);
  }
  for (const id of ids) {
    kept.listed.add(id);
    kept.unreadable.delete(id);
  }
  for (const id of unreadable) {
    kept.unreadable.add(id);
    kept.listed.delete(id);
  }
  keepAnswer(kept, body, found.lengths, centres);
  return {
    ok: true,
    sessions,
    listed: kept.listed,
    unreadable: kept.unreadable,
    complete,
    problems: addProblems(read),
    kept,
  };
}

/** Of the ids that are gone, those that came nowhere again; null when the answer lists an id twice. */
function idsLeft(
  kept: KeptCalendar,
  gone: readonly string[],
  come: readonly string[],
): ReadonlySet<string> | null {
  const left = new Set(gone);
  const fresh = new Set<string>();
  for (const id of come) {
    if (fresh.has(id)) return null;
    fresh.add(id);
    const known = kept.listed.has(id) || kept.unreadable.has(id);
    if (known && !left.delete(id)) return null;
  }
  return left;
}
