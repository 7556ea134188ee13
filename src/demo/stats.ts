// The simulator's figures: who asked what how often, and what they got.
import type { Clock } from '../clock.ts';
import type { Ledger } from './ledger.ts';

export interface SimStats {
  readonly startedAtMs: number;
  readonly calls: number;
  /** Of the bodies before compression. */
  readonly bytes: number;
  readonly byPath: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
  /** District number -> calls. */
  readonly byDistrict: Readonly<Record<string, number>>;
  readonly opened: number;
  readonly closed: number;
  readonly open: number;
}

export interface StatsBook {
  count(what: string, status: number, district: number | null, bytes: number): void;
  view(ledger: Ledger): SimStats;
}

export function createStats(clock: Clock): StatsBook {
  const startedAtMs = clock.wallMs();
  const byPath = new Map<string, number>();
  const byStatus = new Map<number, number>();
  const byDistrict = new Map<number, number>();
  let calls = 0;
  let total = 0;
  const add = <K>(map: Map<K, number>, key: K) => map.set(key, (map.get(key) ?? 0) + 1);
  return {
    count(what, status, district, bytes) {
      calls++;
      total += bytes;
      add(byPath, what);
      add(byStatus, status);
      if (district !== null) add(byDistrict, district);
    },
    view: ({ opened, closed }) => ({
      startedAtMs,
      calls,
      bytes: total,
      byPath: Object.fromEntries(byPath),
      byStatus: Object.fromEntries(byStatus),
      byDistrict: Object.fromEntries(byDistrict),
      opened,
      closed,
      open: opened - closed,
    }),
  };
}
