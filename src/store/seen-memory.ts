// The in-process front of "already recorded": bounded, so that no outage and no number of sessions makes it grow.
// Forgets the least recently used; forgetting costs work, never a message (R1).
import type { AreaId } from '../core/area.ts';

export interface SeenMemory {
  get(areaId: AreaId, sessionId: string): string | undefined;
  set(areaId: AreaId, sessionId: string, fingerprint: string): void;
  readonly size: () => number;
}

/** Fingerprints by area and session: no key is put together for a look-up, which every session of every answer is. */
interface Half {
  readonly areas: Map<AreaId, Map<string, string>>;
  size: number;
}

/**
 * Two halves instead of a list of uses: what is touched moves to the young half; when that is full, the old half is
 * dropped. A hit in the young half costs a look-up and nothing else.
 * @param most entries at most; 200,000 sessions are four times the whole country's week
 */
export function createSeenMemory(most = 200_000): SeenMemory {
  const half = Math.max(1, Math.floor(most / 2));
  let young: Half = { areas: new Map(), size: 0 };
  let old: Half = { areas: new Map(), size: 0 };

  function put(areaId: AreaId, sessionId: string, fingerprint: string): void {
    if (young.size >= half && young.areas.get(areaId)?.has(sessionId) !== true) {
      old = young;
      young = { areas: new Map(), size: 0 };
    }
    let area = young.areas.get(areaId);
    if (area === undefined) {
      area = new Map();
      young.areas.set(areaId, area);
    }
    if (!area.has(sessionId)) young.size += 1;
    area.set(sessionId, fingerprint);
  }

  return {
    get(areaId, sessionId) {
      const recent = young.areas.get(areaId)?.get(sessionId);
      if (recent !== undefined) return recent;
      const kept = old.areas.get(areaId)?.get(sessionId);
      if (kept !== undefined) put(areaId, sessionId, kept);
      return kept;
    },
    set: put,
    size: () => young.size + old.size,
  };
}
