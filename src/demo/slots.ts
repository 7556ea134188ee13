// The one door through which capacities of the simulated country change: each change is made and written down together.
import type { Clock } from '../clock.ts';
import type { Area } from '../core/area.ts';
import type { Dose } from '../core/session.ts';
import type { SimSession } from './centres.ts';
import { type Country, createCountry } from './country.ts';
import { createLedger, type Ledger, type LedgerOpening, type OpenedBy } from './ledger.ts';

export interface SlotsOptions {
  readonly seed: number;
  readonly areas: readonly Area[];
  readonly clock: Clock;
  /** Share of sessions with capacity when their district is first asked for, 0…1. */
  readonly openAtStart: number;
  /** Told of sessions open from the start, so that somebody books them out. */
  readonly onListedOpen: (session: SimSession, dose: Dose) => void;
}

export interface Slots {
  readonly country: Country;
  ledger(): Ledger;
  /** Sets what is left of a dose; undefined when the session does not speak of that dose, or nothing opened or was open. */
  change(session: SimSession, dose: Dose, capacity: number, by: OpenedBy): LedgerOpening | undefined;
  /** Takes a session off the lists, or puts it back. Off the lists it counts as closed. */
  list(session: SimSession, listed: boolean): void;
  isOpen(session: SimSession): boolean;
}

export function createSlots(options: SlotsOptions): Slots {
  const { clock } = options;
  const book = createLedger();
  const country = createCountry({
    seed: options.seed,
    areas: options.areas,
    nowMs: () => clock.wallMs(),
    openAtStart: options.openAtStart,
    onListedOpen(session) {
      for (const [dose, capacity] of session.capacity) {
        if (capacity <= 0) continue;
        book.note(session, dose, Math.floor(capacity), 'start', clock.wallMs());
        options.onListedOpen(session, dose);
      }
    },
    onPast(session) {
      for (const dose of session.capacity.keys()) book.note(session, dose, 0, 'itself', clock.wallMs());
    },
  });

  return {
    country,
    ledger: () => book.view(),
    change(session, dose, capacity, by) {
      if (!country.setCapacity(session, dose, capacity)) return undefined;
      return session.listed ? book.note(session, dose, Math.floor(capacity), by, clock.wallMs()) : undefined;
    },
    list(session, listed) {
      if (session.listed === listed) return;
      country.setListed(session, listed);
      for (const [dose, capacity] of session.capacity) {
        book.note(session, dose, listed ? Math.floor(capacity) : 0, 'request', clock.wallMs());
      }
    },
    isOpen: (session) => [...session.capacity.keys()].some((dose) => book.isOpen(session, dose)),
  };
}
