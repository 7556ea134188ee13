// Reads a calendar answer where it differs from the last one of the same target: rows whose bytes were read before are
// not read again. Whatever is not plain is left to `parse`, which says what an answer means; this only saves work.
// What is kept changes only once the answer is known to be good.
import { NO_ROOM } from '../../core/room.ts';
import type { ReadAnswer, Target } from '../../core/source.ts';
import { type CentreRead, readCentreWholly, readChangedRows } from './centre-reader.ts';
import { addTo, type Gathered, gatherNothing, MAX_ROWS, type RowSense } from './gather.ts';
import {
  type KeptCalendar,
  type KeptCentre,
  keepAnswer,
  keptNothing,
  MOST_KEPT_BYTES,
  MOST_KEPT_CENTRES,
  NO_IDS,
  type Stretch,
} from './kept.ts';
import { type Cursor, walkList } from './list-walk.ts';
import { isUnreasonable, parseAnswer } from './parse.ts';
import { isSame, OBJECT_END } from './spans.ts';

const ENVELOPE_START = Buffer.from('{"centers":[');

type GoodAnswer = Extract<ReadAnswer, { ok: true }>;

/** What a walk along the centres found. */
interface Findings {
  /** Rows of the whole answer. */
  rowCount: number;
  /** Centres of the whole answer in which a row's id could not be read. */
  incomplete: number;
  /** The answer, stretch by stretch. */
  readonly stretches: Stretch[];
  /** Whether every centre stands where it stood: then what is kept is mended in place. */
  inPlace: boolean;
  /** What was read. */
  readonly read: Gathered;
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
  if (isUnreasonable(bytes)) return { ok: false, why: 'envelope' };
  const { areaId, firstDate } = target;
  const fits = last !== null && last.areaId === areaId && last.firstDate === firstDate;
  // At midnight every answer is read wholly, into the room of yesterday's: given back all at once it would lie in pieces.
  const kept = fits ? last : keptNothing(areaId, firstDate, last?.body ?? NO_ROOM);
  const found = bytes.length <= MOST_KEPT_BYTES ? walkCentres(bytes, kept, sense) : null;
  const answer = found && settle(bytes, kept, found);
  if (answer === null) return readWholly(body, sense);
  return fits ? answer : { ...answer, dropped: null };
}

/** What `parse` says; the next answer is then read wholly, too. */
function readWholly(body: Uint8Array, sense: RowSense): ReadAnswer {
  const answer = parseAnswer(body, sense);
  if (!answer.ok) return answer;
  const listed = new Set(answer.sessions.map((session) => session.sessionId));
  return { ...answer, listed, dropped: null, unreadable: new Set(answer.unreadable), kept: null };
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
  const { rowCount, incomplete } = kept;
  const read = gatherNothing(sense);
  const found: Findings = { rowCount, incomplete, stretches: [], inPlace: true, read, gone: [] };
  const old = () => kept.centres[cursor.index] as KeptCentre;
  const tally = (centre: KeptCentre, sign: 1 | -1) => {
    found.rowCount += sign * centre.rowCount;
    if (!centre.complete) found.incomplete += sign;
  };
  const take = (centre: CentreRead | null): number => {
    if (centre === null) return 0;
    tally(centre.kept, 1);
    found.stretches.push({ from: cursor.index, to: cursor.index, centre });
    addTo(read, centre.read);
    found.gone.push(...centre.gone);
    return centre.length;
  };
  const walked = walkList(cursor, {
    same(from, to) {
      found.stretches.push({ from, to, centre: null });
    },
    gone(from, to) {
      if (from < to) found.inPlace = false;
      for (const centre of kept.centres.slice(from, to)) {
        tally(centre, -1);
        found.gone.push(...centre.ids, ...centre.unreadable);
      }
    },
    alike() {
      const { rows } = old();
      return rows !== null && isSame(kept.body, cursor.oldAt, body, cursor.at, rows.headLength);
    },
    changed() {
      tally(old(), -1);
      return take(readChangedRows(cursor, old(), sense) ?? readCentreWholly(cursor, old(), sense));
    },
    fresh() {
      found.inPlace = false;
      if (found.stretches.length >= MOST_KEPT_CENTRES) return 0;
      return take(readCentreWholly(cursor, null, sense));
    },
  });
  const endsThere = cursor.at === body.length - 1 && body[cursor.at] === OBJECT_END;
  return walked && endsThere ? found : null;
}

/** Keeps an answer that was walked along; null, and nothing changed, when `parse` has to settle what it means. */
function settle(body: Buffer, kept: KeptCalendar, found: Findings): GoodAnswer | null {
  const dropped = found.rowCount > MAX_ROWS ? null : keepIds(kept, found);
  if (dropped === null) return null;
  keepAnswer(kept, body, found);
  const { listed, unreadable } = kept;
  const { sessions, problems } = found.read;
  return {
    ok: true,
    sessions,
    listed,
    dropped,
    unreadable,
    complete: found.incomplete === 0,
    problems,
    kept,
  };
}

/** Brings the ids up to date, and gives those not listed any more; null, and nothing changed, when one is listed twice. */
function keepIds(kept: KeptCalendar, { gone, read }: Findings): readonly string[] | null {
  const { sessions, unreadable } = read;
  // Mostly the same sessions in the same order, with other doses.
  const sameIds =
    sessions.length === gone.length && sessions.every(({ sessionId }, i) => sessionId === gone[i]);
  if (sameIds && unreadable.length === 0 && kept.unreadable.size === 0) return NO_IDS;
  const left = new Set(gone);
  const fresh = new Set<string>();
  for (const id of [...sessions.map(({ sessionId }) => sessionId), ...unreadable]) {
    const known = kept.listed.has(id) || kept.unreadable.has(id);
    if (fresh.has(id) || (known && !left.delete(id))) return null;
    fresh.add(id);
  }
  const were = gone.filter((id) => kept.listed.delete(id));
  for (const id of gone) kept.unreadable.delete(id);
  for (const { sessionId } of sessions) kept.listed.add(sessionId);
  for (const id of unreadable) kept.unreadable.add(id);
  return were.filter((id) => !kept.listed.has(id));
}
