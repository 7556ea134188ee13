import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { IstDate } from '../../../src/core/ist.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  BBMP,
  batch,
  claim,
  deliver,
  finishFanOut,
  freshStore,
  MINUTE,
  NOON,
  session,
  states,
  storeAt,
  tempDir,
  wish,
} from '../kit.ts';

function openAt(store: Store, areaId: string) {
  return store.slots.openSessions([areaId]).get(areaId);
}

describe('a slot that opens', () => {
  it('is owed to everyone who wants it, and to nobody else', () => {
    const store = freshStore();
    store.subscribers.add(wish('wants all'), NOON);
    store.subscribers.add(wish('wants dose 2', { dose: '2' }), NOON);
    store.subscribers.add(wish('wants COVAXIN', { vaccine: 'COVAXIN' }), NOON);
    store.subscribers.add(wish('elsewhere', { areaId: 'cowin:1' }), NOON);
    store.subscribers.add(wish('this pincode', { areaId: null, pincode: '560011' }), NOON);
    store.subscribers.add(wish('pincode in the district', { pincode: '560011' }), NOON);
    store.subscribers.add(wish('other pincode', { areaId: null, pincode: '560034' }), NOON);
    store.subscribers.add(wish('everywhere', { areaId: null }), NOON);
    const result = store.slots.record(batch(NOON, [session()]), NOON + 20);
    expect(result).toMatchObject({ owed: 5, more: false });
    expect(result.feed).toEqual([
      {
        kind: 'opened',
        atMs: NOON,
        areaId: BBMP,
        openingKey: 'cowin:3f1c5a6e-0b53-4c2e-9b0f-0a1b2c3d4e5f:1:1',
        centreName: 'Jayanagar UPHC',
        pincode: '560011',
        date: '2021-05-09',
        vaccine: 'COVAXIN',
        ageText: '18+',
        dose: '1',
        capacity: 12,
        lastedMs: null,
        owed: 5,
      },
    ]);
    expect(deliver(store, NOON + 30).sort()).toEqual([
      'everywhere: 1:1',
      'pincode in the district: 1:1',
      'this pincode: 1:1',
      'wants COVAXIN: 1:1',
      'wants all: 1:1',
    ]);
  });

  it('is told once to a person with several subscriptions that want it', () => {
    const store = freshStore();
    store.subscribers.add(wish('ann'), NOON);
    store.subscribers.add(wish('ann', { areaId: null, pincode: '560011' }), NOON);
    store.subscribers.add(wish('ann', { areaId: null }), NOON);
    expect(store.slots.record(batch(NOON, [session()]), NOON).owed).toBe(1);
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
  });

  it('is not told again however often it is seen, before and after a fan-out begins anew', () => {
    const store = freshStore();
    store.subscribers.add(wish('ann'), NOON);
    store.slots.record(batch(NOON, [session({ capacity: { '1': 2 } })]), NOON);
    deliver(store, NOON);
    for (const capacity of [3, 7, 12, 30, 60, 4]) {
      store.slots.record(batch(NOON + 1, [session({ capacity: { '1': capacity } })]), NOON + 1);
    }
    store.slots.record(batch(NOON + 2, [session({ vaccine: 'COVISHIELD', capacity: { '1': 4 } })]), NOON + 2);
    expect(deliver(store, NOON + MINUTE)).toEqual([]);
    expect(states(store)).toEqual(['ann 1:1 sent']);
  });

  it('costs nothing while a session that never had doses still has none', () => {
    const store = freshStore();
    store.slots.record(batch(NOON, [session({ capacity: { '1': 0, '2': 0 } })]), NOON);
    expect(openAt(store, BBMP)).toEqual([]);
    // It was not even written down: were it, it would count as known when it is absent.
    const { feed } = store.slots.record(batch(NOON, [], [session().sessionId]), NOON);
    expect(feed).toEqual([]);
  });

  it('of a day that is over is not told, even if an old answer lists it', () => {
    const store = freshStore();
    store.subscribers.add(wish('ann'), NOON);
    const { feed } = store.slots.record(batch(NOON, [session({ date: '2021-05-07' as IstDate })]), NOON);
    expect(feed).toEqual([]);
    expect(claim(store, NOON)).toEqual([]);
  });

  it('tells nothing to people who are paused', () => {
    const store = freshStore();
    const { subscriber } = store.subscribers.add(wish('ann'), NOON);
    store.subscribers.pause(subscriber.id);
    expect(store.slots.record(batch(NOON, [session()]), NOON).owed).toBe(0);
  });
});

describe('a slot with more and more doses', () => {
  it('reaches those who want at least so many when there are so many, while it is open', () => {
    const store = freshStore();
    for (const minCapacity of [1, 5, 10, 25, 50]) {
      store.subscribers.add(wish(`at least ${minCapacity}`, { minCapacity }), NOON);
    }
    const seen = [3, 4, 6, 26, 8, 26, 70].map((capacity) => {
      store.slots.record(batch(NOON, [session({ capacity: { '1': capacity } })]), NOON);
      return deliver(store, NOON).sort();
    });
    expect(seen).toEqual([
      ['at least 1: 1:1'],
      [],
      ['at least 5: 1:1'],
      ['at least 10: 1:1', 'at least 25: 1:1'],
      [],
      [],
      ['at least 50: 1:1'],
    ]);
  });

  it('reaches those to whom it became fit: another age, fee, vaccine or district', () => {
    const store = freshStore();
    store.subscribers.add(wish('aged 20', { ageYears: 20 }), NOON);
    store.subscribers.add(wish('free only', { fee: 'free' }), NOON);
    store.subscribers.add(wish('Mysuru', { areaId: 'cowin:266' }), NOON);
    const steps = [
      session({ ageMinYears: 45, feeType: 'paid' }),
      session({ ageMinYears: 18, feeType: 'paid' }),
      session({ ageMinYears: 18, feeType: 'free' }),
      session({ areaId: 'cowin:266' }),
    ].map((seen) => {
      store.slots.record(batch(NOON, [seen]), NOON);
      return deliver(store, NOON);
    });
    expect(steps).toEqual([[], ['aged 20: 1:1'], ['free only: 1:1'], ['Mysuru: 1:1']]);
    expect(store.slots.openSlotCounts()).toEqual(new Map([['cowin:266', 1]]));
  });
});

describe('a slot that closes', () => {
  it('is no longer told to those who were not told yet', () => {
    const store = freshStore();
    store.subscribers.add(wish('ann'), NOON);
    store.slots.record(batch(NOON, [session()]), NOON);
    const { feed } = store.slots.record(
      batch(NOON + 150_000, [session({ capacity: { '1': 0 } })]),
      NOON + 150_000,
    );
    expect(feed).toMatchObject([{ kind: 'closed', dose: '1', capacity: 12, lastedMs: 150_000, owed: 1 }]);
    expect(deliver(store, NOON + 150_000)).toEqual([]);
    expect(states(store)).toEqual(['ann 1:1 expired slot gone']);
    expect(store.slots.openSlotCounts()).toEqual(new Map());
  });

  it('closes all its doses when the session is absent, and only then', () => {
    const store = freshStore();
    store.slots.record(batch(NOON, [session({ capacity: { '1': 5, '2': 6 } })]), NOON);
    expect(store.slots.openSlotCounts()).toEqual(new Map([[BBMP, 2]]));
    expect(openAt(store, BBMP)).toEqual([{ sessionId: session().sessionId, date: '2021-05-09' }]);
    store.slots.record(batch(NOON, [], ['someone else']), NOON);
    expect(store.slots.openSlotCounts()).toEqual(new Map([[BBMP, 2]]));
    const { feed } = store.slots.record(batch(NOON, [], [session().sessionId]), NOON);
    expect(feed.map(({ kind, dose }) => `${kind} ${dose}`)).toEqual(['closed 1', 'closed 2']);
    expect(openAt(store, BBMP)).toEqual([]);
  });

  it('leaves a dose alone of which the answer says nothing', () => {
    const store = freshStore();
    store.slots.record(batch(NOON, [session({ capacity: { '1': 5, '2': 6 } })]), NOON);
    store.slots.record(batch(NOON, [session({ capacity: { '2': 0 } })]), NOON);
    expect(store.slots.openSlotCounts()).toEqual(new Map([[BBMP, 1]]));
  });
});

function closings(store: Store, nowMs: number) {
  return store.outbox.claimClosings('telegram', { nowMs, limit: 9, skip: new Set() });
}

describe('a slot that opens again', () => {
  function openCloseOpen(reopenAfterMs: number) {
    const store = freshStore();
    store.subscribers.add(wish('told'), NOON);
    store.slots.record(batch(NOON, [session()]), NOON);
    deliver(store, NOON);
    store.subscribers.add(wish('never told'), NOON);
    store.slots.record(batch(NOON + 1000, [session({ capacity: { '1': 0 } })]), NOON + 1000);
    for (const { id } of closings(store, NOON + 1000)) store.outbox.settleClosing(id, [], null);
    const again = NOON + reopenAfterMs;
    store.slots.record(batch(again, [session()]), again);
    return { store, again };
  }

  it('is told again after ten minutes at once, as the next epoch', () => {
    const { store, again } = openCloseOpen(10 * MINUTE);
    expect(deliver(store, again).sort()).toEqual(['never told: 1:2', 'told: 1:2']);
  });

  it('within ten minutes waits for those who were told, and only for them', () => {
    const { store, again } = openCloseOpen(2 * MINUTE);
    expect(deliver(store, again)).toEqual(['never told: 1:2']);
    expect(store.outbox.nextDueMs('telegram', again)).toBe(NOON + 10 * MINUTE);
    expect(deliver(store, NOON + 10 * MINUTE - 1)).toEqual([]);
    expect(deliver(store, NOON + 10 * MINUTE)).toEqual(['told: 1:2']);
  });

  it('within ten minutes and gone before they are over is not told', () => {
    const { store, again } = openCloseOpen(2 * MINUTE);
    deliver(store, again);
    store.slots.record(batch(again + 1, [session({ capacity: { '1': 0 } })]), again + 1);
    expect(deliver(store, NOON + 10 * MINUTE)).toEqual([]);
    expect(states(store).filter((line) => line.startsWith('told'))).toEqual(['told 1:1 sent']);
  });

  it('flapping at every poll for an hour is told at most once in ten minutes', () => {
    const store = freshStore();
    store.subscribers.add(wish('ann'), NOON);
    const times: number[] = [];
    for (let at = NOON; at < NOON + 60 * MINUTE; at += 15_000) {
      const open = (at - NOON) % 30_000 === 0;
      store.slots.record(batch(at, [session({ capacity: { '1': open ? 12 : 0 } })]), at);
      if (deliver(store, at).length > 0) times.push(at);
    }
    expect(times.length).toBeGreaterThan(2);
    expect(times.length).toBeLessThanOrEqual(6);
    for (const [index, at] of times.entries()) {
      if (index > 0) expect(at - (times[index - 1] as number)).toBeGreaterThanOrEqual(10 * MINUTE);
    }
    // 120 times it opened; what was not to be told yet is not kept, nor counted.
    expect(states(store).map((line) => line.split(' ')[2])).toEqual(times.map(() => 'sent'));
    expect(store.outbox.counts('telegram')).toMatchObject({ pending: 0, sent: times.length, expired: 0 });
  });

  it('does not hold up the first opening of another dose', () => {
    const store = freshStore();
    store.subscribers.add(wish('ann'), NOON);
    store.slots.record(batch(NOON, [session({ capacity: { '1': 5, '2': 0 } })]), NOON);
    deliver(store, NOON);
    store.slots.record(batch(NOON + 1, [session({ capacity: { '1': 5, '2': 3 } })]), NOON + 1);
    expect(deliver(store, NOON + 1)).toEqual(['ann: 2:1']);
  });
});

describe('a session that begins to speak of doses', () => {
  it('moves its state: the total is over, and nobody is told twice within the cool-down', () => {
    const store = freshStore();
    store.subscribers.add(wish('ann'), NOON);
    store.slots.record(batch(NOON, [session({ capacity: { any: 20 } })]), NOON);
    expect(deliver(store, NOON)).toEqual(['ann: any:1']);
    const { feed } = store.slots.record(
      batch(NOON + 1, [session({ capacity: { '1': 20, '2': 0 } })]),
      NOON + 1,
    );
    expect(feed.map(({ kind, dose }) => `${kind} ${dose}`)).toEqual(['opened 1']);
    expect(deliver(store, NOON + 1)).toEqual([]);
    expect(closings(store, NOON + 1)).toEqual([]);
    expect(store.slots.openSlotCounts()).toEqual(new Map([[BBMP, 1]]));
    expect(deliver(store, NOON + 10 * MINUTE)).toEqual(['ann: 1:1']);
  });

  it('is gone when none of its doses has any left', () => {
    const store = freshStore();
    store.subscribers.add(wish('ann'), NOON);
    store.slots.record(batch(NOON, [session({ capacity: { any: 20 } })]), NOON);
    deliver(store, NOON);
    store.slots.record(batch(NOON + 1, [session({ capacity: { '1': 0, '2': 0 } })]), NOON + 1);
    expect(store.slots.openSlotCounts()).toEqual(new Map());
    expect(closings(store, NOON + 1)).toHaveLength(1);
  });
});

describe('a pincode polled by itself', () => {
  it('never takes a session away from its district, but gives it up to the district', () => {
    const store = freshStore();
    store.subscribers.add(wish('district'), NOON);
    const byPin = session({ areaId: 'cowin:pin:560011' });
    store.slots.record(batch(NOON, [byPin]), NOON);
    expect(deliver(store, NOON)).toEqual([]);
    expect(openAt(store, 'cowin:pin:560011')).toHaveLength(1);
    store.slots.record(batch(NOON, [session()]), NOON);
    expect(deliver(store, NOON)).toEqual(['district: 1:1']);
    store.slots.record(batch(NOON, [byPin]), NOON);
    expect(store.slots.openSlotCounts()).toEqual(new Map([[BBMP, 1]]));
    expect(openAt(store, 'cowin:pin:560011')).toHaveLength(1);
    expect(openAt(store, 'cowin:pin:560034')).toEqual([]);
  });
});

describe('a new subscriber', () => {
  it('is told what is open now, once their area has a good answer', () => {
    const store = freshStore();
    store.slots.record(
      batch(NOON, [session(), session({ sessionId: 'other', vaccine: 'COVISHIELD' })]),
      NOON,
    );
    store.subscribers.add(wish('ann', { vaccine: 'COVAXIN' }), NOON);
    expect(deliver(store, NOON)).toEqual([]);
    expect(store.slots.joinAreas(['cowin:1'], NOON)).toBe(0);
    expect(store.slots.joinAreas([BBMP], NOON)).toBe(1);
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
    expect(store.slots.joinAreas([BBMP], NOON)).toBe(0);
  });

  it('of a pincode is told when the pincode has a good answer', () => {
    const store = freshStore();
    store.slots.record(batch(NOON, [session()]), NOON);
    store.subscribers.add(wish('ann', { areaId: null, pincode: '560011' }), NOON);
    expect(store.slots.joinAreas([BBMP], NOON)).toBe(0);
    expect(store.slots.joinAreas(['cowin:pin:560011'], NOON)).toBe(1);
  });

  it('who wants more than there are is told once there are as many, also if there were before they came', () => {
    const store = freshStore();
    const seen = (doses: number, atMs: number) =>
      store.slots.record(batch(atMs, [session({ capacity: { '1': doses } })]), atMs);
    seen(60, NOON);
    seen(4, NOON + MINUTE);
    store.subscribers.add(wish('ann', { minCapacity: 25 }), NOON + MINUTE);
    expect(store.slots.joinAreas([BBMP], NOON + MINUTE)).toBe(0);
    seen(30, NOON + 2 * MINUTE);
    expect(deliver(store, NOON + 2 * MINUTE)).toEqual(['ann: 1:1']);
  });

  it('to everywhere is not flooded with what is open already', () => {
    const store = freshStore();
    store.slots.record(batch(NOON, [session()]), NOON);
    store.subscribers.add(wish('public', { areaId: null }, 'twitter'), NOON);
    expect(store.slots.joinAreas([BBMP], NOON)).toBe(0);
  });

  it('who resumes, or comes back after having been gone, is told as well', () => {
    const store = freshStore();
    const { subscriber } = store.subscribers.add(wish('ann'), NOON);
    store.subscribers.pause(subscriber.id);
    store.slots.record(batch(NOON, [session()]), NOON);
    expect(store.slots.joinAreas([BBMP], NOON)).toBe(0);
    store.subscribers.resume(subscriber.id);
    expect(store.slots.joinAreas([BBMP], NOON)).toBe(1);
  });

  it('among very many is served in steps, and none is left out', () => {
    const store = freshStore();
    const sessions = Array.from({ length: 8 }, (_, n) => session({ sessionId: `s${n}` }));
    store.slots.record(batch(NOON, sessions), NOON);
    store.subscribers.addAll(
      Array.from({ length: 500 }, (_, n) => wish(`p${n}`)),
      NOON,
    );
    const first = store.slots.joinAreas([BBMP], NOON);
    expect(first).toBeLessThan(500 * 8);
    finishFanOut(store, NOON, 700);
    expect(store.outbox.counts('telegram').pending).toBe(500 * 8);
  });

  it('who was not served before a crash is told at the next good answer, and nobody twice', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const store = storeAt(path);
    store.slots.record(batch(NOON, [session()]), NOON);
    store.subscribers.addAll(
      Array.from({ length: 1_500 }, (_, n) => wish(`p${n}`)),
      NOON,
    );
    expect(store.slots.joinAreas([BBMP], NOON)).toBeLessThan(1_500);
    store.close();
    const next = storeAt(path);
    expect(next.slots.fanOut(NOON, 10_000)).toMatchObject({ owed: 0, more: false });
    next.slots.joinAreas([BBMP], NOON);
    finishFanOut(next, NOON);
    expect(next.outbox.counts('telegram').pending).toBe(1_500);
  });
});

describe('a session seen at its pincode alone', () => {
  it('stays there while no district lists it, and is its district’s from then on', () => {
    const store = freshStore();
    const pin = session({ areaId: 'cowin:pin:560011' });
    store.slots.record(batch(NOON, [pin]), NOON);
    store.slots.record(batch(NOON, [{ ...pin, capacity: { '1': 60 } }]), NOON);
    expect(store.slots.openSlotCounts()).toEqual(new Map([['cowin:pin:560011', 1]]));
    store.slots.record(batch(NOON, [session()]), NOON);
    store.slots.record(batch(NOON, [pin]), NOON);
    expect(store.slots.openSlotCounts()).toEqual(new Map([[BBMP, 1]]));
  });
});

describe('the day after', () => {
  it('forgets a session of which very many were told step by step', () => {
    const store = freshStore();
    store.subscribers.addAll(
      Array.from({ length: 30 }, (_, n) => wish(`p${n}`)),
      NOON,
    );
    store.slots.record(batch(NOON, [session()]), NOON);
    deliver(store, NOON);
    const later = NOON + 40 * 86_400_000;
    store.slots.forgetPast('2021-06-17' as IstDate, later);
    finishFanOut(store, later, 7);
    expect(states(store)).toEqual([]);
    expect(store.slots.fanOut(later, 7)).toMatchObject({ more: false });
  });

  it('closes what is past without a word, and forgets it a month later', () => {
    const store = freshStore();
    store.subscribers.add(wish('told'), NOON);
    store.slots.record(batch(NOON, [session()]), NOON);
    deliver(store, NOON);
    store.subscribers.add(wish('late'), NOON);
    store.slots.joinAreas([BBMP], NOON);
    const later = NOON + 2 * 86_400_000;
    store.slots.forgetPast('2021-05-10' as IstDate, later);
    expect(store.slots.openSlotCounts()).toEqual(new Map());
    expect(states(store)).toEqual(['told 1:1 sent', 'late 1:1 expired date past']);
    expect(closings(store, later)).toEqual([]);
    store.slots.forgetPast('2021-06-08' as IstDate, later);
    finishFanOut(store, later);
    expect(states(store)).toHaveLength(2);
    store.slots.forgetPast('2021-06-09' as IstDate, later);
    finishFanOut(store, later);
    expect(states(store)).toEqual([]);
  });

  it('by a clock that was ahead, and is set right, ends nothing: who was told is not told again, the others are', () => {
    const store = freshStore();
    store.subscribers.add(wish('told'), NOON);
    store.slots.record(batch(NOON, [session()]), NOON);
    deliver(store, NOON);
    store.subscribers.add(wish('late'), NOON);
    store.slots.joinAreas([BBMP], NOON);
    store.slots.forgetPast('2021-05-07' as IstDate, NOON);
    store.slots.forgetPast('2021-05-20' as IstDate, NOON);
    finishFanOut(store, NOON);
    expect(states(store)).toEqual(['told 1:1 sent', 'late 1:1 expired date past']);
    store.slots.forgetPast('2021-05-07' as IstDate, NOON);
    finishFanOut(store, NOON);
    expect(store.slots.openSlotCounts()).toEqual(new Map([[BBMP, 1]]));
    expect(states(store)).toEqual(['told 1:1 sent', 'late 1:1 pending']);
    expect(closings(store, NOON)).toEqual([]);
    deliver(store, NOON);
    expect(states(store)).toEqual(['told 1:1 sent', 'late 1:1 sent']);
    // What the source says of it next is no opening anew.
    store.slots.record(batch(NOON + 1, [session()]), NOON + 1);
    finishFanOut(store, NOON + 1);
    expect(states(store)).toEqual(['told 1:1 sent', 'late 1:1 sent']);
  });
});
