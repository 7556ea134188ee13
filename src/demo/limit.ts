// CoWIN's published limit, as the simulator keeps it: so many calls per address within a sliding time.
import type { Clock } from '../clock.ts';

export interface Limit {
  readonly calls: number;
  readonly perMs: number;
}

/** True when a call from `address` is within the limit; it is counted then. Refused calls do not count. */
export type Gate = (address: string) => boolean;

export function createGate(limit: Limit | undefined, clock: Clock): Gate {
  if (limit === undefined) return () => true;
  const { calls, perMs } = limit;
  const callsOf = new Map<string, number[]>();
  return (address) => {
    const now = clock.monotonicMs();
    const times = (callsOf.get(address) ?? []).filter((at) => at > now - perMs);
    const granted = times.length < calls;
    if (granted) times.push(now);
    callsOf.set(address, times);
    return granted;
  };
}
