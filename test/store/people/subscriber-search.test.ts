// A page of subscribers by its place among those that fit, as one scrolls and types.
import { describe, expect, it } from 'vitest';
import type { NewSubscription, SubscriberSearch } from '../../../src/core/records.ts';
import type { Store } from '../../../src/store/store.ts';
import { freshStore, NOON, wish } from '../kit.ts';

function found(store: Store, search: Partial<SubscriberSearch>): [number, ...string[]] {
  const { total, items } = store.subscribers.search({ offset: 0, limit: 100, ...search });
  return [total, ...items.map(({ address }) => address)];
}

describe('a search', () => {
  it('finds by part of an address, channel and state, in the order of ids, and counts them all', () => {
    const store = freshStore();
    for (const name of ['cleo', 'Ann', 'bob', 'Annika']) store.subscribers.add(wish(name), NOON);
    store.subscribers.add(wish('ann@example.org', {}, 'email'), NOON);
    const bob = store.subscribers.find({ channel: 'telegram', address: 'bob' });
    store.subscribers.pause(bob?.id ?? 0);

    expect(found(store, {})).toEqual([5, 'cleo', 'Ann', 'bob', 'Annika', 'ann@example.org']);
    expect(found(store, { search: 'aNN' })).toEqual([3, 'Ann', 'Annika', 'ann@example.org']);
    expect(found(store, { search: 'ann', channel: 'telegram' })).toEqual([2, 'Ann', 'Annika']);
    expect(found(store, { state: 'paused' })).toEqual([1, 'bob']);
    expect(found(store, { search: '%' })).toEqual([0]);
  });

  it('comes in pages that join up, each person with all they asked for', () => {
    const store = freshStore();
    for (let at = 0; at < 7; at++) store.subscribers.add(wish(`person-${at}`), NOON);
    store.subscribers.add(wish('person-4', { dose: '2' }), NOON);
    const pages = [0, 3, 6].map((offset) => found(store, { offset, limit: 3 }));
    expect(pages).toEqual([
      [7, 'person-0', 'person-1', 'person-2'],
      [7, 'person-3', 'person-4', 'person-5'],
      [7, 'person-6'],
    ]);
    expect(found(store, { offset: 7 })).toEqual([7]);
    const [fifth] = store.subscribers.search({ offset: 4, limit: 1 }).items;
    expect(fifth?.subscriptions).toMatchObject([{ dose: null }, { dose: '2' }]);
  });

  it('takes under 50 ms among a hundred thousand people, for any page of any search', () => {
    const store = freshStore();
    for (let thousand = 0; thousand < 100; thousand++) {
      store.subscribers.addAll(
        Array.from(
          { length: 1000 },
          (_, at): NewSubscription => wish(`somebody.${thousand * 1000 + at}@mail.example.org`, {}, 'email'),
        ),
        NOON,
      );
    }
    const searches: readonly Partial<SubscriberSearch>[] = [
      {},
      { offset: 99_900 },
      { search: 'example', offset: 50_000 },
      { search: '99999@' },
      { search: 'nobody' },
      { channel: 'email', state: 'active', search: 'mail', offset: 80_000 },
    ];
    for (const search of searches) {
      const took = Array.from({ length: 9 }, () => {
        const began = performance.now();
        store.subscribers.search({ offset: 0, limit: 100, ...search });
        return performance.now() - began;
      });
      // The machine may be at something else for a moment; the work itself is what is measured.
      expect(Math.min(...took), JSON.stringify(search)).toBeLessThan(50);
    }
  }, 60_000);
});
