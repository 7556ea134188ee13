import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_FILTERS } from '../../../src/core/subscription.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  batch,
  claim,
  deliver,
  finishFanOut,
  freshStore,
  NOON,
  session,
  settle,
  states,
  storeAt,
  tempDir,
  wish,
} from '../kit.ts';

describe('a subscription', () => {
  it('is kept as it was wished, and once', () => {
    const store = freshStore();
    const wished = wish('ann', { dose: '1', ageYears: 45, vaccine: 'COVAXIN', fee: 'free', minCapacity: 5 });
    expect(store.subscribers.add(wished, NOON)).toEqual({
      added: true,
      subscriber: {
        id: 1,
        channel: 'telegram',
        address: 'ann',
        state: 'active',
        stateWhy: '',
        createdAtMs: NOON,
        origin: 'operator',
        verifiedAtMs: null,
        resumesAtMs: null,
        quiet: null,
        lastAlertAtMs: null,
        failures: 0,
        secret: null,
        subscriptions: [
          {
            id: 1,
            subscriberId: 1,
            createdAtMs: NOON,
            areaId: 'cowin:294',
            pincode: null,
            dose: '1',
            ageYears: 45,
            vaccine: 'COVAXIN',
            fee: 'free',
            minCapacity: 5,
            paused: false,
          },
        ],
      },
    });
    expect(store.subscribers.add(wished, NOON + 1).added).toBe(false);
    const others = [wish('ann'), wish('ann', { dose: '2' }), wish('ann', { pincode: '560011' })];
    expect(store.subscribers.addAll([...others, ...others], NOON)).toBe(3);
    expect(store.subscribers.find({ id: 1 })?.subscriptions).toHaveLength(4);
  });

  it('gives a webhook a secret of its own, that stays', () => {
    const store = freshStore();
    const one = store.subscribers.add(wish('https://example.org/1', {}, 'webhook'), NOON).subscriber;
    const two = store.subscribers.add(wish('https://example.org/2', {}, 'webhook'), NOON).subscriber;
    expect(one.secret).toMatch(/^[0-9a-f]{64}$/);
    expect(two.secret).not.toBe(one.secret);
    const again = store.subscribers.add(wish('https://example.org/1', { dose: '1' }, 'webhook'), NOON);
    expect(again.subscriber.secret).toBe(one.secret);
    store.slots.record(batch(NOON, [session()]), NOON);
    const messages = claim(store, NOON, { channel: 'webhook' });
    const secrets = new Map(messages.map(({ recipient }) => [recipient.address, recipient.secret]));
    expect(secrets.get('https://example.org/1')).toBe(one.secret);
  });

  it('of somebody who was gone makes them active again', () => {
    const store = freshStore();
    store.subscribers.add(wish('ann'), NOON);
    store.slots.record(batch(NOON, [session()]), NOON);
    const [message] = claim(store, NOON);
    if (message !== undefined) settle(store, message, { kind: 'gone', why: 'blocked' }, NOON);
    expect(store.subscribers.counts()).toMatchObject({ active: 0, gone: 1 });
    const { subscriber, added } = store.subscribers.add(wish('ann'), NOON);
    expect({ state: subscriber.state, why: subscriber.stateWhy, added }).toEqual({
      state: 'active',
      why: '',
      added: false,
    });
    store.slots.record(batch(NOON, [session({ sessionId: 'b' })]), NOON);
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
  });
});

describe('a subscription that comes paused', () => {
  it('makes a new person who is told nothing, neither now nor of what opens, until resumed', () => {
    const store = freshStore();
    const wished = { ...wish('ann'), paused: true };
    expect(store.subscribers.add(wished, NOON).subscriber).toMatchObject({
      state: 'paused',
      stateWhy: 'paused by the operator',
    });
    expect(store.subscribers.add({ ...wish('ann', { dose: '1' }), paused: true }, NOON)).toMatchObject({
      added: true,
      subscriber: { state: 'paused' },
    });
    expect(store.subscribers.counts()).toMatchObject({ active: 0, paused: 1 });
    expect(store.subscribers.demand()).toEqual([]);
    store.slots.record(batch(NOON, [session()]), NOON);
    store.slots.joinAreas(['cowin:294'], NOON);
    finishFanOut(store, NOON);
    expect(deliver(store, NOON)).toEqual([]);
    store.subscribers.resume(1);
    store.slots.joinAreas(['cowin:294'], NOON);
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
  });

  it('leaves whoever is there already as they are: active, or gone', () => {
    const store = freshStore();
    store.subscribers.add(wish('ann'), NOON);
    const again = store.subscribers.add({ ...wish('ann', { dose: '1' }), paused: true }, NOON);
    expect(again).toMatchObject({ added: true, subscriber: { state: 'active' } });
    store.slots.record(batch(NOON, [session()]), NOON);
    const [message] = claim(store, NOON);
    if (message !== undefined) settle(store, message, { kind: 'gone', why: 'blocked' }, NOON);
    const gone = store.subscribers.add({ ...wish('ann', { dose: '2' }), paused: true }, NOON);
    expect(gone).toMatchObject({ added: true, subscriber: { state: 'gone' } });
  });
});

describe('the list', () => {
  it('comes in pages and finds by channel, state and part of an address', () => {
    const store = freshStore();
    const names = ['a@example.org', 'b@example.org', 'C@example.com', '50%_off'];
    store.subscribers.addAll(
      names.map((name) => wish(name, {}, 'email')),
      NOON,
    );
    store.subscribers.add(wish('a chat'), NOON);
    store.subscribers.pause(2);
    const found = (query: Parameters<typeof store.subscribers.list>[0]) =>
      store.subscribers.list(query).map(({ address }) => address);
    expect(found({ limit: 2 })).toEqual(['a@example.org', 'b@example.org']);
    expect(found({ afterId: 2, limit: 2 })).toEqual(['C@example.com', '50%_off']);
    expect(found({ channel: 'telegram' })).toEqual(['a chat']);
    expect(found({ state: 'paused' })).toEqual(['b@example.org']);
    expect(found({ search: 'EXAMPLE.COM' })).toEqual(['C@example.com']);
    expect(found({ search: '%' })).toEqual(['50%_off']);
    expect(found({ channel: 'email', state: 'active', search: 'example' })).toEqual([
      'a@example.org',
      'C@example.com',
    ]);
  });
});

describe('the demand', () => {
  it('counts the active people of each area once, pincodes as areas of their own, everywhere as none', () => {
    const store = freshStore();
    store.subscribers.addAll(
      [
        wish('ann'),
        wish('ann', { dose: '1' }),
        wish('bob'),
        wish('bob', { pincode: '560034' }),
        wish('cid', { areaId: null, pincode: '560011' }),
        wish('paused', { areaId: 'cowin:1' }),
        wish('public', { areaId: null }, 'twitter'),
      ],
      NOON,
    );
    const paused = store.subscribers.find({ channel: 'telegram', address: 'paused' });
    store.subscribers.pause(paused?.id as number);
    expect(store.subscribers.demand()).toEqual([
      { areaId: 'cowin:294', weight: 2 },
      { areaId: 'cowin:pin:560011', weight: 1 },
    ]);
    expect(store.subscribers.counts()).toEqual({
      active: 4,
      paused: 1,
      gone: 0,
      activeByChannel: { telegram: 3, email: 0, webhook: 0, twitter: 1 },
    });
  });
});

describe('the demand, whatever happens to people', () => {
  it('counts a chat once that moved to one which watched the same district', () => {
    const store = freshStore();
    store.subscribers.addAll([wish('old'), wish('new', { dose: '2' })], NOON);
    store.slots.record(batch(NOON, [session()]), NOON);
    const [message] = claim(store, NOON);
    if (message === undefined) throw new Error('nothing was due');
    settle(store, message, { kind: 'retry', why: 'chat-moved', movedTo: 'new' }, NOON, NOON);
    expect(store.subscribers.demand()).toEqual([{ areaId: 'cowin:294', weight: 1 }]);
  });

  /** All that is kept as sums (who watches what, how people stand, how deliveries do), and the same counted one by one. */
  function counts(path: string): { readonly counted: unknown; readonly kept: unknown } {
    const sql = new Database(path, { readonly: true });
    const counted = sql.prepare(`
      SELECT 'watch' AS kind, w.watch AS name, count(DISTINCT w.subscriber) AS n
      FROM subscriptions w JOIN subscribers b ON b.id = w.subscriber
      WHERE b.state = 'active' AND w.paused = 0 GROUP BY w.watch
      UNION ALL SELECT 'subscribers', state, count(*) FROM subscribers GROUP BY state
      UNION ALL SELECT 'active', channel, count(*) FROM subscribers WHERE state = 'active' GROUP BY channel
      UNION ALL SELECT channel, state, count(*) FROM deliveries GROUP BY channel, state
      ORDER BY kind, name
    `);
    const kept = sql.prepare(
      "SELECT kind, name, n FROM tallies WHERE n <> 0 AND kind <> 'open' ORDER BY kind, name",
    );
    try {
      return { counted: counted.all(), kept: kept.all() };
    } finally {
      sql.close();
    }
  }

  interface Event {
    readonly what: (typeof WHAT)[number];
    readonly who: string;
    /** For `add` and `post`. */
    readonly place: Parameters<typeof wish>[1];
    /** For `add`; for `post`, whether of everywhere. */
    readonly paused: boolean;
    /** For `move`. */
    readonly to: string;
    /** For what concerns one subscription: which of theirs, by number. */
    readonly which: number;
  }
  const WHAT = [
    'add',
    'sign-up',
    'post',
    'pause',
    'resume',
    'resume-due',
    'remove',
    'unsubscribe',
    'block',
    'unblock',
    'change',
    'rest',
    'wake',
    'drop',
    'rest-area',
    'gone',
    'move',
  ] as const;
  const people = fc.constantFrom('a', 'b', 'c');
  const events: fc.Arbitrary<Event> = fc.record({
    what: fc.constantFrom('add', 'add', 'add', 'rest', 'rest', 'move', ...WHAT),
    who: people,
    place: fc.constantFrom<Event['place']>(
      {},
      { dose: '1' },
      { areaId: 'cowin:266' },
      { areaId: 'cowin:266', pincode: '560011' },
      { areaId: null, pincode: '560011' },
    ),
    paused: fc.boolean(),
    to: people,
    which: fc.nat({ max: 4 }),
  });

  function happen(store: Store, { what, who, place, paused, to, which }: Event): void {
    const { subscribers } = store;
    const addressee = { channel: 'telegram', address: who } as const;
    if (what === 'block') subscribers.block(addressee, NOON);
    if (what === 'unblock') subscribers.unblock(addressee);
    if (what === 'resume-due') subscribers.resumeDue(NOON + 2);
    if (what === 'add') {
      if (subscribers.isBlocked(addressee)) return;
      subscribers.add({ ...wish(who, place), paused, subscriptionPaused: which === 0 }, NOON);
      return;
    }
    if (what === 'sign-up') {
      const others = paused ? 'replace' : 'keep';
      subscribers.subscribe({ ...wish(who, place), others }, { open: true, maxSubscriptions: 9 }, NOON);
      return;
    }
    if (what === 'post') {
      const wide = { areaId: null, pincode: null };
      store.subscribers.add(wish('public', paused ? wide : place, 'twitter'), NOON);
      return;
    }
    const id = store.subscribers.find({ channel: 'telegram', address: who })?.id;
    if (id === undefined) return;
    const theirs = subscribers.find({ id })?.subscriptions ?? [];
    const own = theirs[which % theirs.length]?.id ?? 0;
    const { dose = null } = place ?? {};
    if (what === 'pause') subscribers.pause(id, 'x', paused ? NOON + 1 : null);
    if (what === 'unsubscribe') subscribers.unsubscribe(id, NOON);
    if (what === 'change') subscribers.changeFilters(id, own, { ...NO_FILTERS, dose }, NOON);
    if (what === 'rest') subscribers.pauseSubscription(id, own, NOON);
    if (what === 'wake') subscribers.resumeSubscription(id, own);
    if (what === 'drop') subscribers.removeSubscription(id, own, NOON);
    if (what === 'rest-area') subscribers.pauseArea(id, 'cowin:266', NOON);
    if (what === 'resume') subscribers.resume(id);
    if (what === 'remove') store.subscribers.remove(id);
    if (what !== 'gone' && what !== 'move') return;
    const outcome =
      what === 'gone'
        ? ({ kind: 'gone', why: 'forbidden' } as const)
        : ({ kind: 'retry', why: 'chat-moved', movedTo: to } as const);
    const message = claim(store, NOON).find(({ subscriberId }) => subscriberId === id);
    if (message !== undefined) settle(store, message, outcome, NOON, NOON);
  }

  it('is what counting them says', () => {
    fc.assert(
      fc.property(fc.array(events, { minLength: 20, maxLength: 40, size: 'max' }), (happening) => {
        const path = join(tempDir(), 'vaccine-watch.db');
        const store = storeAt(path);
        for (const [at, event] of happening.entries()) {
          const open = [
            session({ sessionId: `a${at}` }),
            session({ sessionId: `b${at}`, areaId: 'cowin:266' }),
          ];
          for (const one of open) store.slots.record(batch(NOON, [one]), NOON);
          happen(store, event);
          const { counted, kept } = counts(path);
          expect(kept).toEqual(counted);
        }
        store.close();
      }),
      { numRuns: 25 },
    );
  });
});

describe('the public account', () => {
  const EVERYWHERE = { areaId: null, pincode: null };
  const wished = (place: Parameters<typeof wish>[1] = EVERYWHERE) => wish('public', place, 'twitter');
  const places = (store: Store) =>
    store.subscribers
      .find({ channel: 'twitter', address: 'public' })
      ?.subscriptions.map(({ areaId, pincode }) => areaId ?? pincode ?? 'everywhere');

  it('posts for every area, and is made once', () => {
    const store = freshStore();
    store.subscribers.ensurePublicAccount(NOON);
    store.subscribers.ensurePublicAccount(NOON);
    expect(places(store)).toEqual(['everywhere']);
    expect(store.subscribers.counts().activeByChannel.twitter).toBe(1);
  });

  it('does not come back by itself once it was removed, nor where the operator had it and removed it', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const store = storeAt(path);
    store.subscribers.ensurePublicAccount(NOON);
    store.subscribers.remove(1);
    store.close();
    const restarted = storeAt(path);
    restarted.subscribers.ensurePublicAccount(NOON);
    expect(restarted.subscribers.list({})).toEqual([]);
    restarted.subscribers.add(wished(), NOON);
    expect(places(restarted)).toEqual(['everywhere']);

    const other = freshStore();
    other.subscribers.remove(other.subscribers.add(wished(), NOON).subscriber.id);
    other.subscribers.ensurePublicAccount(NOON);
    expect(other.subscribers.list({})).toEqual([]);
  });

  it('posts for the districts and pincodes named for it alone, until everywhere is asked for again', () => {
    const store = freshStore();
    store.subscribers.ensurePublicAccount(NOON);
    store.subscribers.add(wished({ areaId: 'cowin:294' }), NOON);
    expect(places(store)).toEqual(['cowin:294']);
    store.subscribers.add(wished({ areaId: null, pincode: '560034' }), NOON);
    store.subscribers.ensurePublicAccount(NOON);
    expect(places(store)).toEqual(['cowin:294', '560034']);
    const elsewhere = { areaId: 'cowin:1' };
    store.slots.record(batch(NOON, [session({ ...elsewhere, sessionId: 'far', pincode: '560001' })]), NOON);
    store.slots.record(batch(NOON, [session()]), NOON);
    finishFanOut(store, NOON);
    expect(deliver(store, NOON, 'twitter')).toEqual(['public: 1:1']);
    store.subscribers.add(wished(), NOON);
    expect(places(store)).toEqual(['cowin:294', '560034', 'everywhere']);
    store.subscribers.add(wished({ areaId: 'cowin:1' }), NOON);
    expect(places(store)).toEqual(['cowin:294', '560034', 'cowin:1']);
  });

  it('does not post what waited for places that were not named', () => {
    const store = freshStore();
    store.subscribers.ensurePublicAccount(NOON);
    const elsewhere = { areaId: 'cowin:1', pincode: '560001' };
    store.slots.record(batch(NOON, [session({ ...elsewhere, sessionId: 'far' })]), NOON);
    store.slots.record(batch(NOON, [session()]), NOON);
    finishFanOut(store, NOON);
    store.subscribers.add(wished({ areaId: 'cowin:294' }), NOON);
    expect(states(store)).toEqual(['public 1:1 expired no longer asked for', 'public 1:1 pending']);
    expect(deliver(store, NOON, 'twitter')).toEqual(['public: 1:1']);
  });

  it('is narrowed before the keys are set and the engine first runs', () => {
    const store = freshStore();
    store.subscribers.add(wished({ areaId: 'cowin:294' }), NOON);
    store.subscribers.ensurePublicAccount(NOON);
    expect(places(store)).toEqual(['cowin:294']);
  });
});

describe('a person who is removed', () => {
  it('is forgotten wholly: nothing in the database leads back to them', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const store = storeAt(path);
    const { subscriber } = store.subscribers.add(wish('secret-person@example.org', {}, 'email'), NOON);
    const sent = session({ sessionId: 'sent' });
    store.slots.record(batch(NOON, [sent]), NOON);
    deliver(store, NOON, 'email');
    store.slots.record(batch(NOON, [session({ sessionId: 'sending' })]), NOON);
    const [inFlight] = claim(store, NOON, { channel: 'email' });
    store.slots.record(batch(NOON, [session({ sessionId: 'pending' })]), NOON);
    expect(store.subscribers.remove(subscriber.id)?.address).toBe('secret-person@example.org');
    if (inFlight !== undefined) settle(store, inFlight, { kind: 'sent' }, NOON);
    expect(store.subscribers.find({ id: subscriber.id })).toBeUndefined();
    expect(states(store)).toEqual([]);
    expect(store.deliveries.list({ subscriberId: subscriber.id })).toEqual([]);
    expect(store.outbox.counts('email')).toMatchObject({ sent: 1, unknown: 1, expired: 1, pending: 0 });
    expect(store.outbox.nextDueMs('email', NOON)).toBeNull();
    store.close();
    expect(readFileSync(path).includes('secret-person')).toBe(false);
  });

  it('and comes back is a new person, told what is open now', () => {
    const store = freshStore();
    const { subscriber } = store.subscribers.add(wish('ann'), NOON);
    store.slots.record(batch(NOON, [session()]), NOON);
    deliver(store, NOON);
    store.subscribers.remove(subscriber.id);
    const again = store.subscribers.add(wish('ann'), NOON);
    expect(again.subscriber.id).toBeGreaterThan(subscriber.id);
    store.slots.joinAreas(['cowin:294'], NOON);
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
  });
});

describe('deliveries as listed', () => {
  it('come newest first, by state, channel and subscriber', () => {
    const store = freshStore();
    store.subscribers.add(wish('ann'), NOON);
    store.subscribers.add(wish('a@example.org', {}, 'email'), NOON);
    store.slots.record(batch(NOON, [session({ sessionId: 'one' })]), NOON);
    deliver(store, NOON + 7);
    store.slots.record(batch(NOON, [session({ sessionId: 'two' })]), NOON + 9);
    expect(store.deliveries.list({ subscriberId: 1 })).toEqual([
      expect.objectContaining({ openingKey: 'cowin:two:1:1', state: 'pending', settledAtMs: null }),
      {
        id: 1,
        openingKey: 'cowin:one:1:1',
        subscriberId: 1,
        channel: 'telegram',
        address: 'ann',
        state: 'sent',
        why: '',
        attempts: 1,
        createdAtMs: NOON,
        settledAtMs: NOON + 7,
        centreName: 'Jayanagar UPHC',
        areaId: 'cowin:294',
        date: '2021-05-09',
        vaccine: 'COVAXIN',
        dose: '1',
      },
    ]);
    const ids = (query: Parameters<typeof store.deliveries.list>[0]) =>
      store.deliveries.list(query).map(({ id }) => id);
    expect(ids({})).toEqual([4, 3, 2, 1]);
    expect(ids({ limit: 1 })).toEqual([4]);
    expect(ids({ state: 'pending', channel: 'email' })).toEqual([4, 2]);
    expect(ids({ subscriberId: 2, state: 'sent' })).toEqual([]);
  });
});
