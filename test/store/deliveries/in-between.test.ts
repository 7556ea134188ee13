// Claims in the moments between: while a closing is not yet carried to its deliveries, while a day is over and nobody
// said so yet, and while more is to be resent than one may take.
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
  heard,
  MINUTE,
  NOON,
  session,
  settle,
  states,
  told,
  wish,
} from '../kit.ts';

const SILENT = { kind: 'ambiguous', why: 'timeout' } as const;
const LATER = NOON + MINUTE;

/** People of a place that has one slot open. */
function crowd(...names: readonly string[]): Store {
  const store = freshStore();
  store.subscribers.addAll(
    names.map((name) => wish(name)),
    NOON,
  );
  heard(store, NOON, [session({ date: '2021-05-09' as IstDate })]);
  return store;
}

describe('what is owed', () => {
  it('is not sent once the slot is gone, also before its closing reached everybody', () => {
    const store = crowd('ann', 'ben', 'cat', 'dan', 'eve', 'fay', 'gus');
    // Room for the closing itself and for nobody it concerns.
    const { more } = store.slots.record(batch(LATER, [], [session().sessionId]), LATER, 5);
    expect(more).toBe(true);
    expect(deliver(store, LATER)).toEqual([]);
    expect(new Set(states(store).map((line) => line.replace(/^\w+ /, '')))).toEqual(
      new Set(['1:1 expired slot gone']),
    );
    finishFanOut(store, LATER, 1);
    expect(states(store)).toHaveLength(7);
  });

  it('is not sent once its day is past, also before the day was closed', () => {
    const store = crowd('ann');
    expect(deliver(store, NOON + 2 * DAY)).toEqual([]);
    expect(states(store)).toEqual(['ann 1:1 expired date past']);
  });

  it('is carried through a long closing step by step', () => {
    // Two steps to the full: only the third finds that nobody is left.
    const store = crowd(...Array.from({ length: 10 }, (_, n) => `p${n}`));
    store.slots.record(batch(LATER, [], [session().sessionId]), LATER, 5);
    let steps = 0;
    for (; store.slots.fanOut(LATER, 5).more; steps++);
    expect(steps).toBeGreaterThan(0);
    expect(states(store).every((line) => line.endsWith('expired slot gone'))).toBe(true);
  });
});

describe('what is to be resent', () => {
  function silentFor(...names: readonly string[]): Store {
    const store = crowd(...names);
    for (const message of claim(store, NOON)) settle(store, message, SILENT, NOON, LATER);
    return store;
  }

  it('goes out as many at a time as may, and to nobody who is to be passed over', () => {
    const store = silentFor('ann', 'ben', 'cat');
    const first = claim(store, LATER, { limit: 1, skip: new Set([999]) });
    expect(first).toHaveLength(1);
    const [passedOver] = ['ann', 'ben', 'cat'].filter(
      (name) => !first.some((one) => told(one).startsWith(name)),
    );
    const { id = 0 } = store.subscribers.find({ channel: 'telegram', address: passedOver ?? '' }) ?? {};
    expect(claim(store, LATER, { skip: new Set([id]) })).toHaveLength(1);
    expect(claim(store, LATER).map(told)).toEqual([`${passedOver}: 1:1`]);
  });

  it('ends as unknown when it is refused and not to be tried again: the first may have arrived', () => {
    const store = silentFor('ann');
    const [again] = claim(store, LATER);
    settle(store, again as ClaimedMessage, { kind: 'retry', why: 'status-500' }, LATER, null);
    expect(states(store)).toEqual(['ann 1:1 unknown status-500']);
  });

  it('is given up, and shown as unknown, when the person has turned away', () => {
    const store = silentFor('ann');
    store.subscribers.pause(1);
    expect(claim(store, LATER)).toEqual([]);
    expect(states(store)).toEqual(['ann 1:1 unknown subscriber not active']);
  });
});

it('closings go out as many at a time as may', () => {
  const store = crowd('ann', 'ben');
  deliver(store, NOON);
  store.slots.record(batch(LATER, [], [session().sessionId]), LATER);
  finishFanOut(store, LATER);
  const take = (limit: number) =>
    store.outbox.claimClosings('telegram', { nowMs: LATER, limit, skip: new Set([999]) }).length;
  expect([take(1), take(5), take(5)]).toEqual([1, 1, 0]);
});

it('newcomers who are too many for one step each find all that is open', () => {
  const store = freshStore();
  const sessions = Array.from({ length: 30 }, (_, n) => session({ sessionId: `s${n}` }));
  store.slots.record(batch(NOON, sessions), NOON);
  store.subscribers.addAll(
    Array.from({ length: 3 }, (_, n) => wish(`p${n}`)),
    NOON,
  );
  store.slots.joinAreas(['cowin:294'], NOON);
  while (store.slots.fanOut(NOON, 10).more);
  expect(store.outbox.counts('telegram').pending).toBe(90);
});

it('settling what was settled, or is nobody’s, changes nothing', () => {
  const store = crowd('ann');
  const [message] = claim(store, NOON);
  settle(store, message as ClaimedMessage, { kind: 'sent' }, NOON);
  settle(store, message as ClaimedMessage, { kind: 'rejected', why: 'late' }, NOON);
  store.outbox.settle(999, { outcome: { kind: 'sent' }, nowMs: NOON, retryAtMs: null });
  expect(states(store)).toEqual(['ann 1:1 sent']);
});
