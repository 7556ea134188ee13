// From what is owed to what was sent: claims, what becomes of each outcome, closings told, and what is too late.
import { describe, expect, it } from 'vitest';
import type { IstDate } from '../../../src/core/ist.ts';
import type { ClaimedMessage } from '../../../src/core/outbox.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  batch,
  claim,
  DAY,
  deliver,
  finishFanOut,
  freshStore,
  HOUR,
  MINUTE,
  NOON,
  session,
  settle,
  states,
  told,
  wish,
} from '../kit.ts';

function open(store: Store, sessionIds: readonly string[], nowMs = NOON, capacity = 12): void {
  const sessions = sessionIds.map((sessionId) => session({ sessionId, capacity: { '1': capacity } }));
  store.slots.record(batch(nowMs, sessions), nowMs);
}

function storeWith(...addresses: string[]): Store {
  const store = freshStore();
  for (const address of addresses) store.subscribers.add(wish(address), NOON);
  return store;
}

function claimOne(store: Store, nowMs = NOON): ClaimedMessage {
  const [message] = claim(store, nowMs);
  if (message === undefined) throw new Error('nothing was due');
  return message;
}

function closings(store: Store, nowMs: number) {
  return store.outbox.claimClosings('telegram', { nowMs, limit: 100, skip: new Set() });
}

describe('a message', () => {
  it('holds all openings due to its recipient, as they are known now', () => {
    const store = storeWith('ann');
    open(store, ['a', 'b']);
    open(store, ['a'], NOON + 5, 11);
    const message = claimOne(store, NOON + 10);
    expect(message).toMatchObject({
      recipient: { address: 'ann', secret: null },
      envelope: { composedAtMs: NOON + 10, resend: false },
      attempt: 1,
      seenAtMs: NOON,
      alert: {
        areaId: 'cowin:294',
        areaText: 'BBMP, Karnataka',
        bookingUrl: 'https://selfregistration.cowin.gov.in/',
      },
    });
    const { capacity: _, ...facts } = session({ sessionId: 'a' });
    expect(message.alert.slots).toEqual([
      {
        openingKey: 'cowin:a:1:1',
        session: facts,
        dose: '1',
        capacity: 11,
        openedAtMs: NOON,
        seenAtMs: NOON + 5,
        closedAtMs: null,
      },
      expect.objectContaining({ openingKey: 'cowin:b:1:1', capacity: 12, seenAtMs: NOON }),
    ]);
    expect(store.outbox.counts('telegram')).toMatchObject({ pending: 0, sending: 2 });
  });

  it('holds at most so many openings; the rest comes in the next', () => {
    const store = storeWith('ann');
    open(store, ['a', 'b', 'c']);
    const messages = [claim(store, NOON, { maxSlots: 2 }), claim(store, NOON, { maxSlots: 2 })].flat();
    expect(messages.map((message) => message.alert.slots.length)).toEqual([2, 1]);
    expect(new Set(messages.map((message) => message.envelope.messageKey)).size).toBe(2);
  });

  it('goes out for each area by itself where asked so, held until openings have gathered', () => {
    const store = freshStore();
    store.subscribers.add(wish('public', { areaId: null }, 'twitter'), NOON);
    open(store, ['a']);
    store.slots.record(batch(NOON + 1, [session({ sessionId: 'm', areaId: 'cowin:266' })]), NOON + 1);
    open(store, ['b'], NOON + 30_000);
    const x = { channel: 'twitter', groupBy: 'recipient-area', holdMs: MINUTE } as const;
    expect(claim(store, NOON + MINUTE - 1, x)).toEqual([]);
    expect(store.outbox.nextDueMs('twitter', NOON + MINUTE - 1)).toBe(NOON + MINUTE);
    const [first] = claim(store, NOON + MINUTE, x);
    expect(first?.alert.slots.map((slot) => slot.openingKey)).toEqual(['cowin:a:1:1', 'cowin:b:1:1']);
    const [second] = claim(store, NOON + MINUTE + 1, x);
    expect(second?.alert.areaId).toBe('cowin:266');
  });

  it('is not composed for recipients that are to be skipped, nor beyond the limit', () => {
    const store = storeWith('ann', 'bob', 'cid');
    open(store, ['a']);
    const [bob] = store.subscribers.list({ search: 'bob' });
    const skip = new Set([bob?.id as number]);
    const others = [1, 5].map((limit) => claim(store, NOON, { limit, skip }).map(told));
    expect(others.map((messages) => messages.length)).toEqual([1, 1]);
    expect(others.flat().toSorted()).toEqual(['ann: 1:1', 'cid: 1:1']);
    expect(claim(store, NOON, { limit: 5 }).map(told)).toEqual(['bob: 1:1']);
  });

  it('goes first to those who have not heard for longest', () => {
    const store = freshStore();
    for (const [at, address] of ['second', 'first', 'third'].entries()) {
      store.subscribers.add(wish(address, { areaId: `cowin:${at}` }), NOON);
      store.slots.record(
        batch(NOON + at, [session({ sessionId: address, areaId: `cowin:${at}` })]),
        NOON + at,
      );
      deliver(store, NOON + at);
    }
    for (const address of ['first', 'second', 'third']) store.subscribers.add(wish(address), NOON);
    open(store, ['b'], NOON + HOUR);
    const order = [0, 1, 2].flatMap(() => claim(store, NOON + HOUR, { limit: 1 }).map(told));
    expect(order).toEqual(['second: 1:1', 'first: 1:1', 'third: 1:1']);
  });
});

describe('an attempt', () => {
  it('that was accepted ends its deliveries as sent and is remembered as the last alert', () => {
    const store = storeWith('ann');
    open(store, ['a', 'b']);
    settle(store, claimOne(store), { kind: 'sent', messageRef: '77' }, NOON + 9);
    expect(states(store)).toEqual(['ann 1:1 sent', 'ann 1:1 sent']);
    expect(store.subscribers.list({})[0]?.lastAlertAtMs).toBe(NOON + 9);
    expect(store.outbox.nextDueMs('telegram', NOON + 9)).toBeNull();
  });

  it('that was not accepted is made again when its time has come, together with what came since', () => {
    const store = storeWith('ann');
    open(store, ['a']);
    const first = claimOne(store);
    settle(store, first, { kind: 'retry', why: '429' }, NOON, NOON + 30_000);
    expect(claim(store, NOON + 29_999)).toEqual([]);
    expect(store.outbox.nextDueMs('telegram', NOON)).toBe(NOON + 30_000);
    open(store, ['b'], NOON + 30_000);
    const second = claimOne(store, NOON + 30_000);
    expect(second.attempt).toBe(2);
    expect(second.envelope.resend).toBe(false);
    expect(second.alert.slots).toHaveLength(2);
  });

  it('that was not accepted is not made again for a slot that went meanwhile, nor without another time', () => {
    const store = storeWith('ann');
    open(store, ['a', 'b']);
    const message = claimOne(store);
    store.slots.record(batch(NOON, [], ['a']), NOON);
    settle(store, message, { kind: 'retry', why: '503' }, NOON, NOON + 1000);
    expect(states(store)).toEqual(['ann 1:1 expired slot gone', 'ann 1:1 pending 503']);
    settle(store, claimOne(store, NOON + 1000), { kind: 'retry', why: '503' }, NOON + 1000, null);
    expect(states(store)).toEqual(['ann 1:1 expired slot gone', 'ann 1:1 expired 503']);
  });

  it('refused as wrong ends as rejected and leaves the recipient alone', () => {
    const store = storeWith('ann');
    open(store, ['a']);
    settle(store, claimOne(store), { kind: 'rejected', why: '400 too long' }, NOON);
    expect(states(store)).toEqual(['ann 1:1 rejected 400 too long']);
    open(store, ['b'], NOON + 1);
    expect(deliver(store, NOON + 1)).toEqual(['ann: 1:1']);
  });

  it('that finds the recipient gone ends all they were owed, and they are told nothing more', () => {
    const store = storeWith('ann', 'bob');
    open(store, ['a', 'b']);
    const [ann] = claim(store, NOON, { maxSlots: 1, skip: new Set([2]) });
    settle(store, ann as ClaimedMessage, { kind: 'gone', why: 'blocked' }, NOON);
    open(store, ['c'], NOON + 1);
    expect(states(store).filter((line) => line.startsWith('ann'))).toEqual([
      'ann 1:1 gone blocked',
      'ann 1:1 gone blocked',
    ]);
    expect(store.subscribers.find({ channel: 'telegram', address: 'ann' })).toMatchObject({
      state: 'gone',
      stateWhy: 'blocked',
    });
    expect(deliver(store, NOON + 1)).toEqual(['bob: 1:1 1:1 1:1']);
  });

  it('that may have arrived is made once more, word for word, and then counts as unknown', () => {
    const store = storeWith('ann');
    open(store, ['a', 'b']);
    const first = claimOne(store);
    settle(store, first, { kind: 'ambiguous', why: 'timeout' }, NOON, NOON + 5000);
    expect(store.outbox.counts('telegram')).toMatchObject({ sending: 2, pending: 0 });
    open(store, ['a'], NOON + 1000, 3);
    open(store, ['c'], NOON + 1000);
    store.slots.record(batch(NOON + 2000, [], ['b']), NOON + 2000);
    expect(store.outbox.nextDueMs('telegram', NOON + 2000)).toBe(NOON + 2000);
    const [resend, ...rest] = claim(store, NOON + 5000);
    expect(resend).toMatchObject({ id: first.id, attempt: 2, alert: first.alert });
    expect(resend?.envelope).toEqual({ ...first.envelope, resend: true, leftOpen: true });
    expect(rest, 'one message at a time for a recipient').toEqual([]);
    settle(store, resend as ClaimedMessage, { kind: 'ambiguous', why: 'timeout' }, NOON + 6000, NOON + 9000);
    expect(states(store)).toEqual(['ann 1:1 unknown timeout', 'ann 1:1 unknown timeout', 'ann 1:1 pending']);
  });

  it('that may have arrived and is then refused for now keeps its key until it is told', () => {
    const store = storeWith('ann');
    open(store, ['a']);
    const first = claimOne(store);
    settle(store, first, { kind: 'ambiguous', why: 'timeout' }, NOON, NOON + 1);
    settle(store, claimOne(store, NOON + 1), { kind: 'retry', why: '429' }, NOON + 1, NOON + 2);
    const third = claimOne(store, NOON + 2);
    expect(third.envelope).toEqual({ ...first.envelope, resend: true, leftOpen: true });
    expect(third.attempt).toBe(3);
    settle(store, third, { kind: 'sent' }, NOON + 2);
    expect(states(store)).toEqual(['ann 1:1 sent']);
  });

  it('that may have arrived is not made again when all its slots are gone', () => {
    const store = storeWith('ann');
    open(store, ['a']);
    settle(store, claimOne(store), { kind: 'ambiguous', why: 'timeout' }, NOON, NOON + 1);
    store.slots.record(batch(NOON, [], ['a']), NOON);
    expect(claim(store, NOON + 1)).toEqual([]);
    expect(states(store)).toEqual(['ann 1:1 unknown slot gone before the resend']);
  });

  it('settled twice counts once', () => {
    const store = storeWith('ann');
    open(store, ['a']);
    const message = claimOne(store);
    settle(store, message, { kind: 'sent' }, NOON);
    settle(store, message, { kind: 'retry', why: 'late' }, NOON, NOON + 1);
    expect(states(store)).toEqual(['ann 1:1 sent']);
  });
});

describe('a recipient who moved', () => {
  it('is told at the new address', () => {
    const store = storeWith('-100');
    open(store, ['a']);
    settle(store, claimOne(store), { kind: 'retry', why: 'moved', movedTo: '-100200' }, NOON, NOON);
    expect(deliver(store, NOON)).toEqual(['-100200: 1:1']);
    expect(store.subscribers.find({ channel: 'telegram', address: '-100' })).toBeUndefined();
  });

  it('to an address that is known already becomes one with it, and is told nothing twice', () => {
    const store = storeWith('-100', '-100200');
    store.subscribers.add(wish('-100', { vaccine: 'COVAXIN' }), NOON);
    open(store, ['a']);
    deliver(store, NOON);
    open(store, ['b'], NOON + 1);
    const messages = claim(store, NOON + 1);
    const old = messages.find((message) => message.recipient.address === '-100') as ClaimedMessage;
    const known = messages.find((message) => message.recipient.address === '-100200') as ClaimedMessage;
    settle(store, old, { kind: 'retry', why: 'moved', movedTo: '-100200' }, NOON + 1, NOON + 1);
    settle(store, known, { kind: 'sent' }, NOON + 1);
    expect(deliver(store, NOON + 2)).toEqual([]);
    const [only, ...others] = store.subscribers.list({});
    expect(others).toEqual([]);
    expect(only?.subscriptions).toHaveLength(2);
    // Were what the old address was told forgotten, this would tell the new one of it.
    store.slots.record(batch(NOON + 3, [session({ sessionId: 'a', vaccine: 'COVISHIELD' })]), NOON + 3);
    expect(deliver(store, NOON + 3)).toEqual([]);
  });
});

describe('a closing', () => {
  it('is told to those who were told, with all slots of their message', () => {
    const store = storeWith('ann');
    open(store, ['a', 'b']);
    const message = claimOne(store);
    settle(store, message, { kind: 'sent', messageRef: '77' }, NOON);
    store.slots.record(batch(NOON + 150_000, [], ['a']), NOON + 150_000);
    const [closing, ...rest] = closings(store, NOON + 150_000);
    expect(rest).toEqual([]);
    expect(closing).toMatchObject({
      id: message.id,
      messageRef: '77',
      attempt: 1,
      envelope: message.envelope,
      newlyClosed: ['cowin:a:1:1'],
    });
    expect(closing?.alert.slots.map((slot) => slot.closedAtMs)).toEqual([NOON + 150_000, null]);
    expect(closing?.alert.slots.map((slot) => slot.capacity)).toEqual([12, 12]);
    expect(closings(store, NOON + 150_000), 'while it is being told').toEqual([]);
    store.slots.record(batch(NOON + 160_000, [], ['b']), NOON + 160_000);
    store.outbox.settleClosing(message.id, ['cowin:a:1:1'], null);
    expect(closings(store, NOON + 160_000)[0]?.newlyClosed).toEqual(['cowin:b:1:1']);
    store.outbox.settleClosing(message.id, ['cowin:b:1:1'], null);
    expect(store.outbox.nextDueMs('telegram', NOON + 160_000)).toBeNull();
  });

  it('is told again later when it could not be told', () => {
    const store = storeWith('ann');
    open(store, ['a']);
    const [line] = deliver(store, NOON);
    expect(line).toBe('ann: 1:1');
    store.slots.record(batch(NOON + 1, [], ['a']), NOON + 1);
    const [first] = closings(store, NOON + 1);
    store.outbox.settleClosing(first?.id as number, [], NOON + 5000);
    expect(closings(store, NOON + 4999)).toEqual([]);
    expect(store.outbox.nextDueMs('telegram', NOON + 4999)).toBe(NOON + 5000);
    expect(closings(store, NOON + 5000)[0]?.attempt).toBe(2);
  });

  it('while the message was on its way is told after it', () => {
    const store = storeWith('ann');
    open(store, ['a']);
    const message = claimOne(store);
    store.slots.record(batch(NOON + 1, [], ['a']), NOON + 1);
    expect(closings(store, NOON + 1)).toEqual([]);
    settle(store, message, { kind: 'sent' }, NOON + 2);
    expect(closings(store, NOON + 2)).toHaveLength(1);
  });

  it('is not told by e-mail, nor to those who are paused', () => {
    const store = storeWith('ann');
    store.subscribers.add(wish('ann@example.org', {}, 'email'), NOON);
    open(store, ['a']);
    deliver(store, NOON);
    deliver(store, NOON, 'email');
    store.subscribers.pause(store.subscribers.find({ channel: 'telegram', address: 'ann' })?.id as number);
    store.slots.record(batch(NOON + 1, [], ['a']), NOON + 1);
    expect(store.outbox.nextDueMs('email', NOON + 1)).toBeNull();
    expect(closings(store, NOON + 1)).toEqual([]);
    expect(store.outbox.nextDueMs('telegram', NOON + 1)).toBeNull();
  });
});

describe('what comes too late', () => {
  it('is given up when it was owed for too long', () => {
    const store = storeWith('ann');
    open(store, ['a']);
    expect(store.outbox.expire(NOON + HOUR, HOUR)).toBe(0);
    expect(store.outbox.expire(NOON + HOUR + 1, HOUR)).toBe(1);
    expect(states(store)).toEqual(['ann 1:1 expired owed too long']);
    expect(deliver(store, NOON + HOUR + 1)).toEqual([]);
    expect(store.outbox.nextDueMs('telegram', NOON + HOUR + 1)).toBeNull();
  });

  it('is owed anew when there is more of it: it was never told', () => {
    const store = storeWith('ann');
    open(store, ['a'], NOON, 3);
    expect(store.outbox.expire(NOON + HOUR + 1, HOUR)).toBe(1);
    open(store, ['a'], NOON + 2 * HOUR, 30);
    expect(states(store)).toEqual(['ann 1:1 pending']);
    expect(store.outbox.counts('telegram')).toMatchObject({ pending: 1, expired: 0 });
    expect(claimOne(store, NOON + 2 * HOUR)).toMatchObject({ attempt: 1, seenAtMs: NOON + 2 * HOUR });
  });

  it('is not sent after its day, even before the day was closed', () => {
    const store = storeWith('ann');
    open(store, ['a']);
    expect(deliver(store, NOON + 2 * DAY)).toEqual([]);
    expect(states(store)).toEqual(['ann 1:1 expired date past']);
  });

  it('ends as unknown when it may have arrived', () => {
    const store = storeWith('ann');
    open(store, ['a']);
    settle(store, claimOne(store), { kind: 'ambiguous', why: 'timeout' }, NOON, NOON + 1);
    expect(store.outbox.expire(NOON + 2 * HOUR, HOUR)).toBe(1);
    expect(states(store)).toEqual(['ann 1:1 unknown too late to resend']);
  });
});

describe('a clock that jumps', () => {
  it('back by a day strands no retry and no resend', () => {
    const store = storeWith('retry', 'resend');
    open(store, ['a']);
    for (const message of claim(store, NOON)) {
      const kind = message.recipient.address === 'retry' ? 'retry' : 'ambiguous';
      settle(store, message, { kind, why: 'x' }, NOON, NOON + 5 * MINUTE);
    }
    const yesterday = NOON - DAY;
    expect(store.outbox.nextDueMs('telegram', yesterday)).toBe(yesterday);
    expect(deliver(store, yesterday).sort()).toEqual(['resend: 1:1', 'retry: 1:1']);
  });

  it('back by a day does not make a cool-down of a day', () => {
    const store = storeWith('ann');
    open(store, ['a']);
    deliver(store, NOON);
    const yesterday = NOON - DAY;
    store.slots.record(batch(yesterday, [], ['a']), yesterday);
    open(store, ['a'], yesterday + 1);
    expect(deliver(store, yesterday + 1)).toEqual(['ann: 1:2']);
  });

  it('forward by an hour lets everything go at once', () => {
    const store = storeWith('ann');
    open(store, ['a']);
    settle(store, claimOne(store), { kind: 'retry', why: 'x' }, NOON, NOON + 5 * MINUTE);
    expect(deliver(store, NOON + HOUR)).toEqual(['ann: 1:1']);
  });
});

describe('people who are paused', () => {
  it('are not told what they were owed until they resume', () => {
    const store = storeWith('ann');
    open(store, ['a']);
    const id = store.subscribers.list({})[0]?.id as number;
    store.subscribers.pause(id);
    expect(deliver(store, NOON)).toEqual([]);
    expect(store.outbox.nextDueMs('telegram', NOON)).toBeNull();
    store.subscribers.resume(id);
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
  });
});

describe('the counts', () => {
  it('agree with the deliveries, whatever happened', () => {
    const store = storeWith('sent', 'gone', 'rejected', 'pending', 'unknown', 'sending', 'expired');
    open(store, ['a']);
    for (const message of claim(store, NOON)) {
      const { address } = message.recipient;
      if (address === 'sent') settle(store, message, { kind: 'sent' }, NOON);
      if (address === 'gone') settle(store, message, { kind: 'gone', why: '' }, NOON);
      if (address === 'rejected') settle(store, message, { kind: 'rejected', why: '' }, NOON);
      if (address === 'pending') settle(store, message, { kind: 'retry', why: '' }, NOON, NOON + 1);
      if (address === 'expired') settle(store, message, { kind: 'retry', why: '' }, NOON, null);
      if (address === 'unknown') settle(store, message, { kind: 'ambiguous', why: '' }, NOON, null);
    }
    expect(states(store).map((line) => line.trim())).toEqual(
      ['sent', 'gone', 'rejected', 'pending', 'unknown', 'sending', 'expired'].map(
        (one) => `${one} 1:1 ${one}`,
      ),
    );
    expect(store.outbox.counts('telegram')).toEqual({
      pending: 1,
      sending: 1,
      sent: 1,
      gone: 1,
      rejected: 1,
      expired: 1,
      unknown: 1,
    });
    expect(store.outbox.counts('email').pending).toBe(0);
  });
});

describe('the cool-down', () => {
  it('holds at the last moment too: another dose was told after the reopening was written down', () => {
    const store = storeWith('ann');
    store.slots.record(batch(NOON, [session({ capacity: { '1': 5, '2': 0 } })]), NOON);
    deliver(store, NOON);
    const later = NOON + 11 * MINUTE;
    store.slots.record(batch(later, [session({ capacity: { '1': 0, '2': 5 } })]), later);
    store.slots.record(batch(later, [session({ capacity: { '1': 5, '2': 5 } })]), later);
    const [message] = claim(store, later, { maxSlots: 1 });
    expect(message && told(message)).toBe('ann: 2:1');
    settle(store, message as ClaimedMessage, { kind: 'sent' }, later);
    expect(deliver(store, later + 1)).toEqual([]);
    expect(deliver(store, later + 10 * MINUTE)).toEqual(['ann: 1:2']);
  });

  it('is waited out without counting as slowness', () => {
    const store = storeWith('ann');
    open(store, ['a']);
    deliver(store, NOON);
    store.slots.record(batch(NOON + 1, [], ['a']), NOON + 1);
    open(store, ['a'], NOON + 2);
    expect(claimOne(store, NOON + 10 * MINUTE).seenAtMs).toBe(NOON + 10 * MINUTE);
  });
});

describe('spending on X', () => {
  it('adds up by day and month', () => {
    const { spending } = freshStore();
    spending.reserve('2021-05-07', 15_000);
    spending.reserve('2021-05-08', 15_000);
    spending.reserve('2021-05-08', 200_000);
    spending.reserve('2021-06-01', 1);
    expect(spending.spent('2021-05-08')).toEqual({ dayMicros: 215_000, monthMicros: 230_000 });
    expect(spending.spent('2021-07-01')).toEqual({ dayMicros: 0, monthMicros: 0 });
  });
});

describe('many openings at once', () => {
  it('that take several steps to write down still reach each recipient in one message', () => {
    const store = freshStore();
    store.subscribers.addAll(
      Array.from({ length: 400 }, (_, n) => wish(`p${n}`)),
      NOON,
    );
    const sessions = Array.from({ length: 20 }, (_, n) => session({ sessionId: `s${n}` }));
    const { more, owed } = store.slots.record(batch(NOON, sessions), NOON);
    expect(more).toBe(true);
    expect(owed).toBeLessThan(400 * 20);
    const sizes = claim(store, NOON).map((message) => message.alert.slots.length);
    finishFanOut(store, NOON);
    sizes.push(...claim(store, NOON).map((message) => message.alert.slots.length));
    expect(sizes).toEqual(Array.from({ length: 400 }, () => 20));
  });

  it('of a large district do not hold up a small one', () => {
    const store = freshStore();
    store.subscribers.addAll(
      Array.from({ length: 5000 }, (_, n) => wish(`p${n}`)),
      NOON,
    );
    store.subscribers.add(wish('small', { areaId: 'cowin:266' }), NOON);
    open(store, ['large']);
    const other = session({ sessionId: 'small', areaId: 'cowin:266', date: '2021-05-10' as IstDate });
    expect(store.slots.record(batch(NOON, [other]), NOON).more).toBe(true);
    const pending = store.deliveries.list({ limit: 100_000 }).filter(({ address }) => address === 'small');
    expect(pending).toHaveLength(1);
  });

  it('of one answer after another are written down as one, each at its own time', () => {
    const store = storeWith('ann');
    const answers = [
      batch(NOON, [session({ sessionId: 'a' })]),
      batch(NOON + 5, [session({ sessionId: 'b' })]),
    ];
    const { feed, owed } = store.slots.record([...answers.flat(), ...batch(NOON + 9, [], ['a'])], NOON + 10);
    expect(owed).toBe(1);
    expect(feed.map(({ kind, atMs, openingKey }) => `${kind} ${openingKey} ${atMs - NOON}`)).toEqual([
      'opened cowin:a:1:1 0',
      'opened cowin:b:1:1 5',
      'closed cowin:a:1:1 9',
    ]);
    expect(deliver(store, NOON + 10)).toEqual(['ann: 1:1']);
  });
});

describe('the line at a channel', () => {
  const SMALL = 'cowin:266';

  function crowd(store: Store, size: number): void {
    store.subscribers.addAll(
      Array.from({ length: size }, (_, n) => wish(`p${n}`)),
      NOON,
    );
  }

  it('serves areas in turn: small districts do not wait behind a crowd', () => {
    const store = freshStore();
    crowd(store, 300);
    const small = ['cowin:1', 'cowin:9'];
    for (const areaId of small) store.subscribers.add(wish(areaId, { areaId }), NOON);
    open(store, ['large']);
    const sessions = small.map((areaId) => session({ sessionId: areaId, areaId }));
    store.slots.record(batch(NOON + 1, sessions), NOON + 1);
    const served = claim(store, NOON + 2, { limit: 3 }).map(({ recipient }) => recipient.address);
    expect(served.toSorted()).toEqual(['cowin:1', 'cowin:9', expect.stringMatching(/^p\d+$/)]);
  });

  it('comes round again to the crowd, and to whoever waits in both places once', () => {
    const store = freshStore();
    crowd(store, 3);
    store.subscribers.add(wish('p1', { areaId: SMALL }), NOON);
    store.subscribers.add(wish('q', { areaId: SMALL }), NOON);
    open(store, ['large']);
    store.slots.record(batch(NOON + 1, [session({ sessionId: 'small', areaId: SMALL })]), NOON + 1);
    const messages = Array.from({ length: 5 }, () => claim(store, NOON + 2, { limit: 1 }).map(told)).flat();
    expect(messages.toSorted()).toEqual(['p0: 1:1', 'p1: 1:1 1:1', 'p2: 1:1', 'q: 1:1']);
    expect(store.outbox.nextDueMs('telegram', NOON + 2)).toBeNull();
  });

  it('keeps those who are owed more than one message holds', () => {
    const store = storeWith('ann');
    open(
      store,
      Array.from({ length: 1_500 }, (_, n) => `s${n}`),
    );
    finishFanOut(store, NOON);
    const sizes = [0, 1, 2, 3].flatMap((at) =>
      claim(store, NOON + at, { maxSlots: 500 }).map((message) => {
        settle(store, message, { kind: 'sent' }, NOON + at);
        return message.alert.slots.length;
      }),
    );
    expect(sizes).toEqual([500, 500, 500]);
    expect(store.outbox.nextDueMs('telegram', NOON + 9)).toBeNull();
  });

  it('lets go out what is due though much before it has to wait', () => {
    const store = storeWith('ann');
    open(
      store,
      Array.from({ length: 1_500 }, (_, n) => `s${n}`),
    );
    finishFanOut(store, NOON);
    for (const at of [1, 2]) {
      const [message] = claim(store, NOON + at, { maxSlots: 500 });
      settle(store, message as ClaimedMessage, { kind: 'retry', why: 'x' }, NOON + at, NOON + 20 * MINUTE);
    }
    expect(claim(store, NOON + 3, { maxSlots: 500 })).toHaveLength(1);
    expect(claim(store, NOON + 4, { maxSlots: 500 })).toEqual([]);
    expect(store.outbox.nextDueMs('telegram', NOON + 4)).toBe(NOON + 20 * MINUTE);
  });
});
