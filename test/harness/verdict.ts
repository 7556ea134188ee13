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
  /** Messages that told somebody a slot they had been told of: a message may speak of many slots. */
  readonly copies: number;
  /** `verdict: due 40 · accepted 41 · missing 0 · extra 0 · duplicated 1 (allowed 6)`, counting messages */
  readonly line: string;
  /** Nothing missing, nothing extra, and no more messages twice than allowed. */
  readonly clean: boolean;
}

/** @param allowed how many messages may arrive twice, as the hazard's row has it (default 0) */
export function judge(due: ReadonlySet<Due>, accepted: readonly Accepted[], allowed = 0): Verdict {
  const told = new Map<Due, number>();
  let copies = 0;
  for (const { channel, to, text } of accepted) {
    const keys = slotsToldIn(text).map((slot) => dueKey(channel, to, slot));
    if (keys.some((key) => told.has(key))) copies += 1;
    for (const key of keys) told.set(key, (told.get(key) ?? 0) + 1);
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
    copies,
    line: `verdict: due ${due.size} · accepted ${accepted.length} · missing ${missing.length} · extra ${extra.length} · duplicated ${copies} (allowed ${allowed})`,
    clean: missing.length === 0 && extra.length === 0 && copies <= allowed,
  };
}
