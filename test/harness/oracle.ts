// Which messages are owed, from the script of slots and people alone: every person against every slot and everything
// the source ever said of it. Brute force on purpose; it shares no code with detection, matching or the store.
import type { HarnessPerson, HarnessWish } from './people.ts';
import type { Said, Slot } from './slots.ts';

/** `telegram 1001 17`: a slot owed to somebody. */
export type Due = string;

export function dueKey(channel: string, to: string, slot: number): Due {
  return `${channel} ${to} ${slot}`;
}

/** Every slot that somebody wanted and that the source said was open, once for each person. */
export function dueIn(people: readonly HarnessPerson[], history: readonly Said[]): ReadonlySet<Due> {
  const due = new Set<Due>();
  for (const { channel, to, wishes } of people) {
    for (const { slot, capacity } of history) {
      if (wishes.some((wish) => wants(wish, slot, capacity))) due.add(dueKey(channel, to, slot.number));
    }
  }
  return due;
}

function wants(wish: HarnessWish, slot: Slot, capacity: number): boolean {
  if (capacity < 1 || capacity < wish.min) return false;
  if (wish.district !== null && wish.district !== slot.district) return false;
  if (wish.pincode !== undefined && wish.pincode !== slot.pincode) return false;
  // A slot that does not say for which dose it is may be for either.
  if (wish.dose !== null && slot.dose !== 'any' && wish.dose !== slot.dose) return false;
  if (wish.age !== null && wish.age < slot.ageMin) return false;
  if (wish.age !== null && slot.ageMax !== null && wish.age > slot.ageMax) return false;
  if (wish.vaccine !== null && wish.vaccine !== slot.vaccine) return false;
  return wish.fee === null || wish.fee === slot.fee;
}
