import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import {
  batch,
  claim,
  deliver,
  finishFanOut,
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

    // Killed again and again while it resends: it is not lost to a second crash, and not tried for ever.
    for (const left of [2, 2, 2, 0]) {
      const again = storeAt(path);
      expect(again.outbox.recover(NOON)).toBe(2);
      expect(claim(again, NOON)).toHaveLength(left);
      if (left === 0) {
        expect(states(again)).toEqual([
          'ann 1:1 unknown stopped while sending',
          'ann 1:1 unknown stopped while sending',
        ]);
      }
      again.close();
    }
  });

  it('in mid-resend still gives a silent provider no second resend', async () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const before = storeAt(path);
    before.subscribers.add(wish('ann'), NOON);
    before.close();
    await runChild('send-and-die.ts', [path, 'one']);
    const store = storeAt(path);
    store.outbox.recover(NOON);
    const [message] = claim(store, NOON);
    const outcome = { kind: 'ambiguous', why: 'timeout' } as const;
    store.outbox.settle(message?.id ?? 0, { outcome, nowMs: NOON, retryAtMs: NOON });
    expect(claim(store, NOON)).toEqual([]);
    expect(states(store)).toEqual(['ann 1:1 unknown timeout']);
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
