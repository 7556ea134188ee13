// How people rest, leave and come back: nothing is told meanwhile, and what is open when they are back is told.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { IstDate } from '../../../src/core/ist.ts';
import type { ClaimedMessage } from '../../../src/core/outbox.ts';
import { LONGEST_PAUSE_MS } from '../../../src/core/pause.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  BBMP,
  batch,
  claim,
  DAY,
  deliver,
  freshStore,
  HOUR,
  heard,
  joined,
  NOON,
  session,
  settle,
  states,
  storeAt,
  tempDir,
  wish,
} from '../kit.ts';

function open(store: Store, sessionId: string, nowMs = NOON): void {
  heard(store, nowMs, [session({ sessionId, date: '2021-05-20' as IstDate })]);
}

function ann(store: Store): number {
  const { id } = store.subscribers.add(wish('ann'), NOON - DAY).subscriber;
  expect(joined(store)).toEqual([]);
  return id;
}

describe('a pause', () => {
  it('ends by itself when its time has come, and what is open then is told', () => {
    const store = freshStore();
    const id = ann(store);
    const endsMs = NOON + 3 * HOUR;
    expect(store.subscribers.pause(id, 'paused by themselves', endsMs)).toMatchObject({
      state: 'paused',
      stateWhy: 'paused by themselves',
      resumesAtMs: endsMs,
    });
    open(store, 'a');
    expect(store.subscribers.resumeDue(endsMs - 1)).toBe(0);
    expect(joined(store, endsMs - 1)).toEqual([]);
    expect(store.subscribers.resumeDue(endsMs)).toBe(1);
    expect(store.subscribers.find({ id })).toMatchObject({
      state: 'active',
      stateWhy: '',
      resumesAtMs: null,
    });
    expect(joined(store, endsMs)).toEqual(['ann: 1:1']);
    expect(store.subscribers.resumeDue(endsMs)).toBe(0);
  });

  it('without an end ends by nothing but being resumed', () => {
    const store = freshStore();
    const id = ann(store);
    store.subscribers.pause(id, 'paused by themselves', NOON + HOUR);
    store.subscribers.pause(id);
    expect(store.subscribers.resumeDue(NOON + DAY)).toBe(0);
    expect(store.subscribers.resume(id)).toMatchObject({ state: 'active' });
  });

  it('outlives a restart, and a clock that jumped when it was made does not make it endless', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const store = storeAt(path);
    const id = ann(store);
    store.subscribers.pause(id, 'x', NOON + HOUR);
    store.close();
    const again = storeAt(path);
    expect(again.subscribers.resumeDue(NOON + HOUR)).toBe(1);
    // The year it was by that clock was none.
    const wrong = NOON + 400 * DAY;
    again.subscribers.pause(id, 'x', wrong);
    expect(again.subscribers.resumeDue(NOON + HOUR)).toBe(1);
    again.subscribers.pause(id, 'x', NOON + LONGEST_PAUSE_MS);
    expect(again.subscribers.resumeDue(NOON)).toBe(0);
  });

  it('longer than what is owed keeps: it is told anew if it is still open', () => {
    const store = freshStore();
    const id = ann(store);
    open(store, 'stays');
    open(store, 'goes');
    store.subscribers.pause(id, 'x', NOON + 3 * HOUR);
    expect(store.outbox.expire(NOON + HOUR + 1, HOUR)).toBe(2);
    store.slots.record(batch(NOON + 2 * HOUR, [], ['goes']), NOON + 2 * HOUR);
    store.subscribers.resumeDue(NOON + 3 * HOUR);
    expect(joined(store, NOON + 3 * HOUR)).toEqual(['ann: 1:1']);
    expect(states(store)).toEqual(['ann 1:1 sent', 'ann 1:1 expired owed too long']);
  });

  it('ends for many at once, some at a time', () => {
    const store = freshStore();
    store.subscribers.addAll(
      Array.from({ length: 450 }, (_, n) => wish(`p${n}`)),
      NOON,
    );
    for (const { id } of store.subscribers.list({ limit: 1000 })) store.subscribers.pause(id, 'x', NOON + 1);
    const ended = [0, 1, 2, 3].map(() => store.subscribers.resumeDue(NOON + 1));
    expect(ended).toEqual([200, 200, 50, 0]);
    expect(store.subscribers.counts()).toMatchObject({ active: 450, paused: 0 });
  });

  it('does not bring back who is gone', () => {
    const store = freshStore();
    const id = ann(store);
    store.subscribers.unsubscribe(id, NOON);
    expect(store.subscribers.pause(id, 'x', NOON + 1)).toMatchObject({
      state: 'gone',
      stateWhy: 'unsubscribed',
    });
    expect(store.subscribers.resumeDue(NOON + HOUR)).toBe(0);
    const paused = store.subscribers.add(wish('bob'), NOON).subscriber.id;
    store.subscribers.pause(paused, 'x', NOON + HOUR);
    store.subscribers.unsubscribe(paused, NOON);
    expect(store.subscribers.resumeDue(NOON + DAY)).toBe(0);
    expect(store.subscribers.find({ id: paused })).toMatchObject({ state: 'gone', resumesAtMs: null });
  });

  it('leaves nobody waiting to join, which would be looked for at every answer', () => {
    const store = freshStore();
    const { id } = store.subscribers.add(wish('ann'), NOON).subscriber;
    store.subscribers.pause(id);
    open(store, 'a');
    expect(joined(store)).toEqual([]);
    store.subscribers.resume(id);
    expect(joined(store)).toEqual(['ann: 1:1']);
  });
});

describe('somebody who unsubscribes', () => {
  it('is told nothing more, keeps what they wished for, and is told what is open when they come back', () => {
    const store = freshStore();
    const id = ann(store);
    open(store, 'told');
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
    open(store, 'pending');
    expect(store.subscribers.unsubscribe(id, NOON)).toMatchObject({
      state: 'gone',
      stateWhy: 'unsubscribed',
      subscriptions: [{ areaId: BBMP, paused: false }],
    });
    open(store, 'later');
    expect(joined(store)).toEqual([]);
    expect(states(store)).toEqual(['ann 1:1 sent', 'ann 1:1 expired unsubscribed']);
    expect(store.subscribers.demand()).toEqual([]);
    expect(store.subscribers.unsubscribe(id, NOON)).toMatchObject({ state: 'gone' });
    store.subscribers.resume(id);
    expect(joined(store)).toEqual(['ann: 1:1 1:1']);
  });

  it('while a message may have arrived is not sent it again', () => {
    const store = freshStore();
    const id = ann(store);
    open(store, 'a');
    const [message] = claim(store, NOON);
    settle(store, message as ClaimedMessage, { kind: 'ambiguous', why: 'timeout' }, NOON, NOON + 1);
    store.subscribers.unsubscribe(id, NOON);
    expect(deliver(store, NOON + 1)).toEqual([]);
    expect(store.outbox.nextDueMs('telegram', NOON + 1)).toBeNull();
    expect(states(store)).toEqual(['ann 1:1 unknown unsubscribed']);
    store.subscribers.resume(id);
    expect(joined(store, NOON + 2), 'it may have arrived').toEqual([]);
  });
});

describe('somebody who refused us and comes back', () => {
  it('is told of what is open, also of what the refused message was about', () => {
    const store = freshStore();
    const id = ann(store);
    open(store, 'refused');
    const [message] = claim(store, NOON);
    open(store, 'pending');
    settle(store, message as ClaimedMessage, { kind: 'gone', why: 'forbidden' }, NOON);
    expect(states(store)).toEqual(['ann 1:1 gone forbidden', 'ann 1:1 gone forbidden']);
    store.subscribers.resume(id);
    expect(joined(store)).toEqual(['ann: 1:1 1:1']);
    expect(store.outbox.counts('telegram')).toMatchObject({ sent: 2, gone: 0 });
  });

  it('is not told again of what may have arrived before they refused', () => {
    const store = freshStore();
    const id = ann(store);
    open(store, 'a');
    const [message] = claim(store, NOON);
    settle(store, message as ClaimedMessage, { kind: 'ambiguous', why: 'timeout' }, NOON, NOON + 1);
    const [again] = claim(store, NOON + 1);
    settle(store, again as ClaimedMessage, { kind: 'gone', why: 'forbidden' }, NOON + 1);
    store.subscribers.resume(id);
    expect(joined(store, NOON + 2)).toEqual([]);
    expect(states(store)).toEqual(['ann 1:1 gone forbidden']);
  });
});

describe('sends in a row that did not arrive', () => {
  it('are counted, until one arrives', () => {
    const store = freshStore();
    const id = ann(store);
    const failures = () => store.subscribers.find({ id })?.failures;
    open(store, 'a');
    const attempt = (outcome: Parameters<typeof settle>[2], atMs: number) =>
      settle(store, claim(store, atMs)[0] as ClaimedMessage, outcome, atMs, atMs + 1);
    attempt({ kind: 'retry', why: '503' }, NOON);
    attempt({ kind: 'retry', why: '429', pause: 'recipient' }, NOON + 1);
    expect(failures()).toBe(2);
    // It is the channel that is in trouble, or we.
    attempt({ kind: 'retry', why: '429', pause: 'channel' }, NOON + 2);
    attempt({ kind: 'retry', why: '401', pause: 'stop' }, NOON + 3);
    expect(failures()).toBe(2);
    attempt({ kind: 'ambiguous', why: 'timeout' }, NOON + 4);
    expect(failures()).toBe(3);
    attempt({ kind: 'sent' }, NOON + 5);
    expect(failures()).toBe(0);
    open(store, 'b', NOON + 6);
    attempt({ kind: 'rejected', why: '400' }, NOON + 6);
    expect(failures()).toBe(1);
    open(store, 'c', NOON + 7);
    attempt({ kind: 'gone', why: 'blocked' }, NOON + 7);
    expect(failures()).toBe(2);
  });
});
