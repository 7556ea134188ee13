// The in-process front of "already recorded": bounded, so that no outage and no number of sessions makes it grow.
// Forgets what was not used for long, and what is past; forgetting costs work, never a message (R1).
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

interface Kept extends News {
  /** In which it was used last. */
  round: number;
}

/**
 * Rounds instead of a list of uses: when half of all there may be was used in one, the next begins, and what was not
 * used in the last is forgotten. A second use in a round costs a look-up and nothing else.
 * @param most entries at most; half of the default is more than the whole country's week (54,000), so that polling all
 *   of it forgets nothing
 */
export function createSeenMemory(most = 120_000): SeenMemory {
  const half = Math.max(1, Math.floor(most / 2));
  /**
   * By area and session: neither a key nor a fingerprint is put together for a look-up, which every session of every
   * answer is.
   */
  const areas = new Map<AreaId, Map<string, Kept>>();
  let size = 0;
  let round = 0;
  let usedInRound = 0;

  function use(kept: Kept): void {
    kept.round = round;
    if (usedInRound >= half) {
      forget((one) => one.round < round);
      round += 1;
      kept.round = round;
      usedInRound = 0;
    }
    usedInRound += 1;
  }

  /** The maps are made anew: one from which as much is deleted as comes keeps room for twice as much. */
  function forget(isOver: (kept: Kept) => boolean): void {
    for (const [areaId, area] of areas) {
      const left = new Map([...area].filter(([, kept]) => !isOver(kept)));
      size -= area.size - left.size;
      if (left.size === 0) areas.delete(areaId);
      else if (left.size < area.size) areas.set(areaId, left);
    }
  }

  return {
    recall(session) {
      const kept = areas.get(session.areaId)?.get(session.sessionId);
      if (kept === undefined) return 'none';
      if (kept.round < round) use(kept);
      return isSameNews(kept, session) ? 'same' : 'other';
    },
    keep(session) {
      const { areaId, sessionId } = session;
      const kept = { ...newsOf(session), round };
      if (areas.get(areaId)?.get(sessionId)?.round !== round) use(kept);
      let area = areas.get(areaId);
      if (area === undefined) {
        area = new Map();
        areas.set(areaId, area);
      }
      const before = area.size;
      area.set(sessionId, kept);
      size += area.size - before;
    },
    forgetBefore(date) {
      forget((kept) => kept.date < date);
      usedInRound = [...areas.values()]
        .flatMap((area) => [...area.values()])
        .filter((kept) => kept.round === round).length;
    },
    size: () => size,
  };
}
