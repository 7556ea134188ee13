// People who sign up by themselves: what the operator allows them, and what they get.
import { describe, expect, it } from 'vitest';
import type { OwnWish } from '../../../src/core/self-service.ts';
import type { Store } from '../../../src/store/store.ts';
import { BBMP, batch, deliver, freshStore, NOON, session, wish } from '../kit.ts';

const OPEN = { open: true, maxSubscriptions: 3 };
const CLOSED = { ...OPEN, open: false };

function own(changes: Parameters<typeof wish>[1] = {}, others: OwnWish['others'] = 'keep'): OwnWish {
  return { ...wish('ann', changes), others, origin: 'telegram' };
}

function done(store: Store, asked: OwnWish, rules = OPEN, nowMs = NOON) {
  const answer = store.subscribers.subscribe(asked, rules, nowMs);
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
}

const dosesOf = (answer: ReturnType<typeof done>) => answer.subscriber.subscriptions.map(({ dose }) => dose);

describe('signing up', () => {
  it('makes somebody new known, where they came from, and that they are who they are', () => {
    const store = freshStore();
    const { subscriber, subscriptionId, added } = done(store, own({ dose: '1' }));
    expect({ added, subscriptionId }).toEqual({ added: true, subscriptionId: 1 });
    expect(subscriber).toMatchObject({ state: 'active', origin: 'telegram', verifiedAtMs: NOON });
    store.slots.record(batch(NOON, [session()]), NOON);
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
  });

  it('again adds nothing, names the same subscription, and proves anew who they are', () => {
    const store = freshStore();
    store.subscribers.add(wish('ann', { dose: '2' }), NOON);
    done(store, own({ dose: '1' }));
    const again = done(store, own({ dose: '1' }), OPEN, NOON + 5);
    expect(again).toMatchObject({ added: false, subscriptionId: 2 });
    expect(again.subscriber).toMatchObject({ origin: 'operator', verifiedAtMs: NOON + 5 });
    expect(done(store, own({ dose: '1' }), OPEN, NOON + 2).subscriber.verifiedAtMs).toBe(NOON + 5);
  });

  it.each(['pause', 'unsubscribe'] as const)('after %s makes them active again', (left) => {
    const store = freshStore();
    const { id } = done(store, own()).subscriber;
    store.slots.record(batch(NOON, [session()]), NOON);
    if (left === 'pause') store.subscribers.pause(id, 'x', NOON + 1);
    else store.subscribers.unsubscribe(id, NOON);
    expect(deliver(store, NOON)).toEqual([]);
    expect(done(store, own({ dose: '2' })).subscriber).toMatchObject({
      state: 'active',
      stateWhy: '',
      resumesAtMs: null,
    });
    store.slots.joinAreas([BBMP], NOON);
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
  });

  it('wakes a subscription that rested', () => {
    const store = freshStore();
    const { subscriber, subscriptionId } = done(store, own());
    store.subscribers.pauseSubscription(subscriber.id, subscriptionId, NOON);
    const again = done(store, own());
    expect([again.added, again.subscriber.subscriptions[0]?.paused]).toEqual([false, false]);
  });

  it('replaces what stands for the very same place, or lets it stand, as asked', () => {
    const store = freshStore();
    done(store, own({ dose: '1' }));
    done(store, own({ areaId: BBMP, pincode: '560011' }));
    expect(dosesOf(done(store, own({ dose: '2' })))).toEqual(['1', null, '2']);
    const replaced = done(store, own({ ageYears: 45 }, 'replace'));
    expect(replaced.subscriber.subscriptions).toMatchObject([
      { pincode: '560011' },
      { id: replaced.subscriptionId, pincode: null, ageYears: 45 },
    ]);
    const same = done(store, own({ ageYears: 45 }, 'replace'));
    expect(same).toEqual({ ...replaced, added: false });
  });

  it('that replaces ends what was to be sent for the old wish alone', () => {
    const store = freshStore();
    done(store, own());
    store.slots.record(batch(NOON, [session()]), NOON);
    done(store, own({ dose: '2' }, 'replace'));
    expect(deliver(store, NOON)).toEqual([]);
  });
});

describe('signing up is refused', () => {
  it('to anybody new while it is closed; who is there already goes on', () => {
    const store = freshStore();
    expect(store.subscribers.subscribe(own(), CLOSED, NOON)).toBe('closed');
    expect(store.subscribers.list({})).toEqual([]);
    const { id } = done(store, own()).subscriber;
    store.subscribers.unsubscribe(id, NOON);
    expect(done(store, own({ dose: '1' }), CLOSED)).toMatchObject({ added: true });
  });

  it('beyond what one person may have, which changes nothing of what they have', () => {
    const store = freshStore();
    for (const dose of ['1', '2', null] as const) done(store, own({ dose }));
    const { id } = store.subscribers.find({ channel: 'telegram', address: 'ann' }) ?? { id: 0 };
    store.subscribers.pause(id);
    const before = store.subscribers.find({ id });
    expect(store.subscribers.subscribe(own({ areaId: 'cowin:1' }), OPEN, NOON)).toBe('too-many');
    expect(store.subscribers.find({ id })).toEqual(before);
    expect(done(store, own({ dose: '2' })).added, 'what they have may be asked for again').toBe(false);
    expect(done(store, own({ ageYears: 45 }, 'replace')).subscriber.subscriptions).toHaveLength(1);
  });

  it('only for more, to who has more than is allowed by now', () => {
    const store = freshStore();
    for (const areaId of [BBMP, 'cowin:1', 'cowin:2']) done(store, own({ areaId }));
    const fewer = { open: true, maxSubscriptions: 1 };
    expect(store.subscribers.subscribe(own({ areaId: 'cowin:3' }), fewer, NOON)).toBe('too-many');
    expect(done(store, own({ ageYears: 45 }, 'replace'), fewer).subscriber.subscriptions).toHaveLength(3);
  });
});

describe('the crowd', () => {
  it('counts the active people of a place and names its public channels', () => {
    const store = freshStore();
    for (const address of ['a', 'b', 'c']) store.subscribers.add(wish(address), NOON);
    store.subscribers.add(wish('a', { dose: '1' }), NOON);
    store.subscribers.pause(3);
    store.subscribers.add(wish('@bbmp_slots'), NOON);
    store.subscribers.add(wish('@bbmp_south', { pincode: '560011' }), NOON);
    store.subscribers.add(wish('@mumbai', { areaId: 'cowin:395' }), NOON);
    const resting = store.subscribers.add(wish('@resting'), NOON).subscriber;
    store.subscribers.pauseSubscription(resting.id, resting.subscriptions[0]?.id ?? 0, NOON);
    const place = { areaId: BBMP, pincode: null };
    expect(store.subscribers.crowd(place)).toEqual({ people: 4, channels: ['@bbmp_slots'] });
    expect(store.subscribers.crowd({ ...place, pincode: '560011' }).channels).toEqual([
      '@bbmp_slots',
      '@bbmp_south',
    ]);
    expect(store.subscribers.crowd({ areaId: null, pincode: '560099' })).toEqual({ people: 0, channels: [] });
  });
});
