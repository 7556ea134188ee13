// Deliveries the operator has sent after all, or not at all: what becomes of each, and that nobody is told twice.
import { describe, expect, it } from 'vitest';
import type { IstDate } from '../../../src/core/ist.ts';
import type { Outcome } from '../../../src/core/outcome.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  claim,
  DAY,
  deliver,
  freshStore,
  HOUR,
  heard,
  MINUTE,
  NOON,
  session,
  settle,
  states,
  told,
  wish,
} from '../kit.ts';

const REFUSED: Outcome = { kind: 'rejected', why: 'bad-request' };
const SILENT: Outcome = { kind: 'ambiguous', why: 'timeout' };

/** Ann is owed an opening that is open for days. */
function owedToAnn(store = freshStore()): Store {
  store.subscribers.add(wish('ann'), NOON);
  open(store, 'one', NOON);
  return store;
}

function open(store: Store, sessionId: string, atMs: number): void {
  heard(store, atMs, [session({ sessionId, date: '2021-05-12' as IstDate })]);
}

function close(store: Store, sessionId: string, atMs: number): void {
  heard(store, atMs, [], [sessionId]);
}

/** Sends what is due with this outcome. */
function send(store: Store, outcome: Outcome, nowMs: number, retryAtMs: number | null = null): string[] {
  return claim(store, nowMs).map((message) => {
    settle(store, message, outcome, nowMs, retryAtMs);
    return told(message);
  });
}

const retry = (store: Store, nowMs: number, mayArriveTwice = false) =>
  store.secondThoughts.retry(1, mayArriveTwice, nowMs);

describe('one that ended unsent', () => {
  it('is sent after all, and counts from then on, when it was owed too long', () => {
    const store = owedToAnn();
    expect(store.outbox.expire(NOON + 2 * HOUR, HOUR)).toBe(1);
    expect(retry(store, NOON + 3 * HOUR)).toBeNull();
    expect(states(store)).toEqual(['ann 1:1 pending tried again by the operator']);
    expect(store.outbox.expire(NOON + 3.5 * HOUR, HOUR)).toBe(0);
    expect(deliver(store, NOON + 3.5 * HOUR)).toEqual(['ann: 1:1']);
    expect(states(store)).toEqual(['ann 1:1 sent']);
  });

  it('has all its attempts anew, when they were used up', () => {
    const store = owedToAnn();
    expect(send(store, { kind: 'retry', why: 'status-500' }, NOON, NOON)).toEqual(['ann: 1:1']);
    expect(send(store, { kind: 'retry', why: 'status-500' }, NOON)).toEqual(['ann: 1:1']);
    expect(states(store)).toEqual(['ann 1:1 expired status-500']);
    expect(retry(store, NOON)).toBeNull();
    expect(claim(store, NOON)).toMatchObject([{ attempt: 1, envelope: { resend: false } }]);
  });

  it('leaves its message to the others in it, when the message was refused', () => {
    const store = owedToAnn();
    open(store, 'two', NOON);
    expect(send(store, REFUSED, NOON)).toEqual(['ann: 1:1 1:1']);
    expect(retry(store, NOON)).toBeNull();
    expect(states(store)).toEqual([
      'ann 1:1 pending tried again by the operator',
      'ann 1:1 rejected bad-request',
    ]);
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
    expect(store.secondThoughts.retry(2, false, NOON)).toBeNull();
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
    expect(states(store)).toEqual(['ann 1:1 sent', 'ann 1:1 sent']);
  });

  it('waits once however often it is asked for, and not before it is asked for', () => {
    const store = owedToAnn();
    send(store, REFUSED, NOON);
    expect(deliver(store, NOON)).toEqual([]);
    expect([retry(store, NOON), retry(store, NOON)]).toEqual([null, null]);
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
    expect(deliver(store, NOON)).toEqual([]);
  });

  it('stays so, when the slot is gone or its day past', () => {
    const gone = owedToAnn();
    send(gone, REFUSED, NOON);
    close(gone, 'one', NOON + MINUTE);
    expect(retry(gone, NOON + MINUTE)).toBe('slot');
    const past = owedToAnn();
    send(past, REFUSED, NOON);
    expect(retry(past, NOON + 5 * DAY)).toBe('slot');
    expect(states(gone)).toEqual(['ann 1:1 rejected bad-request']);
    expect(states(past)).toEqual(['ann 1:1 rejected bad-request']);
  });

  it('stays so, when its recipient is told nothing, or asks for it no more', () => {
    const store = owedToAnn();
    send(store, REFUSED, NOON);
    store.subscribers.pause(1);
    expect(retry(store, NOON)).toBe('paused');
    store.subscribers.unsubscribe(1, NOON);
    expect(retry(store, NOON)).toBe('away');
    store.subscribers.resume(1);
    store.subscribers.pauseSubscription(1, 1, NOON);
    expect(retry(store, NOON)).toBe('unwanted');
    expect(states(store)).toEqual(['ann 1:1 rejected bad-request']);
  });
});

describe('one that was sent, or may have been', () => {
  it('is never sent again', () => {
    const store = owedToAnn();
    deliver(store, NOON);
    expect([retry(store, NOON), retry(store, NOON, true)]).toEqual(['sent', 'sent']);
    expect(store.secondThoughts.drop(1, NOON)).toBe('sent');
    expect(deliver(store, NOON)).toEqual([]);
  });

  it('is left alone while it is on its way, and while it waits to be sent once more', () => {
    const store = owedToAnn();
    const [message] = claim(store, NOON);
    if (message === undefined) throw new Error('nothing was due');
    expect([retry(store, NOON, true), store.secondThoughts.drop(1, NOON)]).toEqual(['sending', 'sending']);
    settle(store, message, SILENT, NOON, NOON + MINUTE);
    expect([retry(store, NOON, true), store.secondThoughts.drop(1, NOON)]).toEqual(['sending', 'sending']);
    expect(deliver(store, NOON + MINUTE)).toEqual(['ann: 1:1']);
  });

  it('goes out again by the word of the operator alone, as the same message', () => {
    const store = owedToAnn();
    open(store, 'two', NOON);
    const [first] = claim(store, NOON);
    if (first === undefined) throw new Error('nothing was due');
    settle(store, first, SILENT, NOON);
    expect(states(store)).toEqual(['ann 1:1 unknown timeout', 'ann 1:1 unknown timeout']);
    expect(retry(store, NOON)).toBe('arrived');
    expect(claim(store, NOON + 2 * HOUR)).toEqual([]);

    const laterMs = NOON + 2 * HOUR;
    expect(retry(store, laterMs, true)).toBeNull();
    expect(store.secondThoughts.retry(2, true, laterMs)).toBe('sending');
    expect(store.outbox.expire(laterMs, HOUR)).toBe(0);
    const [again] = claim(store, laterMs);
    expect(again?.envelope).toEqual({
      messageKey: first.envelope.messageKey,
      composedAtMs: laterMs,
      resend: true,
      leftOpen: true,
    });
    expect(again?.alert.slots).toHaveLength(2);
    if (again !== undefined) settle(store, again, { kind: 'sent' }, laterMs);
    expect(states(store)).toEqual(['ann 1:1 sent', 'ann 1:1 sent']);
  });

  it('counts on X as one nobody is known to have taken, when only crashes caught it', () => {
    const store = freshStore();
    store.subscribers.add(wish('public', { areaId: null }, 'twitter'), NOON);
    open(store, 'one', NOON);
    const x = { channel: 'twitter' } as const;
    expect(claim(store, NOON, x)).toHaveLength(1);
    store.outbox.recover(NOON);
    const laterMs = NOON + 2 * HOUR;
    store.outbox.expire(laterMs, HOUR);
    expect(states(store)).toEqual(['public 1:1 unknown too late to resend']);
    expect(retry(store, laterMs, true)).toBeNull();
    expect(claim(store, laterMs, x)).toMatchObject([{ envelope: { resend: true, leftOpen: false } }]);
  });

  it('may have arrived also when its second sending was refused', () => {
    const store = owedToAnn();
    send(store, SILENT, NOON, NOON);
    expect(send(store, REFUSED, NOON)).toEqual(['ann: 1:1']);
    expect(states(store)).toEqual(['ann 1:1 rejected bad-request']);
    expect(retry(store, NOON)).toBe('arrived');
    expect(retry(store, NOON, true)).toBeNull();
    expect(claim(store, NOON)).toMatchObject([{ envelope: { resend: true } }]);
  });
});

describe('one that is dropped', () => {
  it('is not sent, and what else waits for the same person is', () => {
    const store = owedToAnn();
    open(store, 'two', NOON);
    expect([store.secondThoughts.drop(1, NOON), store.secondThoughts.drop(1, NOON)]).toEqual([null, null]);
    expect(states(store)).toEqual(['ann 1:1 expired dropped by the operator', 'ann 1:1 pending']);
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
    expect(states(store)).toEqual(['ann 1:1 expired dropped by the operator', 'ann 1:1 sent']);
  });

  it('may be sent after all', () => {
    const store = owedToAnn();
    store.secondThoughts.drop(1, NOON);
    expect(deliver(store, NOON)).toEqual([]);
    expect(retry(store, NOON)).toBeNull();
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
  });

  it('says nothing new of one that ended already', () => {
    const store = owedToAnn();
    send(store, REFUSED, NOON);
    expect(store.secondThoughts.drop(1, NOON)).toBeNull();
    expect(states(store)).toEqual(['ann 1:1 rejected bad-request']);
  });
});

describe('a delivery nobody has', () => {
  it('is not found: one that never was, and one of somebody who was removed', () => {
    const store = owedToAnn();
    expect(store.secondThoughts.retry(99, false, NOON)).toBe('none');
    store.subscribers.remove(1);
    expect([retry(store, NOON), store.secondThoughts.drop(1, NOON)]).toEqual(['none', 'none']);
  });
});
