// What really happened in the simulated country: every opening and closing, with times. The demo's verdict compares
// with this, so it is written where capacities change and by nobody else.
import type { IstDate } from '../core/ist.ts';
import type { Dose } from '../core/session.ts';
import type { SimSession } from './centres.ts';
import { districtNumber } from './country.ts';

/** `start`: open when its district was first asked for; `itself`: the automatic script; `request`: asked for. */
export type OpenedBy = 'start' | 'itself' | 'request';

/** One dose of one session, from no capacity to some and back. Times are wall ms. */
export interface LedgerOpening {
  /** 1, 2, … in order of opening. */
  readonly number: number;
  readonly by: OpenedBy;
  readonly district: number;
  readonly sessionId: string;
  readonly dose: Dose;
  readonly centreId: number;
  /** As listed, stray spaces included. */
  readonly centreName: string;
  readonly pincode: string;
  readonly date: IstDate;
  readonly vaccine: string;
  readonly ageMinYears: number;
  /** Inclusive; null: no upper limit. */
  readonly ageMaxYears: number | null;
  readonly feeType: 'free' | 'paid';
  /** Whole doses at the moment of opening. */
  readonly capacity: number;
  readonly openedAtMs: number;
  /** Null while open. */
  closedAtMs: number | null;
  /** Later capacities, the last being 0 once it is closed. */
  readonly steps: { readonly atMs: number; readonly capacity: number }[];
}

export interface Ledger {
  /** Oldest first. Beyond `KEPT_OPENINGS` the oldest closed ones are forgotten. */
  readonly openings: readonly LedgerOpening[];
  /** Counted over the whole run, also those forgotten. */
  readonly opened: number;
  readonly closed: number;
}

export interface LedgerBook {
  view(): Ledger;
  /** Writes down that a dose now has `capacity` whole doses. */
  note(
    session: SimSession,
    dose: Dose,
    capacity: number,
    by: OpenedBy,
    atMs: number,
  ): LedgerOpening | undefined;
  isOpen(session: SimSession, dose: Dose): boolean;
}

/** Enough for hours at many openings a second, and a bound on memory. */
const KEPT_OPENINGS = 50_000;

export function createLedger(): LedgerBook {
  let openings: LedgerOpening[] = [];
  const open = new Map<string, LedgerOpening>();
  let opened = 0;
  let closed = 0;

  function begin(
    session: SimSession,
    dose: Dose,
    capacity: number,
    by: OpenedBy,
    atMs: number,
  ): LedgerOpening {
    opened++;
    const { centre } = session;
    const opening: LedgerOpening = {
      number: opened,
      by,
      district: districtNumber(session.areaId) ?? 0,
      sessionId: session.id,
      dose,
      centreId: centre.id,
      centreName: centre.name,
      pincode: String(centre.pincode),
      date: session.date,
      vaccine: session.vaccine,
      ageMinYears: session.ageMinYears,
      ageMaxYears: session.ageMaxYears,
      feeType: centre.fees === null ? 'free' : 'paid',
      capacity,
      openedAtMs: atMs,
      closedAtMs: null,
      steps: [],
    };
    openings.push(opening);
    open.set(keyOf(session, dose), opening);
    if (openings.length > KEPT_OPENINGS * 1.1) {
      const surplus = openings.length - KEPT_OPENINGS;
      openings = openings.filter((kept, index) => index >= surplus || kept.closedAtMs === null);
    }
    return opening;
  }

  return {
    view: () => ({ openings, opened, closed }),
    isOpen: (session, dose) => open.has(keyOf(session, dose)),
    note(session, dose, capacity, by, atMs) {
      const key = keyOf(session, dose);
      const current = open.get(key);
      if (current === undefined) return capacity > 0 ? begin(session, dose, capacity, by, atMs) : undefined;
      current.steps.push({ atMs, capacity });
      if (capacity <= 0) {
        current.closedAtMs = atMs;
        closed++;
        open.delete(key);
      }
      return current;
    },
  };
}

function keyOf(session: SimSession, dose: Dose): string {
  return `${session.id} ${dose}`;
}
