// The store against brute force: random subscribers, random sights of random slots, in random steps. The oracle below
// shares no code with the store: it writes its own idea of who wants what, and of what opens and closes.
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { IstDate } from '../../../src/core/ist.ts';
import type { NewSubscription } from '../../../src/core/records.ts';
import type { Session } from '../../../src/core/session.ts';
import { batch, claim, finishFanOut, NOON, session, settle, storeAt, tempDir } from '../kit.ts';

const AREAS = ['cowin:294', 'cowin:266'] as const;
const PINCODES = ['560011', '560034', ''] as const;
const VACCINES = ['COVAXIN', 'COVISHIELD'] as const;
const CHANNELS = ['telegram', 'email'] as const;
/** Longer than any cool-down, so that every opening is due when it is looked for. */
const ROUND_MS = 11 * 60_000;

const wishes = fc.record({
  channel: fc.constantFrom(...CHANNELS),
  address: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  place: fc.constantFrom(
    { areaId: AREAS[0], pincode: null },
    { areaId: AREAS[1], pincode: null },
    { areaId: AREAS[0], pincode: '560011' },
    { areaId: null, pincode: '560011' },
    { areaId: null, pincode: '560034' },
    { areaId: null, pincode: null },
  ),
  filters: fc.record({
    dose: fc.constantFrom(null, '1' as const, '2' as const),
    ageYears: fc.constantFrom(null, 17, 18, 44, 45, 60),
    vaccine: fc.constantFrom(null, ...VACCINES),
    fee: fc.constantFrom(null, 'free' as const, 'paid' as const),
    minCapacity: fc.constantFrom(1, 5, 10, 25, 50),
  }),
});

const places = fc.record({
  areaId: fc.constantFrom(...AREAS),
  pincode: fc.constantFrom(...PINCODES),
  vaccine: fc.constantFrom(...VACCINES),
  ageMinYears: fc.constantFrom(18, 45),
  ageMaxYears: fc.constantFrom(null, 44),
  feeType: fc.constantFrom('free' as const, 'paid' as const, 'unknown' as const),
});

const capacities = fc.constantFrom(0, 0, 1, 4, 5, 9, 12, 30, 60);
const sights = fc.array(
  fc.record({
    index: fc.nat({ max: 3 }),
    capacity: fc.record({ '1': capacities, '2': capacities }, { requiredKeys: [] }),
    absent: fc.constantFrom(false, false, false, true),
  }),
  { maxLength: 4 },
);

function wants(wish: NewSubscription, seen: Session, dose: '1' | '2', capacity: number): boolean {
  const { place, filters } = wish;
  const age = filters.ageYears;
  return (
    [null, seen.areaId].includes(place.areaId) &&
    [null, seen.centre.pincode].includes(place.pincode) &&
    [null, dose].includes(filters.dose) &&
    (age === null || (age >= seen.ageMinYears && age <= (seen.ageMaxYears ?? 999))) &&
    [null, seen.vaccine].includes(filters.vaccine) &&
    (seen.feeType === 'unknown' || filters.fee === null || filters.fee === seen.feeType) &&
    capacity >= filters.minCapacity
  );
}

it('owes exactly what brute force says, to each once, whatever is seen in whatever steps', () => {
  fc.assert(
    fc.property(
      fc.array(wishes, { maxLength: 12 }),
      fc.array(places, { minLength: 4, maxLength: 4 }),
      fc.array(sights, { maxLength: 8 }),
      fc.integer({ min: 1, max: 30 }),
      (people, four, rounds, step) => {
        const path = join(tempDir(), 'vaccine-watch.db');
        let store = storeAt(path);
        store.subscribers.addAll(people, NOON);
        const sessions = four.map((place, index) =>
          session({ ...place, sessionId: `s${index}`, date: '2021-05-20' as IstDate }),
        );
        const open = new Map<string, { epoch: number; open: boolean }>();
        const toldEver = new Set<string>();
        for (const [round, seen] of rounds.entries()) {
          const nowMs = NOON + round * ROUND_MS;
          const expected: string[] = [];
          const last = new Map(seen.map((sight) => [sight.index, sight]));
          const bring: Session[] = [];
          const absent: string[] = [];
          for (const { index, capacity, absent: gone } of last.values()) {
            const brought = { ...(sessions[index] as Session), capacity: capacity as Session['capacity'] };
            if (gone) absent.push(brought.sessionId);
            else bring.push(brought);
            for (const dose of ['1', '2'] as const) {
              const left = gone ? 0 : capacity[dose];
              if (left === undefined) continue;
              const slot = `${brought.sessionId}:${dose}`;
              const state = open.get(slot) ?? { epoch: 0, open: false };
              if (left > 0 && !state.open) state.epoch++;
              state.open = left > 0;
              open.set(slot, state);
              if (left === 0) continue;
              for (const wish of people.filter((one) => wants(one, brought, dose, left))) {
                const line = `${wish.channel} ${wish.address} ${slot}:${state.epoch}`;
                if (toldEver.has(line)) continue;
                toldEver.add(line);
                expected.push(line);
              }
            }
          }
          store.slots.record(batch(nowMs, bring, absent), nowMs);
          const counts = new Map<string, number>();
          for (const [slot, { open: isOpen }] of open) {
            const areaId = sessions[Number(slot[1])]?.areaId;
            if (isOpen && areaId !== undefined) counts.set(areaId, (counts.get(areaId) ?? 0) + 1);
          }
          expect(store.slots.openSlotCounts()).toEqual(counts);
          if (round % 2 === 0) {
            store.close();
            store = storeAt(path);
          }
          finishFanOut(store, nowMs, step);
          const told = CHANNELS.flatMap((channel) =>
            claim(store, nowMs, { channel }).flatMap((message) => {
              settle(store, message, { kind: 'sent' }, nowMs);
              return message.alert.slots.map(
                ({ openingKey }) =>
                  `${channel} ${message.recipient.address} ${openingKey.replace('cowin:', '')}`,
              );
            }),
          );
          expect(told.sort()).toEqual(expected.sort());
        }
        store.close();
      },
    ),
    { numRuns: 30 },
  );
});
