// The in-process front of "already recorded": bounded, so that no outage and no number of sessions makes it grow.
// Forgets the least recently used, and what is past; forgetting costs work, never a message (R1).
import type { AreaId } from '../../core/area.ts';
import type { IstDate } from '../../core/ist.ts';
import { isSameNews, type News, newsOf, type Session } from '../../core/session.ts';

export interface SeenMemory {
  /** Whether the session is kept with this very fingerprint, with another, or not at all. */
  recall(session: Session): 'same' | 'other' | 'none';
  keep(session: Session): void;
  /** Forgets the sessions of days before this one. */
  forgetBefore(date: IstDate): void;
  readonly size: () => number;
}

/**
 * News by area and session: neither a key nor a fingerprint is put together for a look-up, which every session of
 * every answer is.
 */
interface Half {
  readonly areas: Map<AreaId, Map<string, News>>;
  size: number;
}

/**
 * Two halves instead of a list of uses: what is touched moves to the young half; when that is full, the old half is
 * dropped. A hit in the young half costs a look-up and nothing else.
 * @param most entries at most; half of the default is more than the whole country's week (54,000), so that polling all
 *   of it forgets nothing
 */
export function createSeenMemory(most = 120_000): SeenMemory {
  const half = Math.max(1, Math.floor(most / 2));
  let young = emptyHalf();
  let old = emptyHalf();

  function put(areaId: AreaId, sessionId: string, news: News): void {
    // It moves, and is not kept twice: the whole country would be in both halves after a while.
    if (old.areas.get(areaId)?.delete(sessionId)) old.size -= 1;
    if (young.size >= half && young.areas.get(areaId)?.has(sessionId) !== true) {
      old = young;
      young = emptyHalf();
    }
    let area = young.areas.get(areaId);
    if (area === undefined) {
      area = new Map();
      young.areas.set(areaId, area);
    }
    const before = area.size;
    area.set(sessionId, news);
    young.size += area.size - before;
  }

  return {
    recall(session) {
      const { areaId, sessionId } = session;
      let news = young.areas.get(areaId)?.get(sessionId);
      if (news === undefined) {
        news = old.areas.get(areaId)?.get(sessionId);
        if (news === undefined) return 'none';
        put(areaId, sessionId, news);
      }
      return isSameNews(news, session) ? 'same' : 'other';
    },
    keep: (session) => put(session.areaId, session.sessionId, newsOf(session)),
    forgetBefore(date) {
      for (const part of [young, old]) forgetIn(part, date);
    },
    size: () => young.size + old.size,
  };
}

function emptyHalf(): Half {
  return { areas: new Map(), size: 0 };
}

/** The maps are made anew: one from which as much is deleted as comes keeps room for twice as much. */
function forgetIn(half: Half, date: IstDate): void {
  for (const [areaId, area] of half.areas) {
    const left = new Map([...area].filter(([, news]) => news.date >= date));
    half.size -= area.size - left.size;
    if (left.size === 0) half.areas.delete(areaId);
    else half.areas.set(areaId, left);
  }
}
