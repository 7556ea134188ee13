// The bytes of an answer -> sessions and a count of what could not be used. One bad row never loses a district,
// and nothing here throws, whatever the bytes. What an answer does not say clearly it does not say at all (R4).
import type { AreaId } from '../../core/area.ts';
import { type Centre, DOSES, fingerprint, type Session } from '../../core/session.ts';
import type { ParsedAnswer, Target, UnreadableAnswer } from '../../core/source.ts';
import { type DateReader, dateReader, isRow, type RowProblem } from './quirks.ts';
import { type CentreReading, readCentre, readSession } from './rows.ts';

/** Rows beyond this are counted, not read: sixty times the largest district ever seen. */
const MAX_ROWS = 20_000;

/** What is gathered while an answer is read. */
interface Reading {
  readonly areaOf: (centre: Centre) => AreaId;
  readonly dateOf: DateReader;
  readonly sessions: Map<string, Session>;
  readonly unreadable: Set<string>;
  readonly problems: Partial<Record<RowProblem, number>>;
  rows: number;
  complete: boolean;
}

/**
 * Reads a calendar answer `{centers:[{…, sessions:[…]}]}` or a find answer `{sessions:[…]}`, whichever was asked for.
 * An empty list is an answer; a list that is null or missing is not (`envelope`).
 * @param areaOf the area of a centre's sessions
 */
export function parseAnswer(
  body: Uint8Array,
  target: Target,
  areaOf: (centre: Centre) => AreaId,
): ParsedAnswer {
  const json = readJson(body);
  if (!json.ok) return json;
  const { centers, sessions } = isRow(json.value) ? json.value : {};
  if (!Array.isArray(centers) && !Array.isArray(sessions)) return { ok: false, why: 'envelope' };
  const reading: Reading = {
    areaOf,
    dateOf: dateReader(target.firstDate),
    sessions: new Map(),
    unreadable: new Set(),
    problems: {},
    rows: 0,
    complete: true,
  };
  if (Array.isArray(centers)) for (const centre of centers) takeCentre(reading, centre);
  if (Array.isArray(sessions)) for (const row of sessions) takeRow(reading, row);
  return {
    ok: true,
    sessions: [...reading.sessions.values()],
    unreadable: [...reading.unreadable].filter((id) => !reading.sessions.has(id)),
    complete: reading.complete,
    problems: reading.problems,
  };
}

function readJson(body: Uint8Array): { ok: true; value: unknown } | { ok: false; why: UnreadableAnswer } {
  // TextDecoder drops a byte order mark and puts U+FFFD for what is no UTF-8.
  const text = new TextDecoder().decode(body);
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    const start = text.trimStart();
    if (start === '') return { ok: false, why: 'empty' };
    return { ok: false, why: start.startsWith('<') ? 'html' : 'not-json' };
  }
}

function takeCentre(reading: Reading, centre: unknown): void {
  if (!isRow(centre)) {
    lost(reading, 'row-shape');
  } else if (!Array.isArray(centre.sessions)) {
    lost(reading, 'sessions-missing');
  } else if (centre.sessions.length > 0) {
    const at = readCentre(centre, reading.areaOf);
    for (const row of centre.sessions) takeRow(reading, row, at);
  }
}

function takeRow(reading: Reading, row: unknown, at?: CentreReading): void {
  reading.rows += 1;
  if (reading.rows > MAX_ROWS) {
    lost(reading, 'rows-over-limit');
  } else if (!isRow(row)) {
    lost(reading, 'row-shape');
  } else {
    const result = readSession(row, at ?? readCentre(row, reading.areaOf), reading.dateOf);
    if ('session' in result) {
      keep(reading, result.session);
    } else if (result.id === undefined) {
      lost(reading, result.problem);
    } else {
      count(reading, result.problem);
      reading.unreadable.add(result.id);
    }
  }
}

/** Something was there and nobody knows which session: after that, absence proves nothing. */
function lost(reading: Reading, problem: RowProblem): void {
  count(reading, problem);
  reading.complete = false;
}

function count(reading: Reading, problem: RowProblem): void {
  reading.problems[problem] = (reading.problems[problem] ?? 0) + 1;
}

/**
 * The same session twice in one answer. Where the two disagree the one with more doses counts, since a missed slot costs
 * more than a look at one that is gone; between equals the order of their texts. So the order of rows, which CoWIN
 * never promised, cannot make a slot flap.
 */
function keep(reading: Reading, session: Session): void {
  const other = reading.sessions.get(session.sessionId);
  if (other === undefined) {
    reading.sessions.set(session.sessionId, session);
    return;
  }
  const news = newsOf(session);
  const otherNews = newsOf(other);
  if (news === otherNews) return;
  count(reading, 'duplicate-disagrees');
  const more = dosesOf(session) - dosesOf(other) || (news > otherNews ? 1 : -1);
  if (more > 0) reading.sessions.set(session.sessionId, session);
}

function newsOf(session: Session): string {
  return `${fingerprint(session)}|${DOSES.map((dose) => session.capacity[dose] ?? '').join('|')}`;
}

function dosesOf(session: Session): number {
  return DOSES.reduce((sum, dose) => sum + (session.capacity[dose] ?? 0), 0);
}
