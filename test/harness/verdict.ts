// The verdict of every case: what was owed by the oracle, against what the providers' ledger holds.
import type { Accepted } from './ledger.ts';
import { type Due, dueKey } from './oracle.ts';
import { slotsToldIn } from './slots.ts';

export interface Verdict {
  readonly due: number;
  /** Messages the providers took. */
  readonly accepted: number;
  /** Owed and never told. */
  readonly missing: readonly Due[];
  /** Told and not owed. */
  readonly extra: readonly Due[];
  /** Told again, once for each repetition. */
  readonly duplicated: readonly Due[];
  /** `verdict: due 40 · accepted 41 · missing 0 · extra 0 · duplicated 1 (allowed 6)` */
  readonly line: string;
  /** Nothing missing, nothing extra, and no more duplicates than allowed. */
  readonly clean: boolean;
}

/** @param allowed how many repetitions the hazard's row allows (default 0) */
export function judge(due: ReadonlySet<Due>, accepted: readonly Accepted[], allowed = 0): Verdict {
  const told = new Map<Due, number>();
  for (const { channel, to, text } of accepted) {
    for (const slot of slotsToldIn(text)) {
      const key = dueKey(channel, to, slot);
      told.set(key, (told.get(key) ?? 0) + 1);
    }
  }
  const missing = [...due].filter((key) => !told.has(key));
  const extra = [...told.keys()].filter((key) => !due.has(key));
  const duplicated = [...told].flatMap(([key, times]) => Array.from({ length: times - 1 }, () => key));
  return {
    due: due.size,
    accepted: accepted.length,
    missing,
    extra,
    duplicated,
    line: `verdict: due ${due.size} · accepted ${accepted.length} · missing ${missing.length} · extra ${extra.length} · duplicated ${duplicated.length} (allowed ${allowed})`,
    clean: missing.length === 0 && extra.length === 0 && duplicated.length <= allowed,
  };
}
