// The in-process front of "already recorded": bounded, so that no outage and no number of sessions makes it grow.
// Forgets the least recently used; forgetting costs work, never a message (R1).

export interface SeenMemory {
  get(key: string): string | undefined;
  set(key: string, fingerprint: string): void;
  readonly size: () => number;
}

/**
 * Two halves instead of a list of uses: what is touched moves to the young half; when that is full, the old half is
 * dropped. A hit in the young half costs one look-up.
 * @param most entries at most; 200,000 sessions are four times the whole country's week
 */
export function createSeenMemory(most = 200_000): SeenMemory {
  const half = Math.max(1, Math.floor(most / 2));
  let young = new Map<string, string>();
  let old = new Map<string, string>();

  function put(key: string, fingerprint: string): void {
    if (young.size >= half && !young.has(key)) {
      old = young;
      young = new Map();
    }
    young.set(key, fingerprint);
  }

  return {
    get(key) {
      const recent = young.get(key);
      if (recent !== undefined) return recent;
      const kept = old.get(key);
      if (kept !== undefined) put(key, kept);
      return kept;
    },
    set: put,
    size: () => young.size + old.size,
  };
}
