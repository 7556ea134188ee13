// Who is told of what: random people and slots through the real reading, store and queue, against the oracle of the
// harness, which tries every person against every slot and shares no code with either.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import fc from 'fast-check';
import { type IstDate, istDateOf, timeOfDayMs } from '../../../src/core/ist.ts';
import { entriesOfJson, wishesOfEntry } from '../../../src/core/transfer.ts';
import { cowinSource } from '../../../src/sources/cowin/index.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { dueIn } from '../../harness/oracle.ts';
import { type HarnessPerson, type HarnessWish, importFileOf } from '../../harness/people.ts';
import { playSlots, type Said, type Slot, slotsToldIn } from '../../harness/slots.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { fuzzProperty } from '../property.ts';

const DISTRICTS = [294, 363] as const;
const PINCODES = ['560011', '560034'] as const;
/** Whoever follows a pincode alone is let in by the answer of the pincode. */
const AREAS = [
  ...DISTRICTS.map((district) => `cowin:${district}`),
  ...PINCODES.map((pincode) => `cowin:pin:${pincode}`),
];
const VACCINES = ['COVISHIELD', 'COVAXIN'] as const;
const CHANNELS = ['telegram', 'email', 'webhook'] as const;
const WEBHOOKS = 'https://hooks.example.org';
/** Between two answers: longer than any cool-down, so that whatever opens again is due at once. */
const ROUND_MS = 11 * 60_000;
const HOUR_MS = 3_600_000;

const wish: fc.Arbitrary<HarnessWish> = fc
  .record({
    place: fc.constantFrom<Pick<HarnessWish, 'district' | 'pincode'>>(
      { district: 294 },
      { district: 363 },
      { district: 294, pincode: '560011' },
      { district: null, pincode: '560011' },
      { district: null, pincode: '560034' },
    ),
    dose: fc.constantFrom(null, '1' as const, '2' as const),
    age: fc.constantFrom(null, 17, 18, 44, 45, 60),
    vaccine: fc.constantFrom(null, ...VACCINES),
    fee: fc.constantFrom(null, 'free' as const, 'paid' as const),
    min: fc.constantFrom(1, 1, 5, 10, 25, 50),
  })
  .map(({ place, ...rest }) => ({ ...place, ...rest }));

/** `quiet`: rests until the last round is over. `half`: the first of their wishes is paused. */
const STANDINGS = ['active', 'active', 'active', 'paused', 'gone', 'quiet', 'half'] as const;

const somebody = fc.record({
  channel: fc.constantFrom(...CHANNELS),
  wishes: fc.array(wish, { minLength: 1, maxLength: 3 }),
  standing: fc.constantFrom(...STANDINGS),
  /** The round before which they join; most are there from the start. */
  joins: fc.constantFrom(0, 0, 0, 1, 2, 4),
});

const slotKind = fc
  .record({
    district: fc.constantFrom(...DISTRICTS),
    dose: fc.constantFrom('1' as const, '2' as const, 'any' as const),
    // 18 without an upper limit is closed to 45 and older: CoWIN's own rule, which the oracle does not know.
    ages: fc.constantFrom(
      { ageMin: 18, ageMax: 44 },
      { ageMin: 18, ageMax: 60 },
      { ageMin: 45, ageMax: null },
    ),
    vaccine: fc.constantFrom(...VACCINES),
    fee: fc.constantFrom('free' as const, 'paid' as const),
    pincode: fc.constantFrom(...PINCODES),
  })
  .map(({ ages, ...rest }) => ({ ...rest, ...ages }));

const round = fc.array(
  fc.record({ slot: fc.nat({ max: 4 }), capacity: fc.constantFrom(0, 0, 1, 4, 5, 9, 10, 30, 60) }),
  { maxLength: 4 },
);

interface Person extends HarnessPerson {
  readonly standing: (typeof STANDINGS)[number];
  readonly joins: number;
  /** What the source said since they are there, beginning with what stood then. */
  readonly heard: Said[];
}

/** The times a slot was open, each with what was said during it: `episodes.get(slot)` by epoch. */
function episodes(history: readonly Said[], before: ReadonlyMap<number, number>): Map<string, Said[]> {
  const epochs = new Map(before);
  const open = new Set<number>();
  const found = new Map<string, Said[]>();
  for (const said of history) {
    const { number } = said.slot;
    if (said.capacity === 0) open.delete(number);
    else {
      if (!open.has(number)) epochs.set(number, (epochs.get(number) ?? 0) + 1);
      open.add(number);
      const key = `${number} ${epochs.get(number)}`;
      found.set(key, [...(found.get(key) ?? []), said]);
    }
  }
  return found;
}

export const matchingProperty = fuzzProperty({
  name: 'matching',
  says: 'the store owes each person exactly what brute force says: places, filters, pauses, quiet hours, newcomers',
  runs: 15,
  values: fc.record({
    crowd: fc.array(somebody, { minLength: 1, maxLength: 10 }),
    kinds: fc.array(slotKind, { minLength: 5, maxLength: 5 }),
    rounds: fc.array(round, { minLength: 1, maxLength: 7 }),
    step: fc.integer({ min: 1, max: 40 }),
  }),
  open() {
    const folder = scratchFolder('vw-fuzz-');
    const source = cowinSource();
    let database = 0;
    return {
      holds({ crowd, kinds, rounds, step }) {
        database += 1;
        const path = joinPath(folder, `${database}.db`);
        const store = openStore(path, source);
        try {
          play(store, source, crowd, kinds, rounds, step);
        } finally {
          store.close();
          for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
        }
      },
      close: () => rmSync(folder, { recursive: true, force: true }),
    };
  },
});

type Crowd = readonly {
  channel: Person['channel'];
  wishes: HarnessWish[];
  standing: Person['standing'];
  joins: number;
}[];

function play(
  store: Store,
  source: ReturnType<typeof cowinSource>,
  crowd: Crowd,
  kinds: readonly Omit<Slot, 'number'>[],
  rounds: readonly (readonly { readonly slot: number; readonly capacity: number }[])[],
  step: number,
): void {
  const begunMs = Date.now();
  const today = istDateOf(begunMs) as IstDate;
  const slots = kinds.map((kind, index) => ({ ...kind, number: index + 1 }));
  const script = playSlots(slots, { set: () => undefined });
  const people = crowd.map(
    (one, index): Person => ({ ...one, to: addressOf(one.channel, index), heard: [] }),
  );
  const epochsAtJoin = new Map<Person, ReadonlyMap<number, number>>();
  const epochs = new Map<number, number>();
  const told: string[] = [];

  const claimAll = (nowMs: number) => {
    while (store.slots.fanOut(nowMs, step).more);
    for (const channel of CHANNELS) {
      const options = {
        nowMs,
        limit: 1000,
        skip: new Set<number>(),
        groupBy: 'recipient',
        holdMs: 0,
        maxSlots: 50,
      } as const;
      for (const message of store.outbox.claim(channel, options)) {
        store.outbox.settle(message.id, { outcome: { kind: 'sent' }, nowMs, retryAtMs: null });
        const to = message.recipient.address.replace(WEBHOOKS, '');
        for (const { openingKey, session } of message.alert.slots)
          told.push(
            `${channel} ${to} ${slotsToldIn(session.centre.name)[0]} ${openingKey.split(':').at(-1)}`,
          );
      }
    }
  };

  for (const [index, changes] of rounds.entries()) {
    const nowMs = begunMs + index * ROUND_MS;
    for (const person of people.filter(({ joins }) => joins === index)) {
      join(store, source, person, nowMs);
      // What stands now is what a newcomer is told.
      const open = slots.filter(({ number }) => script.capacityOf(number) > 0);
      person.heard.push(
        ...open.map((slot) => ({ slot, capacity: script.capacityOf(slot.number), atMs: nowMs })),
      );
      epochsAtJoin.set(
        person,
        new Map(
          [...epochs].map(([number, epoch]) => [number, epoch - (script.capacityOf(number) > 0 ? 1 : 0)]),
        ),
      );
    }
    store.slots.joinAreas(AREAS, nowMs);
    claimAll(nowMs);
    const before = script.history().length;
    const wanted = new Map(changes.map(({ slot, capacity }) => [slot + 1, capacity]));
    for (const [number, capacity] of wanted)
      if (capacity > 0 && script.capacityOf(number) === 0) epochs.set(number, (epochs.get(number) ?? 0) + 1);
    script.setAll(wanted);
    for (const person of people)
      if (person.joins <= index) person.heard.push(...script.history().slice(before));
    for (const district of DISTRICTS) {
      const areaId = `cowin:${district}`;
      const answer = source.parse(script.bodyOf(district), source.target(areaId, today));
      assert.ok(answer.ok);
      const batch = { areaId, answeredAtMs: nowMs, sessions: answer.sessions, absent: [] };
      store.slots.record([batch], nowMs, step);
    }
    claimAll(nowMs);
  }
  // Long enough that nobody rests any more.
  claimAll(begunMs + rounds.length * ROUND_MS + 3 * HOUR_MS);
  assert.deepEqual(
    told.sort(),
    people.flatMap((one) => dueTo(one, epochsAtJoin.get(one), script.capacityOf)).sort(),
  );
}

/** Everything somebody is to be told, as lines like those of `told`. */
function dueTo(
  person: Person,
  epochsBefore: ReadonlyMap<number, number> | undefined,
  capacityOf: (slot: number) => number,
): string[] {
  const { standing, wishes } = person;
  if (epochsBefore === undefined || standing === 'paused' || standing === 'gone') return [];
  const asking = { ...person, wishes: standing === 'half' ? wishes.slice(1) : wishes };
  const found = episodes(person.heard, epochsBefore);
  return [...found].flatMap(([key, said]) => {
    const [number, epoch] = key.split(' ');
    const last = ![...found.keys()].some(
      (other) => other.startsWith(`${number} `) && Number(other.split(' ')[1]) > Number(epoch),
    );
    // Whoever rested hears only of what is still there.
    if (standing === 'quiet' && !(last && capacityOf(Number(number)) > 0)) return [];
    return [...dueIn([asking], said)].map((due) => `${due} ${epoch}`);
  });
}

function addressOf(channel: Person['channel'], index: number): string {
  if (channel === 'telegram') return String(1000 + index);
  return channel === 'email' ? `person${index}@example.org` : `/person/${index}`;
}

/** As the operator's import would add them, and then as they stand. */
function join(store: Store, source: ReturnType<typeof cowinSource>, person: Person, nowMs: number): void {
  const { channel, to, standing } = person;
  const [entry] = entriesOfJson(JSON.parse(importFileOf([person], WEBHOOKS))) ?? [];
  assert.ok(entry !== undefined);
  const { wishes, problems } = wishesOfEntry(entry, source);
  assert.deepEqual(problems, []);
  store.subscribers.addAll(wishes, nowMs);
  const address = channel === 'webhook' ? `${WEBHOOKS}${to}` : to;
  const found = store.subscribers.find({ channel, address });
  assert.ok(found !== undefined);
  if (standing === 'paused') store.subscribers.pause(found.id);
  if (standing === 'gone') store.subscribers.unsubscribe(found.id, nowMs);
  if (standing === 'half')
    store.subscribers.pauseSubscription(found.id, found.subscriptions[0]?.id ?? 0, nowMs);
  if (standing === 'quiet') {
    const hour = Math.floor(timeOfDayMs(nowMs) / HOUR_MS);
    store.subscribers.setQuiet(found.id, { fromHour: hour, toHour: (hour + 3) % 24 }, nowMs);
  }
}
