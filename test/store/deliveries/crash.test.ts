import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import {
  batch,
  claim,
  deliver,
  finishFanOut,
  HOUR,
  MINUTE,
  NOON,
  runChild,
  session,
  states,
  storeAt,
  tempDir,
  wish,
} from '../kit.ts';

describe('an engine that is killed', () => {
  it('in mid-send: the message may have arrived, so it is resent, with the same key', async () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const before = storeAt(path);
    before.subscribers.add(wish('ann'), NOON);
    before.close();
    for (const name of ['one', 'two']) {
      const { signal } = await runChild('send-and-die.ts', [path, name]);
      expect(signal).toBe('SIGKILL');
    }
    const store = storeAt(path);
    expect(store.outbox.counts('telegram')).toMatchObject({ sending: 2, pending: 0 });
    expect(store.outbox.recover(NOON)).toBe(2);
    const first = claim(store, NOON);
    expect(first.map(({ envelope }) => envelope.resend)).toEqual([true, true]);
    store.close();

    // Killed again and again while it resends: it is not lost, and does not come first at every start for ever.
    let nowMs = NOON;
    for (const waitMs of [0, 0, 0, 2_000, 4_000, 8_000]) {
      const again = storeAt(path);
      expect(again.outbox.recover(nowMs)).toBe(2);
      if (waitMs > 0) expect(claim(again, nowMs + waitMs - 1)).toEqual([]);
      nowMs += waitMs;
      expect(claim(again, nowMs)).toHaveLength(2);
      again.close();
    }
  });

  it('again and again with the same message in the end lets it go: it is too old', async () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const before = storeAt(path);
    before.subscribers.add(wish('ann'), NOON);
    before.close();
    await runChild('send-and-die.ts', [path, 'one']);
    const store = storeAt(path);
    let crashes = 0;
    for (let nowMs = NOON; nowMs < NOON + 2 * HOUR; nowMs += 5 * MINUTE) {
      store.outbox.recover(nowMs);
      store.outbox.expire(nowMs, HOUR);
      crashes += claim(store, nowMs).length;
    }
    expect(crashes).toBeGreaterThan(4);
    expect(crashes).toBeLessThan(15);
    expect(states(store)).toEqual(['ann 1:1 unknown too late to resend']);
  });

  it('in mid-send still gives a provider that then leaves it open one resend, and no second', async () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const before = storeAt(path);
    before.subscribers.add(wish('ann'), NOON);
    before.close();
    await runChild('send-and-die.ts', [path, 'one']);
    const outcome = { kind: 'ambiguous', why: 'timeout' } as const;
    for (const leftOpen of [false, true]) {
      const store = storeAt(path);
      store.outbox.recover(NOON);
      const [message] = claim(store, NOON);
      expect(message).toMatchObject({ envelope: { resend: true, leftOpen } });
      store.outbox.settle(message?.id ?? 0, { outcome, nowMs: NOON, retryAtMs: NOON });
      store.close();
    }
    const after = storeAt(path);
    expect(claim(after, NOON)).toEqual([]);
    expect(states(after)).toEqual(['ann 1:1 unknown timeout']);
  });

  it('in mid-fan-out goes on where it was, and tells everybody once', async () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const before = storeAt(path);
    before.subscribers.addAll(
      Array.from({ length: 5000 }, (_, n) => wish(`p${n}`)),
      NOON,
    );
    before.close();
    const { signal } = await runChild('send-and-die.ts', [path, 'one']);
    expect(signal).toBe('SIGKILL');
    const store = storeAt(path);
    const owed = () => store.deliveries.list({ limit: 100_000 }).length;
    expect(owed()).toBeGreaterThan(0);
    expect(owed()).toBeLessThan(5000);
    store.outbox.recover(NOON);
    finishFanOut(store, NOON);
    expect(owed()).toBe(5000);
    const addresses = Array.from({ length: 5 }, () => claim(store, NOON)).flat();
    expect(new Set(addresses.map(({ recipient }) => recipient.address)).size).toBe(5000);
  });

  it('while a closing is told tells it again', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const store = storeAt(path);
    store.subscribers.add(wish('ann'), NOON);
    store.slots.record(batch(NOON, [session()]), NOON);
    deliver(store, NOON);
    store.slots.record(batch(NOON, [], [session().sessionId]), NOON);
    const options = { nowMs: NOON, limit: 1, skip: new Set<number>() };
    expect(store.outbox.claimClosings('telegram', options)).toHaveLength(1);
    store.close();
    const again = storeAt(path);
    again.outbox.recover(NOON);
    expect(again.outbox.claimClosings('telegram', options)).toHaveLength(1);
  });
});

describe('the promise in the database itself', () => {
  it('refuses a second delivery of the same opening to the same subscriber', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const store = storeAt(path);
    store.subscribers.add(wish('ann'), NOON);
    store.slots.record(batch(NOON, [session()]), NOON);
    const sql = new Database(path);
    const copy = () =>
      sql.exec(`
        INSERT INTO deliveries (opening, subscriber, channel, seen_ms, created_ms, not_before_ms)
        SELECT opening, subscriber, channel, seen_ms, created_ms, not_before_ms FROM deliveries
      `);
    expect(copy).toThrow(/UNIQUE/);
    sql.close();
  });

  it('has what was claimed on the disk before anybody may send it', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const store = storeAt(path);
    store.subscribers.add(wish('ann'), NOON);
    store.slots.record(batch(NOON, [session()]), NOON);
    expect(claim(store, NOON)).toHaveLength(1);
    const sql = new Database(path, { readonly: true });
    expect(sql.prepare('SELECT state FROM deliveries').pluck().all()).toEqual(['sending']);
    expect(sql.prepare('SELECT state FROM messages').pluck().all()).toEqual(['sending']);
    sql.close();
  });
});
