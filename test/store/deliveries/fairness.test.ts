// Whose turn it is when more people wait than can be told at once. Whoever stands early in a table, or was lucky once,
// must have no advantage by it. The bounds are so wide that chance breaks them less than once in a million runs.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { IstDate } from '../../../src/core/ist.ts';
import type { ClaimedMessage } from '../../../src/core/outbox.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  BBMP,
  batch,
  claim,
  deliver,
  finishFanOut,
  freshStore,
  HOUR,
  heard,
  MINUTE,
  NOON,
  session,
  settle,
  storeAt,
  tempDir,
  told,
  wish,
} from '../kit.ts';

const SMALL = 'cowin:266';

function crowd(store: Store, size: number, areaId = BBMP): void {
  store.subscribers.addAll(
    Array.from({ length: size }, (_, n) => wish(`p${n}`, { areaId })),
    NOON,
  );
}

function open(store: Store, atMs: number, sessionId = `s${atMs}`, areaId = BBMP): void {
  heard(store, atMs, [session({ sessionId, areaId, date: '2021-05-20' as IstDate })]);
}

/** Whom the line serves, one after the other, until nobody waits; told at once. */
function served(store: Store, nowMs: number): string[] {
  const order: string[] = [];
  for (;;) {
    const [message] = claim(store, nowMs, { limit: 1 });
    if (message === undefined) return order;
    settle(store, message, { kind: 'sent' }, nowMs + order.length);
    order.push(message.recipient.address);
  }
}

/** Mean place in line of the first half of the table (0…1; ½ where the table does not matter). */
function meanPlace(order: readonly string[]): number {
  const half = order.length / 2;
  const places = order.flatMap((address, place) => (Number(address.slice(1)) < half ? [place] : []));
  return places.reduce((sum, place) => sum + place, 0) / places.length / (order.length - 1);
}

describe('equals in line', () => {
  const PEOPLE = 40;
  const OPENINGS = 40;

  let drawn: string[][] | undefined;

  /** The order of every opening; all are told of each. */
  function orders(): string[][] {
    drawn ??= draw();
    return drawn;
  }

  function draw(): string[][] {
    const store = freshStore();
    crowd(store, PEOPLE);
    return Array.from({ length: OPENINGS }, (_, n) => {
      const atMs = NOON + n * HOUR;
      open(store, atMs);
      const order = served(store, atMs + 1);
      expect(order.toSorted()).toEqual(Array.from({ length: PEOPLE }, (__, p) => `p${p}`).toSorted());
      return order;
    });
  }

  it('are shuffled for each opening: the first half of the table is served no sooner than the second', () => {
    const means = orders().map(meanPlace);
    // Of 40 openings with 20 places each the mean has a standard deviation of 0.007.
    const mean = means.reduce((sum, one) => sum + one, 0) / means.length;
    expect(mean).toBeGreaterThan(0.46);
    expect(mean).toBeLessThan(0.54);
  });

  it('are shuffled anew: the order of one opening says nothing of the next, and nobody is last for ever', () => {
    const all = orders();
    const placeOf = (order: readonly string[], address: string) =>
      order.indexOf(address) / (PEOPLE - 1) - 0.5;
    let together = 0;
    let alone = 0;
    for (let n = 1; n < all.length; n++) {
      for (const address of all[n] as string[]) {
        together += placeOf(all[n - 1] as string[], address) * placeOf(all[n] as string[], address);
        alone += placeOf(all[n] as string[], address) ** 2;
      }
    }
    // The correlation of 39 x 40 pairs has a standard deviation of 0.025.
    expect(Math.abs(together / alone)).toBeLessThan(0.14);
    const last = new Set(all.map((order) => order.at(-1)));
    expect(last.size).toBeGreaterThan(10);
  });

  it('stay equals however long it took to tell them all, or to write down what they are owed', () => {
    const store = freshStore();
    crowd(store, PEOPLE);
    const order: string[][] = [];
    for (const n of Array.from({ length: OPENINGS }).keys()) {
      const atMs = NOON + n * HOUR;
      const one = session({ sessionId: `s${n}`, date: '2021-05-20' as IstDate });
      store.slots.record(batch(atMs, [one]), atMs, 5);
      // A step a second: the last are written down seconds after the first.
      for (let step = 1; store.slots.fanOut(atMs + step * 1000, 5).more; step++);
      order.push(served(store, atMs + MINUTE));
    }
    const mean = order.map(meanPlace).reduce((sum, one) => sum + one, 0) / order.length;
    expect(mean).toBeGreaterThan(0.46);
    expect(mean).toBeLessThan(0.54);
  });

  it('are each found once, wherever a round of many steps began', () => {
    const store = freshStore();
    const people = 120;
    crowd(store, people);
    for (let n = 0; n < 40; n++) {
      const atMs = NOON + n * HOUR;
      store.slots.record(
        batch(atMs, [session({ sessionId: `s${n}`, date: '2021-05-20' as IstDate })]),
        atMs,
        1,
      );
      // Five at a time: one round in five ends exactly behind whom it began.
      let steps = 0;
      while (store.slots.fanOut(atMs, 5).more && steps <= people) steps += 1;
      expect(steps).toBeLessThan(people / 5 + 3);
      expect(store.deliveries.list({ limit: 10_000 })).toHaveLength(people * (n + 1));
    }
  });

  it('who are too many for one step are found from anywhere: the first messages are anybody’s', () => {
    const store = freshStore();
    const people = 300;
    const openings = 120;
    crowd(store, people);
    const first: number[] = [];
    for (let n = 0; n < openings; n++) {
      const atMs = NOON + n * HOUR;
      const one = session({ sessionId: `s${n}`, date: '2021-05-20' as IstDate });
      // As much as finds the first few; the lane sends at once what is written down.
      store.slots.record(batch(atMs, [one]), atMs, 15);
      const [message] = claim(store, atMs, { limit: 1 });
      first.push(Number(message?.recipient.address.slice(1)));
      settle(store, message as ClaimedMessage, { kind: 'rejected', why: 'x' }, atMs);
      // Nobody was told, and the slot goes: the line is empty again, and all are equals.
      store.slots.record(batch(atMs + 1, [], [`s${n}`]), atMs + 1);
      finishFanOut(store, atMs + 1);
      expect(claim(store, atMs + 2)).toEqual([]);
    }
    const early = first.filter((person) => person < people / 2).length;
    // Of 120 fair draws, 60 are expected with a standard deviation of 5.5.
    expect(early).toBeGreaterThan(30);
    expect(early).toBeLessThan(90);
  });
});

describe('before equals', () => {
  it('come those who were alerted least recently, by what they were told of', () => {
    const store = freshStore();
    crowd(store, 20);
    const watchers = ['p7', 'p3', 'p15', 'p0'];
    for (const [n, address] of watchers.entries()) {
      store.subscribers.add(wish(address, { areaId: `cowin:${n}` }), NOON);
      open(store, NOON + n * MINUTE, `own ${address}`, `cowin:${n}`);
      expect(deliver(store, NOON + n * MINUTE)).toEqual([`${address}: 1:1`]);
    }
    open(store, NOON + HOUR);
    const order = served(store, NOON + HOUR);
    // Whoever never was alerted is first; then those who heard of the older news.
    expect(order.slice(-4)).toEqual(watchers);
    expect(order).toHaveLength(20);
  });

  it('come those who wait for the older news, where both were alerted of the same', () => {
    const store = freshStore();
    const { subscribers } = store;
    for (const address of ['dose-2', 'dose-1']) {
      subscribers.add(wish(address, { dose: address === 'dose-1' ? '1' : '2' }), NOON);
    }
    for (const n of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const both = { sessionId: `s${n}`, date: '2021-05-20' as IstDate };
      const atMs = NOON + n * HOUR;
      store.slots.record(batch(atMs, [session({ ...both, capacity: { '1': 5, '2': 0 } })]), atMs);
      store.slots.record(batch(atMs + 9, [session({ ...both, capacity: { '1': 5, '2': 5 } })]), atMs + 9);
      expect(served(store, atMs + 10)).toEqual(['dose-1', 'dose-2']);
    }
  });

  it('comes nobody who has just been told while others wait: what is left for them goes to the back', () => {
    const store = freshStore();
    crowd(store, 3);
    for (const n of [0, 1, 2]) open(store, NOON, `s${n}`);
    const turns = Array.from({ length: 9 }, (_, n) =>
      claim(store, NOON + n, { limit: 1, maxSlots: 1 }).map((message) => {
        settle(store, message, { kind: 'sent' }, NOON + n);
        return message.recipient.address;
      }),
    ).flat();
    for (const round of [0, 3, 6]) {
      expect(turns.slice(round, round + 3).toSorted()).toEqual(['p0', 'p1', 'p2']);
    }
  });
});

describe('a public channel', () => {
  it('is told before everybody else, also before areas whose turn it is', () => {
    const store = freshStore();
    crowd(store, 30);
    store.subscribers.add(wish('small', { areaId: 'cowin:1' }), NOON);
    store.subscribers.add(wish('@bbmp_slots'), NOON);
    for (const n of [0, 1, 2, 3, 4]) {
      const atMs = NOON + n * HOUR;
      open(store, atMs, `small ${n}`, 'cowin:1');
      open(store, atMs + 5, `large ${n}`);
      const order = served(store, atMs + 6);
      expect(order[0]).toBe('@bbmp_slots');
      expect(order).toHaveLength(32);
    }
  });

  it('that has just been written to holds up nobody', () => {
    const store = freshStore();
    store.subscribers.add(wish('ann'), NOON);
    const channel = store.subscribers.add(wish('@bbmp_slots'), NOON).subscriber.id;
    open(store, NOON);
    expect(claim(store, NOON, { limit: 1, skip: new Set([channel]) }).map(told)).toEqual(['ann: 1:1']);
    expect(claim(store, NOON, { limit: 1 }).map(told)).toEqual(['@bbmp_slots: 1:1']);
    expect(store.outbox.nextDueMs('telegram', NOON)).toBeNull();
  });

  it('goes by the age of what it waits for among its like', () => {
    const store = freshStore();
    store.subscribers.add(wish('@large_slots'), NOON);
    store.subscribers.add(wish('@small_slots', { areaId: SMALL }), NOON);
    open(store, NOON, 'small', SMALL);
    open(store, NOON + 1, 'large');
    expect(served(store, NOON + 2)).toEqual(['@small_slots', '@large_slots']);
  });

  it('is one only on Telegram, and only by its name', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const store = storeAt(path);
    store.subscribers.addAll(
      [wish('@public'), wish('-100200'), wish('42'), wish('@odd', {}, 'webhook')],
      NOON,
    );
    const sql = new Database(path, { readonly: true });
    const rows = sql.prepare('SELECT address FROM subscribers WHERE broadcast = 1').pluck().all();
    sql.close();
    expect(rows).toEqual(['@public']);
  });
});
