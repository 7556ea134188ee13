// The bytes of an answer -> sessions and a count of what could not be used. One bad row never loses a district,
// and nothing here throws, whatever the bytes. What an answer does not say clearly it does not say at all (R4).
import { DOSES, fingerprint, type Session } from '../../core/session.ts';
import type { ParsedAnswer, UnreadableAnswer } from '../../core/source.ts';
import { count, type Gathered, gatherCentre, gatherNothing, gatherRow, type RowSense } from './gather.ts';
import { isRow } from './quirks.ts';
import { isOutOfProportion } from './spans.ts';

/** Up to this size an answer takes no great memory, whatever is in it (bytes): twice the largest district ever seen. */
const HARMLESS_BYTES = 256 * 1024;
/** CoWIN nests six deep. */
const MOST_DEPTH = 64;
/** A row is two or three of them. */
const MOST_CONTAINERS = 250_000;

/** Drops a byte order mark and puts U+FFFD for what is no UTF-8. */
const UTF8 = new TextDecoder();

/**
 * Reads a calendar answer `{centers:[{…, sessions:[…]}]}` or a find answer `{sessions:[…]}`, whichever was asked for.
 * An empty list is an answer; a list that is null or missing is not (`envelope`).
 */
export function parseAnswer(body: Uint8Array, sense: RowSense): ParsedAnswer {
  if (isUnreasonable(body)) return { ok: false, why: 'envelope' };
  const json = readJson(body);
  if (!json.ok) return json;
  const { centers, sessions } = isRow(json.value) ? json.value : {};
  if (!Array.isArray(centers) && !Array.isArray(sessions)) return { ok: false, why: 'envelope' };
  const gathered = gatherNothing(sense);
  if (Array.isArray(centers)) for (const centre of centers) gatherCentre(gathered, centre);
  if (Array.isArray(sessions)) for (const row of sessions) gatherRow(gathered, row);
  const byId = settleDuplicates(gathered);
  return {
    ok: true,
    sessions: [...byId.values()],
    unreadable: [...new Set(gathered.unreadable)].filter((id) => !byId.has(id)),
    complete: gathered.complete,
    problems: gathered.problems,
  };
}

/**
 * Whether an answer would take memory out of all proportion to its bytes. JSON alone took 1.3 GB for a list in a list
 * in a list …, which is 30 KB on the wire.
 */
export function isUnreasonable(body: Uint8Array): boolean {
  return body.length > HARMLESS_BYTES && isOutOfProportion(body, MOST_DEPTH, MOST_CONTAINERS);
}

function readJson(body: Uint8Array): { ok: true; value: unknown } | { ok: false; why: UnreadableAnswer } {
  const text = UTF8.decode(body);
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    const start = text.trimStart();
    if (start === '') return { ok: false, why: 'empty' };
    return { ok: false, why: start.startsWith('<') ? 'html' : 'not-json' };
  }
}

/**
 * The same session twice in one answer. Where the two disagree the one with more doses counts, since a missed slot costs
 * more than a look at one that is gone; between equals the order of their texts. So the order of rows, which CoWIN
 * never promised, cannot make a slot flap.
 */
function settleDuplicates(gathered: Gathered): ReadonlyMap<string, Session> {
  const byId = new Map<string, Session>();
  for (const session of gathered.sessions) {
    const other = byId.get(session.sessionId);
    if (other === undefined) {
      byId.set(session.sessionId, session);
      continue;
    }
    const news = newsOf(session);
    const otherNews = newsOf(other);
    if (news === otherNews) continue;
    count(gathered.problems, 'duplicate-disagrees');
    const more = dosesOf(session) - dosesOf(other) || (news > otherNews ? 1 : -1);
    if (more > 0) byId.set(session.sessionId, session);
  }
  return byId;
}

function newsOf(session: Session): string {
  return `${fingerprint(session)}|${DOSES.map((dose) => session.capacity[dose] ?? '').join('|')}`;
}

function dosesOf(session: Session): number {
  return DOSES.reduce((sum, dose) => sum + (session.capacity[dose] ?? 0), 0);
}
