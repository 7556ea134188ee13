// What people change of what they asked for, and what becomes of what they were owed by it.
import { describe, expect, it } from 'vitest';
import type { IstDate } from '../../../src/core/ist.ts';
import type { ClaimedMessage } from '../../../src/core/outbox.ts';
import { NO_FILTERS } from '../../../src/core/subscription.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  BBMP,
  batch,
  claim,
  DAY,
  deliver,
  freshStore,
  heard,
  joined as joinedAt,
  MINUTE,
  NOON,
  session,
  settle,
  states,
  wish,
} from '../kit.ts';

const MUMBAI = 'cowin:395';

function open(store: Store, sessionId: string, changes: Parameters<typeof session>[0] = {}): void {
  heard(store, NOON, [session({ sessionId, date: '2021-05-12' as IstDate, ...changes })]);
}

const joined = (store: Store) => joinedAt(store, NOON, [BBMP, MUMBAI, 'cowin:pin:560011']);

/** A store in which Ann asked for several things; the ids of her subscriptions in that order. */
function storeOfAnn(...places: Parameters<typeof wish>[1][]): { store: Store; id: number; own: number[] } {
  const store = freshStore();
  for (const place of places) store.subscribers.add(wish('ann', place), NOON - DAY);
  expect(joined(store)).toEqual([]);
  const ann = store.subscribers.find({ channel: 'telegram', address: 'ann' });
  return { store, id: ann?.id ?? 0, own: ann?.subscriptions.map((one) => one.id) ?? [] };
}

const at = (own: readonly number[], index: number) => own[index] ?? 0;

describe('other filters', () => {
  it('hold from now on, and what they let in that is open now is told', () => {
    const { store, id, own } = storeOfAnn({ dose: '2' });
    open(store, 'a', { capacity: { '1': 12, '2': 0 } });
    expect(deliver(store, NOON)).toEqual([]);
    const ann = store.subscribers.changeFilters(id, at(own, 0), { ...NO_FILTERS, dose: '1' }, NOON);
    expect(ann?.subscriptions).toMatchObject([{ id: at(own, 0), dose: '1' }]);
    expect(joined(store)).toEqual(['ann: 1:1']);
  });

  it('end what was still to be sent and is wanted no more; what is still wanted stays', () => {
    const { store, id, own } = storeOfAnn({});
    open(store, 'a', { capacity: { '1': 12, '2': 0 } });
    open(store, 'b', { capacity: { '1': 0, '2': 12 } });
    store.subscribers.changeFilters(id, at(own, 0), { ...NO_FILTERS, dose: '2' }, NOON);
    expect(deliver(store, NOON)).toEqual(['ann: 2:1']);
    expect(states(store)).toEqual(['ann 1:1 expired no longer asked for', 'ann 2:1 sent']);
  });

  it('given twice are given once: nobody joins again for nothing', () => {
    const { store, id, own } = storeOfAnn({ dose: '1' });
    open(store, 'a');
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
    const same = { ...NO_FILTERS, dose: '1' } as const;
    for (const _ of [1, 2]) {
      expect(store.subscribers.changeFilters(id, at(own, 0), same, NOON)?.subscriptions).toHaveLength(1);
    }
    expect(joined(store)).toEqual([]);
  });

  it('that make it the same as another make both one, which is awake if either was', () => {
    const { store, id, own } = storeOfAnn({ dose: '1' }, { dose: '2' }, { areaId: MUMBAI });
    store.subscribers.pauseSubscription(id, at(own, 1), NOON);
    open(store, 'a', { capacity: { '1': 0, '2': 12 } });
    expect(joined(store)).toEqual([]);
    const ann = store.subscribers.changeFilters(id, at(own, 0), { ...NO_FILTERS, dose: '2' }, NOON);
    expect(ann?.subscriptions.map(({ id: one, dose, paused }) => [one, dose, paused])).toEqual([
      [at(own, 1), '2', false],
      [at(own, 2), null, false],
    ]);
    expect(joined(store)).toEqual(['ann: 2:1']);
  });

  it('that make one that rests the same as one that does not, leave that one as it is', () => {
    const { store, id, own } = storeOfAnn({ dose: '1' }, { dose: '2' });
    store.subscribers.pauseSubscription(id, at(own, 0), NOON);
    const ann = store.subscribers.changeFilters(id, at(own, 0), { ...NO_FILTERS, dose: '2' }, NOON);
    expect(ann?.subscriptions).toMatchObject([{ id: at(own, 1), paused: false }]);
  });

  it('of one that rests leave it at rest', () => {
    const { store, id, own } = storeOfAnn({ dose: '2' });
    store.subscribers.pauseSubscription(id, at(own, 0), NOON);
    open(store, 'a');
    const ann = store.subscribers.changeFilters(id, at(own, 0), NO_FILTERS, NOON);
    expect(ann?.subscriptions).toMatchObject([{ dose: null, paused: true }]);
    expect(joined(store)).toEqual([]);
  });
});

describe('a subscription that rests', () => {
  it('asks for nothing, while the others go on; resumed, it is told of what is open then', () => {
    const { store, id, own } = storeOfAnn({}, { areaId: MUMBAI });
    expect(store.subscribers.pauseSubscription(id, at(own, 0), NOON)?.subscriptions).toMatchObject([
      { areaId: BBMP, paused: true },
      { areaId: MUMBAI, paused: false },
    ]);
    expect(store.subscribers.demand()).toEqual([{ areaId: MUMBAI, weight: 1 }]);
    open(store, 'a');
    open(store, 'm', { areaId: MUMBAI });
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
    expect(joined(store)).toEqual([]);
    const ann = store.subscribers.resumeSubscription(id, at(own, 0));
    expect(ann?.subscriptions.map(({ paused }) => paused)).toEqual([false, false]);
    expect(joined(store)).toEqual(['ann: 1:1']);
  });

  it('gives up what was still to be sent for it alone, and is told of it anew when it is resumed', () => {
    const { store, id, own } = storeOfAnn({}, { areaId: null, pincode: '560011' });
    open(store, 'both', { pincode: '560011' });
    open(store, 'area', { pincode: '560034' });
    store.subscribers.pauseSubscription(id, at(own, 0), NOON);
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
    expect(states(store)).toEqual(['ann 1:1 sent', 'ann 1:1 expired no longer asked for']);
    store.subscribers.resumeSubscription(id, at(own, 0));
    expect(joined(store)).toEqual(['ann: 1:1']);
    expect(states(store)).toEqual(['ann 1:1 sent', 'ann 1:1 sent']);
    expect(store.outbox.counts('telegram')).toMatchObject({ sent: 2, expired: 0, pending: 0 });
  });

  it('resumed by somebody who is paused as a whole stays silent until they resume', () => {
    const { store, id, own } = storeOfAnn({});
    open(store, 'a');
    store.subscribers.pauseSubscription(id, at(own, 0), NOON);
    store.subscribers.pause(id);
    store.subscribers.resumeSubscription(id, at(own, 0));
    expect(joined(store)).toEqual([]);
    store.subscribers.resume(id);
    expect(joined(store)).toEqual(['ann: 1:1']);
  });

  it('asked for again is resumed, not added twice', () => {
    const { store, id, own } = storeOfAnn({});
    store.subscribers.pauseSubscription(id, at(own, 0), NOON);
    open(store, 'a');
    const { added, subscriber } = store.subscribers.add(wish('ann'), NOON);
    expect([added, subscriber.subscriptions.map(({ paused }) => paused)]).toEqual([false, [false]]);
    expect(joined(store)).toEqual(['ann: 1:1']);
  });

  it('arrives so by an import, and stays as it is where it stood', () => {
    const store = freshStore();
    const resting = { ...wish('ann'), subscriptionPaused: true };
    expect(store.subscribers.add(resting, NOON).subscriber.subscriptions[0]?.paused).toBe(true);
    store.subscribers.add(resting, NOON);
    expect(store.subscribers.demand()).toEqual([]);
    open(store, 'a');
    expect(joined(store)).toEqual([]);
    store.subscribers.add(wish('bob'), NOON);
    const bob = store.subscribers.add({ ...wish('bob'), subscriptionPaused: true }, NOON).subscriber;
    expect(bob.subscriptions).toMatchObject([{ paused: false }]);
  });

  it('is passed over when all are resumed', () => {
    const { store, id, own } = storeOfAnn({}, { areaId: MUMBAI });
    store.subscribers.pauseSubscription(id, at(own, 0), NOON);
    open(store, 'a');
    store.subscribers.pause(id);
    store.subscribers.resume(id);
    expect(joined(store)).toEqual([]);
  });
});

describe('a subscription that is removed', () => {
  it('is told no more of; what another still wants of what was to be sent is sent', () => {
    const { store, id, own } = storeOfAnn({ dose: '1' }, { areaId: BBMP, pincode: '560011' });
    open(store, 'both', { pincode: '560011' });
    open(store, 'area', { pincode: '560034' });
    const ann = store.subscribers.removeSubscription(id, at(own, 0), NOON);
    expect(ann?.subscriptions.map((one) => one.id)).toEqual([at(own, 1)]);
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
    expect(states(store)).toEqual(['ann 1:1 sent', 'ann 1:1 expired no longer asked for']);
  });

  it('may be the last: the person stays, and is told nothing', () => {
    const { store, id, own } = storeOfAnn({});
    open(store, 'a');
    expect(store.subscribers.removeSubscription(id, at(own, 0), NOON)).toMatchObject({
      state: 'active',
      subscriptions: [],
    });
    expect(deliver(store, NOON)).toEqual([]);
    expect(store.subscribers.demand()).toEqual([]);
    expect(store.subscribers.removeSubscription(id, at(own, 0), NOON), 'asked for twice').toMatchObject({
      subscriptions: [],
    });
  });

  it('while its message was on the way and was not taken, is not told at the second try', () => {
    const { store, id, own } = storeOfAnn({});
    open(store, 'a');
    const [message] = claim(store, NOON);
    store.subscribers.removeSubscription(id, at(own, 0), NOON);
    settle(store, message as ClaimedMessage, { kind: 'retry', why: '503' }, NOON, NOON + 1);
    expect(deliver(store, NOON + MINUTE)).toEqual([]);
    expect(states(store)).toEqual(['ann 1:1 expired no longer asked for']);
  });

  it('and is asked for again is told of what is open and was never told', () => {
    const { store, id, own } = storeOfAnn({});
    open(store, 'told');
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
    open(store, 'pending');
    store.subscribers.removeSubscription(id, at(own, 0), NOON);
    store.subscribers.add(wish('ann'), NOON);
    expect(joined(store)).toEqual(['ann: 1:1']);
  });

  it('takes back nothing that dwindled since it was owed to another', () => {
    const { store, id, own } = storeOfAnn({}, { minCapacity: 10 });
    open(store, 'a', { capacity: { '1': 12 } });
    store.slots.record(batch(NOON + 1, [session({ sessionId: 'a', capacity: { '1': 3 } })]), NOON + 1);
    store.subscribers.removeSubscription(id, at(own, 0), NOON + 1);
    expect(deliver(store, NOON + 1)).toEqual(['ann: 1:1']);
  });
});

describe('pausing an area', () => {
  it('pauses what an alert of it can have come from: the area, its pincodes, and pincodes seen there', () => {
    const { store, id } = storeOfAnn(
      {},
      { dose: '1' },
      { areaId: BBMP, pincode: '560034' },
      { areaId: null, pincode: '560011' },
      { areaId: null, pincode: '400001' },
      { areaId: MUMBAI },
    );
    open(store, 'a', { pincode: '560011' });
    const ann = store.subscribers.pauseArea(id, BBMP, NOON);
    expect(ann?.subscriptions.map(({ paused }) => paused)).toEqual([true, true, true, true, false, false]);
    expect(deliver(store, NOON)).toEqual([]);
    expect(store.subscribers.pauseArea(id, BBMP, NOON)).toEqual(ann);
  });

  it('of a pincode polled by itself pauses that pincode', () => {
    const { store, id } = storeOfAnn({ areaId: null, pincode: '560011' }, {});
    const ann = store.subscribers.pauseArea(id, 'cowin:pin:560011', NOON);
    expect(ann?.subscriptions.map(({ paused }) => paused)).toEqual([true, false]);
  });
});

describe('nobody', () => {
  it('has subscriptions to change, nor does anybody have those of others', () => {
    const { store, id, own } = storeOfAnn({});
    const bob = store.subscribers.add(wish('bob'), NOON).subscriber;
    const theirs = bob.subscriptions[0]?.id ?? 0;
    const { subscribers } = store;
    expect([
      subscribers.changeFilters(id, theirs, { ...NO_FILTERS, dose: '1' }, NOON),
      subscribers.pauseSubscription(id, theirs, NOON),
      subscribers.resumeSubscription(id, theirs),
      subscribers.changeFilters(99, at(own, 0), NO_FILTERS, NOON),
      subscribers.pauseSubscription(99, at(own, 0), NOON),
      subscribers.resumeSubscription(99, at(own, 0)),
      subscribers.removeSubscription(99, at(own, 0), NOON),
      subscribers.pauseArea(99, BBMP, NOON),
    ]).toEqual(Array.from({ length: 8 }, () => undefined));
    subscribers.removeSubscription(id, theirs, NOON);
    expect(subscribers.find({ id: bob.id })).toEqual(bob);
  });
});
