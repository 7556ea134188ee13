// A database of the version before people signed up by themselves, in the middle of its work: opened by this version it
// goes on where it was, and everything new begins as nobody asked for it.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate, readMigrations } from '../../../src/store/database/migrations.ts';
import { openStore } from '../../../src/store/store.ts';
import {
  BBMP,
  batch,
  COWIN,
  claim,
  finishFanOut,
  NOON,
  session,
  settle,
  storeAt,
  tempDir,
  told,
  wish,
} from '../kit.ts';

const HOUR = 3_600_000;

/**
 * As the version before left it when it was killed: ann and the channel wait for `a`; bob was told of it an hour ago and
 * his second message may have arrived; cid is paused, dan gone; the fan-out of `b` has found ann alone so far.
 */
function olderDatabase(): string {
  const path = join(tempDir(), 'vaccine-watch.db');
  const sql = new Database(path);
  migrate(sql, readMigrations().slice(0, 2));
  sql.pragma('journal_mode = WAL');
  const person = sql.prepare("INSERT INTO subscribers VALUES (?, 'telegram', ?, ?, ?, NULL, ?, ?)");
  person.run(1, 'ann', 'active', '', NOON - 9 * HOUR, null);
  person.run(2, 'bob', 'active', '', NOON - 9 * HOUR, NOON - HOUR);
  person.run(3, '@bbmp_slots', 'active', '', NOON - 9 * HOUR, NOON - 1);
  person.run(4, 'cid', 'paused', 'paused by the operator', NOON - 9 * HOUR, null);
  person.run(5, 'dan', 'gone', 'blocked', NOON - 9 * HOUR, NOON - 2 * HOUR);
  for (const id of [1, 2, 3, 4, 5]) {
    sql
      .prepare('INSERT INTO subscriptions VALUES (?, ?, ?, ?, NULL, NULL, NULL, NULL, NULL, 1, ?, NULL)')
      .run(id, id, BBMP, BBMP, NOON);
  }
  sql.exec(`
    INSERT INTO subscriptions VALUES (6, 1, '${BBMP}', '${BBMP}', NULL, '1', NULL, NULL, NULL, 1, ${NOON}, NULL);
    INSERT INTO sessions VALUES
      (1, 'cowin', 'a', '${BBMP}', '1', 'A', '', '', 'BBMP', 'Karnataka', '560011', '2021-05-09', 'COVAXIN', 18, NULL, 'free', NULL, '[]'),
      (2, 'cowin', 'b', '${BBMP}', '1', 'B', '', '', 'BBMP', 'Karnataka', '560011', '2021-05-09', 'COVAXIN', 18, NULL, 'free', NULL, '[]');
    INSERT INTO openings VALUES
      (1, 'cowin:a:1:1', 1, '1', 1, 0, ${NOON}, ${NOON}, NULL, NULL, 9, 9, 9, 3),
      (2, 'cowin:b:1:1', 2, '1', 1, 0, ${NOON}, ${NOON}, NULL, NULL, 9, 9, 9, 1);
    INSERT INTO slots VALUES (1, '1', 9, 1, 1, 5, 1), (2, '1', 9, 1, 1, 5, 2);
    INSERT INTO fan_outs VALUES (2, 'area', '${BBMP}', 1, 1, 9, ${NOON});
    INSERT INTO messages (id, channel, subscriber, state, key, resend, attempts, composed_ms, not_before_ms, seen_ms)
    VALUES (1, 'telegram', 2, 'resend', 'k1', 1, 1, ${NOON}, ${NOON}, ${NOON});
    INSERT INTO deliveries (opening, subscriber, channel, state, seen_ms, created_ms, not_before_ms, message, capacity, shown_ms)
    VALUES (1, 1, 'telegram', 'pending', ${NOON}, ${NOON}, ${NOON}, NULL, NULL, NULL),
      (1, 3, 'telegram', 'pending', ${NOON}, ${NOON}, ${NOON}, NULL, NULL, NULL),
      (1, 2, 'telegram', 'sending', ${NOON}, ${NOON}, ${NOON}, 1, 9, ${NOON}),
      (2, 1, 'telegram', 'pending', ${NOON}, ${NOON}, ${NOON}, NULL, NULL, NULL);
    INSERT INTO queue VALUES (1, '${BBMP}', 'telegram', 1, ${NOON}, 0, ${NOON}),
      (3, '${BBMP}', 'telegram', 1, ${NOON}, ${NOON - 1}, ${NOON});
  `);
  sql.close();
  return path;
}

describe('an older database', () => {
  it('goes on where it was: who waits is told, the public channel first, who was found not yet is found', () => {
    const store = storeAt(olderDatabase());
    const [resend, ...messages] = [0, 1, 2].flatMap(() => claim(store, NOON + 1, { limit: 1 }));
    expect(resend).toMatchObject({
      recipient: { address: 'bob' },
      envelope: { messageKey: 'k1', resend: true },
    });
    expect(messages.map(told)).toEqual(['@bbmp_slots: 1:1', 'ann: 1:1 1:1']);
    for (const message of [resend, ...messages]) {
      if (message !== undefined) settle(store, message, { kind: 'sent' }, NOON + 2);
    }
    finishFanOut(store, NOON + 2);
    expect(
      claim(store, NOON + 3)
        .map(told)
        .toSorted(),
    ).toEqual(['@bbmp_slots: 1:1', 'bob: 1:1']);
  });

  it('brings its people with nothing they did not ask for, and counts them right', () => {
    const path = olderDatabase();
    const store = storeAt(path);
    expect(store.subscribers.list({})).toHaveLength(5);
    for (const person of store.subscribers.list({})) {
      expect(person).toMatchObject({
        origin: 'operator',
        verifiedAtMs: null,
        resumesAtMs: null,
        quiet: null,
        failures: 0,
      });
      for (const { paused } of person.subscriptions) expect(paused).toBe(false);
    }
    expect(store.subscribers.demand()).toEqual([{ areaId: BBMP, weight: 3 }]);
    const [ann] = store.subscribers.list({});
    for (const { id } of ann?.subscriptions ?? []) store.subscribers.pauseSubscription(1, id, NOON);
    expect(store.subscribers.demand()).toEqual([{ areaId: BBMP, weight: 2 }]);
    store.subscribers.resume(4);
    store.subscribers.unsubscribe(2, NOON);
    expect(store.subscribers.demand()).toEqual([{ areaId: BBMP, weight: 2 }]);
    expect(store.outbox.counts('telegram')).toMatchObject({ pending: 1, expired: 2, unknown: 1 });
  });

  it('knows whom to tell first next time by when they were last alerted', () => {
    const store = storeAt(olderDatabase());
    store.subscribers.add(wish('eve'), NOON);
    store.slots.record(batch(NOON, [], ['a', 'b']), NOON);
    finishFanOut(store, NOON);
    expect(claim(store, NOON).length).toBeLessThanOrEqual(1);
    store.slots.record(batch(NOON + HOUR, [session({ sessionId: 'c' })]), NOON + HOUR);
    finishFanOut(store, NOON + HOUR);
    const turns = [0, 1, 2, 3].flatMap(() =>
      claim(store, NOON + HOUR, { limit: 1 }).map(({ recipient }) => recipient.address),
    );
    expect([turns[0], turns.slice(1, 3).toSorted(), turns[3]]).toEqual([
      '@bbmp_slots',
      ['ann', 'eve'],
      'bob',
    ]);
  });

  it('is not read as it is by somebody who may not bring it up to date', () => {
    const path = olderDatabase();
    expect(() => openStore(path, COWIN, { readonly: true })).toThrow(
      expect.objectContaining({ name: 'StoreError', code: 'older' }),
    );
    storeAt(path).close();
    openStore(path, COWIN, { readonly: true }).close();
  });
});
