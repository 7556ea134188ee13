// The list of deliveries: page by page, by how they ended, and at once however many there are.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { DeliveryQuery } from '../../../src/core/records.ts';
import { looksSql } from '../../../src/store/deliveries/deliveries.ts';
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
  settle,
  storeAt,
  tempDir,
  wish,
} from '../kit.ts';

const ids = (store: Store, query: DeliveryQuery) => store.deliveries.list(query).map(({ id }) => id);

/** Eight people on two channels, one of whom each delivery ended differently for. */
function store(): Store {
  const store = freshStore();
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) store.subscribers.add(wish(name), NOON);
  for (const name of ['x@example.org', 'y@example.org']) store.subscribers.add(wish(name, {}, 'email'), NOON);
  store.slots.record(batch(NOON, [session()]), NOON);
  finishFanOut(store, NOON);
  const by = new Map(claim(store, NOON, { limit: 5 }).map((message) => [message.recipient.address, message]));
  const all = [...by.values()];
  const outcomes = [
    { kind: 'sent' },
    { kind: 'rejected', why: 'bad-request' },
    { kind: 'gone', why: 'blocked' },
    { kind: 'ambiguous', why: 'timeout' },
  ] as const;
  outcomes.forEach((outcome, at) => {
    const message = all[at];
    if (message !== undefined) settle(store, message, outcome, NOON);
  });
  return store;
}

describe('the list of deliveries', () => {
  it('says of each how it stands, by its state alone and with its channel', () => {
    const found = store();
    const all = found.deliveries.list({});
    for (const { id, state, channel } of all) {
      expect(ids(found, { state })).toContain(id);
      expect(ids(found, { state, channel })).toContain(id);
      expect(ids(found, { channel })).toContain(id);
    }
    const states = all.map(({ state }) => state).sort();
    expect(states).toEqual([
      'gone',
      'pending',
      'pending',
      'pending',
      'rejected',
      'sending',
      'sent',
      'unknown',
    ]);
    for (const state of states) {
      expect(ids(found, { state })).toHaveLength(state === 'pending' ? 3 : 1);
    }
    expect(ids(found, { channel: 'webhook' })).toEqual([]);
    expect(ids(found, { channel: 'email', state: 'sent' })).toEqual([]);
    expect(ids(found, { state: 'expired' })).toEqual([]);
  });

  it('shows what waits for its one resend as on its way', () => {
    const found = freshStore();
    found.subscribers.add(wish('a'), NOON);
    found.slots.record(batch(NOON, [session()]), NOON);
    for (const message of claim(found, NOON)) {
      settle(found, message, { kind: 'ambiguous', why: 'timeout' }, NOON, NOON + 1000);
    }
    expect(ids(found, { state: 'sending' })).toEqual([1]);
  });

  it('goes on where the page before ended, down and up again, whatever is looked for', () => {
    const found = store();
    const queries: readonly DeliveryQuery[] = [
      {},
      { state: 'pending' },
      { channel: 'telegram' },
      { channel: 'email', state: 'pending' },
      { subscriberId: 2 },
      { state: 'rejected' },
    ];
    for (const query of queries) {
      const pages: number[] = [];
      for (let before: number | undefined; ; before = pages.at(-1)) {
        const page = ids(found, { ...query, limit: 2, ...(before !== undefined && { beforeId: before }) });
        if (page.length === 0 || pages.length > 8) break;
        pages.push(...page);
      }
      expect(pages, JSON.stringify(query)).toEqual(ids(found, query));
      expect(pages).toEqual(pages.toSorted((a, b) => b - a));
      expect(pages.length).toBeGreaterThan(0);

      const back: number[] = [];
      for (let after = 0; back.length < pages.length; after = back[0] ?? after) {
        const page = ids(found, { ...query, limit: 2, afterId: after });
        expect(page.length).toBeGreaterThan(0);
        back.unshift(...page);
      }
      expect(back, JSON.stringify(query)).toEqual(pages);
    }
  });

  it.each(['DESC', 'ASC'] as const)(
    '%s reads no more than it shows, but of one person, of what waits, and of what is on its way',
    (order) => {
      const path = join(tempDir(), 'vaccine-watch.db');
      storeAt(path);
      const sql = new Database(path, { readonly: true });
      const asked = { state: 'expired', channel: null, subscriber: 1, after: -1, before: 9, limit: 9 };
      const plans = Object.entries(looksSql(order)).map(([look, text]) => [
        look,
        sql
          .prepare<[typeof asked], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`)
          .all(asked)
          .map(({ detail }) => detail)
          .filter((detail) => / (d|deliveries|m) /.test(detail)),
      ]);
      sql.close();
      for (const [look, details] of plans) {
        expect(details, String(look)).not.toContainEqual(expect.stringMatching(/SCAN (d|deliveries)$/));
      }
      expect(Object.fromEntries(plans).unsent).toEqual([
        'SEARCH d USING INDEX deliveries_unsent (state=? AND id>? AND id<?)',
      ]);
    },
  );
});

describe('what has waited longest', () => {
  it('is known while anything waits, and is gone with it', () => {
    const store = freshStore();
    expect(store.deliveries.oldestPendingMs()).toBeNull();
    store.subscribers.add(wish('ann'), NOON);
    store.slots.record(batch(NOON, [session()]), NOON);
    finishFanOut(store, NOON);
    store.slots.record(batch(NOON + MINUTE, [session({ sessionId: 'later' })]), NOON + MINUTE);
    finishFanOut(store, NOON + MINUTE);
    expect(store.deliveries.oldestPendingMs()).toBe(NOON);
    expect(deliver(store, NOON + MINUTE)).toHaveLength(1);
    expect(store.deliveries.oldestPendingMs()).toBeNull();
  });

  it('is not what somebody’s own webhook refuses: that was tried, and wakes no operator', () => {
    const store = freshStore();
    store.subscribers.add(wish('broken'), NOON);
    store.slots.record(batch(NOON, [session()]), NOON);
    finishFanOut(store, NOON);
    const [message] = claim(store, NOON);
    if (message === undefined) throw new Error('nothing is owed');
    settle(store, message, { kind: 'retry', why: 'http-500' }, NOON, NOON + MINUTE);
    expect(store.deliveries.list({ state: 'pending' })).toHaveLength(1);
    expect(store.deliveries.oldestPendingMs()).toBeNull();
    store.subscribers.add(wish('ann'), NOON);
    store.slots.joinAreas([BBMP], NOON);
    expect(store.deliveries.oldestPendingMs()).toBe(NOON);
  });

  it('is not a post on X: it waits until tomorrow when today’s money is spent, and wakes no operator', () => {
    const store = freshStore();
    store.subscribers.add(wish('public', { areaId: null }, 'twitter'), NOON);
    store.slots.record(batch(NOON, [session()]), NOON);
    finishFanOut(store, NOON);
    expect(store.deliveries.list({ state: 'pending' })).toHaveLength(1);
    expect(store.deliveries.oldestPendingMs()).toBeNull();
    store.subscribers.add(wish('ann'), NOON);
    store.slots.joinAreas([BBMP], NOON + MINUTE);
    expect(store.deliveries.oldestPendingMs()).toBe(NOON + MINUTE);
  });
});
