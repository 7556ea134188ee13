// Nights: who wants to be left alone hears nothing, and in the morning everything that is still open, at once.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { IstDate } from '../../../src/core/ist.ts';
import type { ClaimedMessage } from '../../../src/core/outbox.ts';
import type { ChannelName } from '../../../src/core/subscription.ts';
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
  session,
  settle,
  states,
  storeAt,
  tempDir,
  told,
  wish,
} from '../kit.ts';

/** 23:00 in India on 8 May 2021. */
const LATE = Date.parse('2021-05-08T23:00:00+05:30');
const MORNING = Date.parse('2021-05-09T07:00:00+05:30');
const NIGHT = { fromHour: 22, toHour: 7 };

function sleeper(store: Store, address = 'ann', channel: ChannelName = 'telegram'): number {
  const { id } = store.subscribers.add(wish(address, {}, channel), LATE - DAY).subscriber;
  store.subscribers.setQuiet(id, NIGHT, LATE - DAY);
  return id;
}

function open(store: Store, atMs: number, ...sessionIds: string[]): void {
  const sessions = sessionIds.map((sessionId) =>
    session({ sessionId, date: '2021-05-12' as IstDate, capacity: { '1': 12 } }),
  );
  store.slots.record(batch(atMs, sessions), atMs);
}

function shut(store: Store, atMs: number, ...sessionIds: string[]): void {
  store.slots.record(batch(atMs, [], sessionIds), atMs);
}

/** Everything an engine does of itself in a night: claims when something is due, and sweeps what is owed too long. */
function night(store: Store, fromMs: number, toMs: number, channel: ChannelName = 'telegram'): string[] {
  const heard: string[] = [];
  for (let nowMs = fromMs; nowMs < toMs; nowMs += 5 * MINUTE) {
    heard.push(...deliver(store, nowMs, channel));
    store.outbox.expire(nowMs, HOUR);
  }
  return heard;
}

describe('in quiet hours', () => {
  it('nothing comes; in the morning what is still open comes in one message, the rest is gone', () => {
    const store = freshStore();
    sleeper(store);
    open(store, LATE, 'a', 'b');
    open(store, LATE + 2 * HOUR, 'c');
    shut(store, LATE + 3 * HOUR, 'b');
    expect(night(store, LATE, MORNING)).toEqual([]);
    const [message, ...others] = claim(store, MORNING);
    expect(others).toEqual([]);
    expect(message?.alert.slots.map(({ openingKey }) => openingKey)).toEqual(['cowin:a:1:1', 'cowin:c:1:1']);
    settle(store, message as ClaimedMessage, { kind: 'sent' }, MORNING);
    expect(states(store)).toEqual(['ann 1:1 sent', 'ann 1:1 expired slot gone', 'ann 1:1 sent']);
  });

  it('the others are told as ever', () => {
    const store = freshStore();
    sleeper(store);
    store.subscribers.add(wish('bob'), LATE);
    open(store, LATE, 'a');
    expect(deliver(store, LATE)).toEqual(['bob: 1:1']);
    expect(deliver(store, LATE + 1)).toEqual([]);
  });

  it('the line knows when to look again, and is never asked in vain before', () => {
    const store = freshStore();
    sleeper(store);
    open(store, LATE, 'a');
    let nowMs = LATE;
    let looks = 0;
    for (;;) {
      const dueMs = store.outbox.nextDueMs('telegram', nowMs) ?? Number.NaN;
      if (dueMs <= nowMs) break;
      expect(claim(store, dueMs - 1)).toEqual([]);
      nowMs = dueMs;
      looks++;
      if (claim(store, nowMs).length > 0) break;
    }
    expect(nowMs).toBe(MORNING);
    // Every half an hour: a time further away could be that of a clock that jumped.
    expect(looks).toBeLessThanOrEqual(17);
  });

  it('what was owed just before they began waits too, and does not expire', () => {
    const store = freshStore();
    sleeper(store);
    const before = LATE - HOUR - 1;
    open(store, before, 'a');
    expect(night(store, before + 2, MORNING)).toEqual([]);
    expect(deliver(store, MORNING)).toEqual(['ann: 1:1']);
  });

  it('a restart in the night expires nothing', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const store = storeAt(path);
    sleeper(store);
    open(store, LATE, 'a');
    store.close();
    const again = storeAt(path);
    expect(again.outbox.expire(LATE + 5 * HOUR, HOUR)).toBe(0);
    expect(deliver(again, MORNING)).toEqual(['ann: 1:1']);
  });

  it('a morning nobody served expires like any other hour', () => {
    const store = freshStore();
    sleeper(store);
    open(store, LATE, 'a');
    expect(store.outbox.expire(MORNING + HOUR, HOUR)).toBe(0);
    expect(store.outbox.expire(MORNING + HOUR + 1, HOUR)).toBe(1);
    expect(states(store)).toEqual(['ann 1:1 expired owed too long']);
  });

  it('waiting does not count as slowness', () => {
    const store = freshStore();
    sleeper(store);
    open(store, LATE, 'a');
    expect(claim(store, MORNING + 5)[0]?.seenAtMs).toBe(MORNING);
  });

  it('of a newcomer what is open waits for the morning', () => {
    const store = freshStore();
    open(store, LATE - 2 * HOUR, 'a');
    sleeper(store);
    store.slots.joinAreas(['cowin:294'], LATE);
    finishFanOut(store, LATE);
    expect(night(store, LATE, MORNING)).toEqual([]);
    expect(deliver(store, MORNING)).toEqual(['ann: 1:1']);
  });

  it('what failed at dusk is tried again in the morning', () => {
    const store = freshStore();
    sleeper(store);
    const dusk = LATE - HOUR - MINUTE;
    open(store, dusk, 'a');
    const [message] = claim(store, dusk);
    settle(store, message as ClaimedMessage, { kind: 'retry', why: '503' }, dusk, dusk + 2 * MINUTE);
    expect(night(store, dusk + 2 * MINUTE, MORNING)).toEqual([]);
    expect(deliver(store, MORNING)).toEqual(['ann: 1:1']);
  });

  it('they are theirs to end: what waited comes at once', () => {
    const store = freshStore();
    const id = sleeper(store);
    open(store, LATE, 'a');
    expect(deliver(store, LATE)).toEqual([]);
    store.subscribers.setQuiet(id, null, LATE + MINUTE);
    expect(store.outbox.nextDueMs('telegram', LATE + MINUTE)).toBe(LATE + MINUTE);
    expect(deliver(store, LATE + MINUTE)).toEqual(['ann: 1:1']);
  });

  it('they begin at once when they are set', () => {
    const store = freshStore();
    const { id } = store.subscribers.add(wish('ann'), LATE).subscriber;
    open(store, LATE, 'a');
    expect(store.subscribers.setQuiet(id, NIGHT, LATE)?.quiet).toEqual(NIGHT);
    expect(night(store, LATE, MORNING)).toEqual([]);
    expect(deliver(store, MORNING)).toEqual(['ann: 1:1']);
  });

  it('a clock that jumps back by a day, and on again, holds nobody up beyond the night', () => {
    const store = freshStore();
    sleeper(store);
    open(store, LATE, 'a');
    expect(deliver(store, LATE)).toEqual([]);
    expect(deliver(store, LATE - DAY)).toEqual([]);
    expect(deliver(store, LATE - DAY + 10 * HOUR)).toEqual(['ann: 1:1']);
  });

  it('a webhook has none unless they are set, and an e-mail address may have them', () => {
    const store = freshStore();
    sleeper(store, 'a@example.org', 'email');
    store.subscribers.add(wish('https://example.org/hook', {}, 'webhook'), LATE);
    store.subscribers.add(wish('public', { areaId: null }, 'twitter'), LATE);
    open(store, LATE, 'a');
    expect(deliver(store, LATE, 'webhook')).toHaveLength(1);
    expect(deliver(store, LATE, 'twitter')).toHaveLength(1);
    expect(night(store, LATE, MORNING, 'email')).toEqual([]);
    expect(deliver(store, MORNING, 'email')).toHaveLength(1);
  });
});

describe('a message that may have arrived', () => {
  it('is not sent again in quiet hours, but in the morning, word for word', () => {
    const store = freshStore();
    sleeper(store);
    const dusk = LATE - HOUR - MINUTE;
    open(store, dusk, 'a');
    const [first] = claim(store, dusk);
    settle(store, first as ClaimedMessage, { kind: 'ambiguous', why: 'timeout' }, dusk, dusk + 2 * MINUTE);
    expect(night(store, dusk + 2 * MINUTE, MORNING)).toEqual([]);
    const [again] = claim(store, MORNING);
    expect(again?.envelope).toEqual({ ...first?.envelope, resend: true, leftOpen: true });
    expect(again?.alert).toEqual(first?.alert);
    expect(again?.seenAtMs, 'no slowness of ours').toBe(MORNING);
    settle(store, again as ClaimedMessage, { kind: 'sent' }, MORNING);
    expect(states(store)).toEqual(['ann 1:1 sent']);
  });

  it('is given up when nobody resent it in the hour after the night', () => {
    const store = freshStore();
    sleeper(store);
    const dusk = LATE - HOUR - MINUTE;
    open(store, dusk, 'a');
    const [first] = claim(store, dusk);
    settle(store, first as ClaimedMessage, { kind: 'ambiguous', why: 'timeout' }, dusk, dusk + MINUTE);
    expect(store.outbox.expire(MORNING - 1, HOUR)).toBe(0);
    expect(store.outbox.expire(MORNING + HOUR, HOUR)).toBe(0);
    expect(store.outbox.expire(MORNING + HOUR + 1, HOUR)).toBe(1);
    expect(states(store)).toEqual(['ann 1:1 unknown too late to resend']);
  });
});

describe('a slot that closes in the night', () => {
  it('is marked gone where it was told before: an edit wakes nobody', () => {
    const store = freshStore();
    sleeper(store);
    const evening = LATE - 2 * HOUR;
    open(store, evening, 'a');
    expect(
      claim(store, evening).map((message) => {
        settle(store, message, { kind: 'sent', messageRef: '7' }, evening);
        return told(message);
      }),
    ).toEqual(['ann: 1:1']);
    shut(store, LATE, 'a');
    const closings = store.outbox.claimClosings('telegram', { nowMs: LATE, limit: 9, skip: new Set() });
    expect(closings.map(({ newlyClosed }) => newlyClosed)).toEqual([['cowin:a:1:1']]);
  });
});
