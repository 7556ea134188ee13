// What opens in a soak, and when it closes: a slot somewhere every few seconds, each bookable for minutes, with a day to
// come. What it said is what the oracle goes by.
import type { IstDate } from '../../src/core/ist.ts';
import { between, pick, type Random } from '../../src/demo/random.ts';
import { makeSlots, type Said, type Slot, tokenOf } from '../harness/slots.ts';
import { aCentre, aSession, type Raw, sessionId } from '../support/cowin-bodies.ts';

/** How long a slot can be booked: longer than any retry of a channel that is to tell of it (ms). */
const OPEN_MS = [150_000, 240_000] as const;
/** How long it is listed with nothing left, before it is gone from the lists (ms). */
const CLOSED_MS = 30_000;
const CAPACITIES = [1, 4, 5, 9, 10, 30, 60] as const;

export interface SoakScript {
  /** Everything the source ever said was open. */
  readonly history: readonly Said[];
  /** Opens one, and closes it in time. */
  openOne(): void;
  /** Nothing opens or closes any more. */
  stop(): void;
}

/**
 * @param say tells the source how a slot's centre is listed from now on; null: not any more
 * @param day of a session so many days from now
 */
export function createScript(
  districts: readonly number[],
  random: Random,
  day: (later: number) => IstDate,
  say: (district: number, slot: number, centre: Raw | null) => void,
): SoakScript {
  const history: Said[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let number = 0;

  function later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, ms);
    timers.add(timer);
  }

  return {
    history,
    openOne() {
      number += 1;
      const slot = slotAt(number, pick(random, districts));
      const capacity = pick(random, CAPACITIES);
      const date = day(2);
      history.push({ slot, capacity, atMs: Date.now() });
      say(slot.district, slot.number, centreOf(slot, capacity, date));
      later(between(random, ...OPEN_MS), () => {
        say(slot.district, slot.number, centreOf(slot, 0, date));
        later(CLOSED_MS, () => say(slot.district, slot.number, null));
      });
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** They differ as the harness's slots do. */
function slotAt(number: number, district: number): Slot {
  const [kind] = makeSlots(1 + (number % 60), [district]).slice(-1) as [Slot];
  return { ...kind, number };
}

function centreOf({ number, dose, ...slot }: Slot, capacity: number, date: IstDate): Raw {
  const of = (which: '1' | '2') => (dose === 'any' ? undefined : dose === which ? capacity : 0);
  const session = aSession({
    session_id: sessionId(number),
    date: date.split('-').reverse().join('-'),
    available_capacity: capacity,
    available_capacity_dose1: of('1'),
    available_capacity_dose2: of('2'),
    min_age_limit: slot.ageMin,
    max_age_limit: slot.ageMax ?? undefined,
    vaccine: slot.vaccine,
  });
  return aCentre([session], {
    center_id: 10_000_000 + number,
    name: `PHC ${tokenOf(number)}`,
    pincode: Number(slot.pincode),
    fee_type: slot.fee === 'free' ? 'Free' : 'Paid',
  });
}
