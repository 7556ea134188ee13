// Hosts that do not answer, left alone for a while: each silent call holds a place for seconds, and others wait for it.

export interface SilentHosts {
  /** How long a host is still to be left alone (ms); 0: it may be tried. */
  restMs(host: string): number;
  /** How a call to the host ended: did any answer come? */
  ended(host: string, answered: boolean): void;
}

/** Silences in a row after which a host rests. */
const SILENCES = 2;
const FIRST_REST_MS = 10_000;
const LONGEST_REST_MS = 5 * 60_000;
/** Hosts remembered at most; the longest known is forgotten first, which costs one silent call. */
const MOST_HOSTS = 10_000;

/** @param now monotonic ms */
export function createSilentHosts(now: () => number): SilentHosts {
  const hosts = new Map<string, { silences: number; untilMs: number }>();

  return {
    restMs: (host) => Math.max(0, (hosts.get(host)?.untilMs ?? 0) - now()),
    ended(host, answered) {
      const silences = answered ? 0 : (hosts.get(host)?.silences ?? 0) + 1;
      hosts.delete(host);
      if (silences === 0) return;
      const over = silences - SILENCES;
      const restMs = over < 0 ? 0 : Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(over, 10));
      hosts.set(host, { silences, untilMs: now() + restMs });
      for (const oldest of hosts.keys()) {
        if (hosts.size <= MOST_HOSTS) break;
        hosts.delete(oldest);
      }
    },
  };
}
