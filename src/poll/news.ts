// From a good answer to news that is recorded: presence says what turned, `seen` drops what is known, the sink makes
// the rest durable, and only then is it remembered (R1).
import type { AreaId } from '../core/area.ts';
import type { NovelSink } from '../core/batch.ts';
import type { Seen } from '../core/seen.ts';
import { isOpen } from '../core/session.ts';
import { type AskedDays, applyChanges, look, novelOf, type Presence } from './presence.ts';
import type { GoodAnswer } from './reading.ts';

export interface NewsTaken {
  /** `none`: nothing in the answer was new. */
  readonly news: 'none' | 'recorded' | 'refused';
  /** Whether a slot was found open that was not before. */
  readonly opened: boolean;
  /** Whether a session is missing for the first time, so that the next answer must be read even if it is the same. */
  readonly waiting: boolean;
}

/**
 * Hands on what is new in an answer, and brings `known.presence` up to date once it is recorded. Nothing is remembered
 * of what was refused.
 * @param first whether it is the area's first answer since the start
 * @param answeredAtMs when its last byte arrived (wall ms)
 */
export async function takeNews(
  areaId: AreaId,
  answer: GoodAnswer,
  known: { readonly presence: Presence; readonly asked: AskedDays; readonly first: boolean },
  answeredAtMs: number,
  seen: Seen,
  sink: NovelSink,
): Promise<NewsTaken> {
  const sight = look(known.presence, answer, known.asked, known.first);
  const { turned, absent, waiting } = sight;
  const unknown = await seen.unknown(answer.sessions);
  const sessions = novelOf(answer.sessions, turned, unknown);
  if (sessions.length === 0 && absent.length === 0) {
    applyChanges(known.presence, sight);
    return { news: 'none', opened: false, waiting };
  }
  const taken = await sink.take({ areaId, answeredAtMs, sessions, absent });
  if (taken !== 'recorded') return { news: 'refused', opened: false, waiting };
  await seen.remember(sessions);
  const opened = sessions.some((session) => turned.has(session.sessionId) && isOpen(session));
  applyChanges(known.presence, sight);
  return { news: 'recorded', opened, waiting };
}
