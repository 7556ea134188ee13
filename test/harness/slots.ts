// The script of slots: what the source says at each moment, and when it began to say so. Every slot stands at a centre
// of its own whose name holds its number, so that a message can be read without knowing how messages are made.

import { aCentre, aSession, calendarBody, type Raw, sessionId } from '../support/cowin-bodies.ts';
import type { CowinStub } from '../support/cowin-stub.ts';
import { SLOT_DATE_RAW } from '../support/cowin-stub.ts';

export interface Slot {
  readonly number: number;
  readonly district: number;
  /** Which dose it is for; `any`: the answer does not say. */
  readonly dose: '1' | '2' | 'any';
  readonly ageMin: number;
  /** Inclusive; null: no upper limit. */
  readonly ageMax: number | null;
  readonly vaccine: string;
  readonly fee: 'free' | 'paid';
  readonly pincode: string;
}

/** From when on the source said so. */
export interface Said {
  readonly slot: Slot;
  /** Whole doses. */
  readonly capacity: number;
  /** Wall ms. */
  readonly atMs: number;
}

export interface SlotScript {
  readonly slots: readonly Slot[];
  /** Everything the source ever said, oldest first; nothing was open before. */
  history(): readonly Said[];
  /** From now on a slot has so many doses. */
  set(number: number, capacity: number): void;
  /** Several at once: the answers of their districts change together. */
  setAll(capacities: ReadonlyMap<number, number>): void;
  /** The answer a district has now. */
  bodyOf(district: number): Uint8Array;
  capacityOf(number: number): number;
}

const VACCINES = ['COVISHIELD', 'COVAXIN', 'SPUTNIK V'] as const;
const DOSES = ['1', '2', 'any'] as const;

/** Slots that differ in everything a wish can ask for, spread over districts; the same for the same numbers. */
export function makeSlots(count: number, districts: readonly number[]): readonly Slot[] {
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const young = index % 3 === 0;
    return {
      number,
      district: districts[index % districts.length] as number,
      dose: DOSES[Math.floor(index / 2) % DOSES.length] as Slot['dose'],
      ageMin: young ? 18 : 45,
      ageMax: young ? 44 : null,
      vaccine: VACCINES[Math.floor(index / 5) % VACCINES.length] as string,
      fee: index % 4 === 3 ? 'paid' : 'free',
      pincode: String(560_001 + (index % 7)),
    };
  });
}

/** Tells the stub at once of everything that is set. All slots begin without doses. */
export function playSlots(slots: readonly Slot[], source: Pick<CowinStub, 'set'>): SlotScript {
  const capacities = new Map(slots.map(({ number }) => [number, 0]));
  const history: Said[] = [];
  const slotOf = (number: number): Slot => {
    const slot = slots.find((one) => one.number === number);
    if (slot === undefined) throw new Error(`there is no slot ${number} in this script`);
    return slot;
  };
  const bodyOf = (district: number): Uint8Array =>
    calendarBody(
      ...slots
        .filter((slot) => slot.district === district)
        .map((slot) => centreOf(slot, capacities.get(slot.number) ?? 0)),
    );
  const script: SlotScript = {
    slots,
    history: () => history,
    set: (number, capacity) => script.setAll(new Map([[number, capacity]])),
    setAll(changes) {
      const atMs = Date.now();
      for (const [number, capacity] of changes) {
        capacities.set(number, capacity);
        history.push({ slot: slotOf(number), capacity, atMs });
      }
      for (const district of new Set([...changes.keys()].map((number) => slotOf(number).district))) {
        source.set(district, bodyOf(district));
      }
    },
    bodyOf,
    capacityOf: (number) => capacities.get(number) ?? 0,
  };
  for (const district of new Set(slots.map((slot) => slot.district))) source.set(district, bodyOf(district));
  return script;
}

/** `Kendra-0017`: in the name of the centre, and nowhere else in a message. */
export function tokenOf(number: number): string {
  return `Kendra-${String(number).padStart(4, '0')}`;
}

/** The numbers of the slots a text speaks of, each once. */
export function slotsToldIn(text: string): readonly number[] {
  return [...new Set([...text.matchAll(/Kendra-(\d{4,})/g)].map(([, number]) => Number(number)))];
}

function centreOf(slot: Slot, capacity: number): Raw {
  const { number, dose } = slot;
  const doses =
    dose === 'any'
      ? { available_capacity_dose1: undefined, available_capacity_dose2: undefined }
      : {
          available_capacity_dose1: dose === '1' ? capacity : 0,
          available_capacity_dose2: dose === '2' ? capacity : 0,
        };
  const session = aSession({
    session_id: sessionId(number),
    date: SLOT_DATE_RAW,
    available_capacity: capacity,
    min_age_limit: slot.ageMin,
    max_age_limit: slot.ageMax ?? undefined,
    vaccine: slot.vaccine,
    ...doses,
  });
  return aCentre([session], {
    center_id: 100_000 + number,
    name: `PHC ${tokenOf(number)}`,
    pincode: Number(slot.pincode),
    fee_type: slot.fee === 'free' ? 'Free' : 'Paid',
  });
}
