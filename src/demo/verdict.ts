// The demo's judge: what opened in the simulated country, against what arrived. Brute force over everybody's wishes;
// it shares no code with detection, matching or the store, or it would repeat their mistakes.
import type { DemoSubscriber, DemoWish } from './demo-subscribers.ts';
import type { LedgerOpening } from './ledger.ts';
import { sessionFinder, type Told, toldIn } from './read-alerts.ts';
import type { Receipt } from './receipts.ts';

export interface Verdict {
  /** Openings times the people who want them; the public account is not among those. */
  readonly owed: number;
  /** Of those, told. */
  readonly sent: number;
  /** Owed and not told (yet). */
  readonly missing: number;
  /** Told again. */
  readonly duplicates: number;
  /** Told to somebody who did not want it, or of a slot that never opened. */
  readonly extra: number;
  /** From the opening to its arrival at the receiver (ms); null before the first. */
  readonly p50OpenToSentMs: number | null;
  readonly p99OpenToSentMs: number | null;
  /** Receivers' refusals: a wrong signature, a post repeated. */
  readonly refused: number;
  /** The first few faults, in words. */
  readonly faults: readonly string[];
}

/** One opening owed to one recipient. */
interface Debt {
  readonly opening: LedgerOpening;
  /** When it first had as many doses as somebody wanted (ms). */
  readonly fromMs: number;
  toldAtMs: number | null;
}

const FAULTS_SHOWN = 10;

export function judge(
  subscribers: readonly DemoSubscriber[],
  openings: readonly LedgerOpening[],
  receipts: readonly Receipt[],
): Verdict {
  const debts = new Map<string, Debt[]>();
  for (const { recipient, wishes } of subscribers) {
    for (const opening of openings) {
      const from = wishes.map((wish) => wantedFromMs(wish, opening)).filter((atMs) => atMs !== undefined);
      if (from.length === 0) continue;
      const key = keyOf(recipient, opening.sessionId, opening.dose);
      const debt = { opening, fromMs: Math.min(...from), toldAtMs: null };
      debts.set(key, [...(debts.get(key) ?? []), debt]);
    }
  }

  const faults: string[] = [];
  const find = sessionFinder(openings);
  let duplicates = 0;
  let extra = 0;
  const tolds = receipts.flatMap((receipt) => toldIn(receipt, find)).sort((a, b) => a.atMs - b.atMs);
  for (const told of tolds) {
    const debt = debtPaidBy(told, debts);
    if (debt === undefined) {
      extra++;
      faults.push(`extra for ${told.recipient}: ${told.words}`);
    } else if (debt.toldAtMs !== null) {
      duplicates++;
      faults.push(`twice for ${told.recipient}: ${told.words}`);
    } else {
      debt.toldAtMs = told.atMs;
    }
  }

  const all = [...debts].flatMap(([key, list]) => list.map((debt) => ({ key, debt })));
  const waits = all.flatMap(({ debt }) => (debt.toldAtMs === null ? [] : [debt.toldAtMs - debt.fromMs]));
  for (const { key, debt } of all) {
    if (debt.toldAtMs === null) faults.push(`missing for ${key.split(' ')[0]}: ${debt.opening.centreName}`);
  }
  return {
    owed: all.length,
    sent: waits.length,
    missing: all.length - waits.length,
    duplicates,
    extra,
    p50OpenToSentMs: percentile(waits, 0.5),
    p99OpenToSentMs: percentile(waits, 0.99),
    refused: receipts.filter(({ kind }) => kind === 'refused').length,
    faults: faults.slice(0, FAULTS_SHOWN),
  };
}

/** The debt a message pays: the latest opening of that dose before it. */
function debtPaidBy(told: Told, debts: ReadonlyMap<string, readonly Debt[]>): Debt | undefined {
  if (told.sessionId === undefined) return undefined;
  return debts
    .get(keyOf(told.recipient, told.sessionId, told.dose))
    ?.filter((debt) => debt.fromMs <= told.atMs)
    .at(-1);
}

/** When an opening first was what a wish asks for (ms); undefined: it never was. */
function wantedFromMs({ district, filters }: DemoWish, opening: LedgerOpening): number | undefined {
  const { dose, ageYears, vaccine, fee, minCapacity } = filters;
  if (opening.district !== district) return undefined;
  if (dose === '1' && opening.dose === '2') return undefined;
  if (dose === '2' && opening.dose === '1') return undefined;
  if (ageYears !== null && ageYears < opening.ageMinYears) return undefined;
  if (ageYears !== null && opening.ageMaxYears !== null && ageYears > opening.ageMaxYears) return undefined;
  if (vaccine !== null && vaccine !== opening.vaccine) return undefined;
  if (fee !== null && fee !== opening.feeType) return undefined;
  const states = [{ atMs: opening.openedAtMs, capacity: opening.capacity }, ...opening.steps];
  return states.find(({ capacity }) => capacity > 0 && capacity >= minCapacity)?.atMs;
}

function keyOf(recipient: string, sessionId: string, dose: string): string {
  return `${recipient} ${sessionId} ${dose}`;
}

/** Nearest rank. */
function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
