// A group that became a supergroup which is known already: two become one, and keep what either chose.
import { describe, expect, it } from 'vitest';
import type { ClaimedMessage } from '../../../src/core/outbox.ts';
import type { Store } from '../../../src/store/store.ts';
import { BBMP, batch, claim, deliver, freshStore, HOUR, NOON, session, settle, wish } from '../kit.ts';

const OLD = '-100';
const NEW = '-100200';
const NIGHT = { fromHour: 22, toHour: 7 };

function idOf(store: Store, address: string): number {
  return store.subscribers.find({ channel: 'telegram', address })?.id ?? 0;
}

/** The group is written to at its old address, and Telegram names the new one. */
function move(store: Store, sessionId = 'a'): void {
  store.slots.record(batch(NOON, [session({ sessionId })]), NOON);
  const message = claim(store, NOON).find(({ recipient }) => recipient.address === OLD);
  const moved = { kind: 'retry', why: 'moved', movedTo: NEW } as const;
  settle(store, message as ClaimedMessage, moved, NOON, NOON);
}

describe('two that become one', () => {
  it('have proved what either proved, and failed no more', () => {
    const store = freshStore();
    store.subscribers.add({ ...wish(OLD), verifiedAtMs: NOON - 5, origin: 'telegram' }, NOON);
    store.subscribers.add({ ...wish(NEW), paused: true }, NOON);
    move(store);
    expect(store.subscribers.list({})).toMatchObject([
      { address: NEW, origin: 'operator', verifiedAtMs: NOON - 5, failures: 0, state: 'paused' },
    ]);
  });

  it('keep the quiet hours of the one that goes on; those of the other where it has none', () => {
    const both = freshStore();
    for (const address of [OLD, NEW]) both.subscribers.add(wish(address), NOON);
    both.subscribers.setQuiet(idOf(both, NEW), NIGHT, NOON);
    both.subscribers.setQuiet(idOf(both, OLD), { fromHour: 1, toHour: 2 }, NOON);
    move(both);
    expect(both.subscribers.list({})).toMatchObject([{ address: NEW, quiet: NIGHT }]);

    const one = freshStore();
    for (const address of [OLD, NEW]) one.subscribers.add(wish(address), NOON);
    one.subscribers.setQuiet(idOf(one, OLD), NIGHT, NOON);
    move(one);
    expect(one.subscribers.list({})).toMatchObject([{ address: NEW, quiet: NIGHT }]);
  });

  it('want what either wants: a wish rests only where it rests at both addresses', () => {
    const store = freshStore();
    const wishes = [{}, { dose: '1' }, { dose: '2' }] as const;
    for (const address of [OLD, NEW])
      for (const one of wishes) store.subscribers.add(wish(address, one), NOON);
    const rest = (address: string, index: number) => {
      const person = store.subscribers.find({ channel: 'telegram', address });
      store.subscribers.pauseSubscription(person?.id ?? 0, person?.subscriptions[index]?.id ?? 0, NOON);
    };
    for (const index of [1, 2]) rest(NEW, index);
    rest(OLD, 2);
    move(store);
    const merged = store.subscribers.list({});
    expect(merged).toHaveLength(1);
    expect(merged[0]?.subscriptions.map(({ dose, paused }) => [dose, paused])).toEqual([
      [null, false],
      ['1', false],
      ['2', true],
    ]);
    expect(store.subscribers.demand()).toEqual([{ areaId: BBMP, weight: 1 }]);
  });

  it('stay silent where somebody unsubscribed at the new address', () => {
    const store = freshStore();
    for (const address of [OLD, NEW]) store.subscribers.add(wish(address), NOON);
    store.subscribers.unsubscribe(idOf(store, NEW), NOON);
    move(store);
    expect(store.subscribers.list({})).toMatchObject([{ address: NEW, state: 'gone' }]);
    expect(deliver(store, NOON)).toEqual([]);
    expect(store.outbox.nextDueMs('telegram', NOON)).toBeNull();
  });

  it('are told at the new address where that had only refused us', () => {
    const store = freshStore();
    store.subscribers.add(wish(NEW), NOON);
    store.slots.record(batch(NOON, [session({ sessionId: 'first' })]), NOON);
    settle(store, claim(store, NOON)[0] as ClaimedMessage, { kind: 'gone', why: 'kicked' }, NOON);
    store.subscribers.add(wish(OLD), NOON);
    move(store, 'second');
    expect(deliver(store, NOON)).toEqual([`${NEW}: 1:1`]);
  });

  it('leave alone what bears the number of an old message at the new address', () => {
    const store = freshStore();
    store.subscribers.add(wish(OLD), NOON);
    store.slots.record(batch(NOON, [session({ sessionId: 'told' })]), NOON);
    deliver(store, NOON);
    move(store, 'moves');
    deliver(store, NOON);
    store.slots.record(
      batch(
        NOON,
        ['told', 'moves'].map((sessionId) => session({ sessionId, capacity: { '1': 0, '2': 0 } })),
      ),
      NOON,
    );
    const closings = store.outbox.claimClosings('telegram', { nowMs: NOON, limit: 10, skip: new Set() });
    expect(closings.map(({ recipient, messageRef }) => [recipient.address, messageRef])).toEqual([
      [NEW, null],
      [NEW, 'ref-3'],
    ]);
  });

  it('are told what is open where the new address had only refused us, and nothing that the old one was told', () => {
    const store = freshStore();
    const far = 'cowin:1';
    for (const place of [{}, { areaId: far }]) store.subscribers.add(wish(NEW, place), NOON);
    store.slots.record(batch(NOON, [session({ sessionId: 'refused' })]), NOON);
    settle(store, claim(store, NOON)[0] as ClaimedMessage, { kind: 'gone', why: 'kicked' }, NOON);
    store.subscribers.add(wish(OLD), NOON);
    store.slots.joinAreas([BBMP], NOON);
    expect(deliver(store, NOON), 'at the old address').toEqual([`${OLD}: 1:1`]);
    store.slots.record(batch(NOON, [session({ sessionId: 'far', areaId: far })]), NOON);
    move(store, 'moves');
    store.slots.joinAreas([BBMP, far], NOON);
    const slots = claim(store, NOON).flatMap(({ recipient, alert }) =>
      alert.slots.map(({ session: { sessionId } }) => `${recipient.address} ${sessionId}`),
    );
    expect(slots.sort()).toEqual([`${NEW} far`, `${NEW} moves`]);
  });

  it('are not told at the new address what waits there and was told at the old one', () => {
    const store = freshStore();
    for (const address of [OLD, NEW]) store.subscribers.add(wish(address), NOON);
    store.subscribers.setQuiet(idOf(store, NEW), { fromHour: 11, toHour: 13 }, NOON);
    store.slots.record(batch(NOON, [session({ sessionId: 'told' })]), NOON);
    expect(deliver(store, NOON)).toEqual([`${OLD}: 1:1`]);
    move(store, 'moves');
    const [message, ...others] = claim(store, NOON + HOUR);
    expect(message?.alert.slots.map((slot) => slot.openingKey)).toEqual(['cowin:moves:1:1']);
    expect(others).toEqual([]);
  });
});
