// Whom the operator wants told nothing: a block ends what there is, outlives being forgotten, and names nobody.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { ClaimedMessage } from '../../../src/core/outbox.ts';
import type { Addressee, OwnWish } from '../../../src/core/self-service.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  BBMP,
  batch,
  claim,
  deliver,
  freshStore,
  NOON,
  session,
  settle,
  states,
  storeAt,
  tempDir,
  wish,
} from '../kit.ts';

const ANN: Addressee = { channel: 'telegram', address: 'ann' };
const RULES = { open: true, maxSubscriptions: 10 };

function ownWish(address: string): OwnWish {
  return { ...wish(address), others: 'keep' };
}

describe('who is blocked', () => {
  it('is gone at once, is told nothing, and what they were owed ends', () => {
    const store = freshStore();
    store.subscribers.add(wish('ann'), NOON);
    store.subscribers.add(wish('bob'), NOON);
    store.slots.record(batch(NOON, [session()]), NOON);
    expect(store.subscribers.block(ANN, NOON)).toMatchObject({
      address: 'ann',
      state: 'gone',
      stateWhy: 'blocked by the operator',
    });
    expect(store.subscribers.isBlocked(ANN)).toBe(true);
    expect(deliver(store, NOON)).toEqual(['bob: 1:1']);
    expect(states(store)).toEqual(['ann 1:1 expired blocked by the operator', 'bob 1:1 sent']);
    expect(store.subscribers.demand()).toEqual([{ areaId: BBMP, weight: 1 }]);
  });

  it('cannot come back: not by signing up, by resuming, by a pause that ends, nor by the operator adding them', () => {
    const store = freshStore();
    const { id } = store.subscribers.add(wish('ann'), NOON).subscriber;
    store.subscribers.pause(id, 'x', NOON + 1);
    store.subscribers.block(ANN, NOON);
    expect(store.subscribers.subscribe(ownWish('ann'), RULES, NOON)).toBe('blocked');
    expect(store.subscribers.resume(id)).toMatchObject({ state: 'gone' });
    expect(store.subscribers.resumeDue(NOON + 1)).toBe(0);
    expect(() => store.subscribers.add(wish('ann'), NOON)).toThrow(/vaccine-watch subscribers unblock/);
    expect(() => store.subscribers.addAll([wish('cid'), wish('ann')], NOON)).toThrow();
    expect(store.subscribers.list({}).map(({ address, state }) => [address, state])).toEqual([
      ['ann', 'gone'],
    ]);
  });

  it('may come back once unblocked, and does not by itself', () => {
    const store = freshStore();
    const { id } = store.subscribers.add(wish('ann'), NOON).subscriber;
    store.subscribers.block(ANN, NOON);
    store.subscribers.block(ANN, NOON + 1);
    expect(store.subscribers.unblock(ANN)).toBe(true);
    expect(store.subscribers.unblock(ANN)).toBe(false);
    expect(store.subscribers.find({ id })).toMatchObject({ state: 'gone' });
    expect(store.subscribers.subscribe(ownWish('ann'), RULES, NOON)).toMatchObject({
      added: false,
      subscriber: { state: 'active' },
    });
  });

  it('stays blocked after being forgotten, and may be somebody who never was here', () => {
    const store = freshStore();
    const { id } = store.subscribers.add(wish('ann'), NOON).subscriber;
    store.subscribers.block(ANN, NOON);
    store.subscribers.remove(id);
    expect(store.subscribers.subscribe(ownWish('ann'), RULES, NOON)).toBe('blocked');
    const rude: Addressee = { channel: 'email', address: 'rude@example.org' };
    expect(store.subscribers.block(rude, NOON)).toBeUndefined();
    expect(store.subscribers.isBlocked(rude)).toBe(true);
    expect(store.subscribers.isBlocked({ ...rude, channel: 'telegram' })).toBe(false);
    expect(store.subscribers.isBlocked({ ...rude, address: 'rude@example.or' })).toBe(false);
  });

  it('stays so at the new address of a group that moves to one that is blocked', () => {
    const store = freshStore();
    store.subscribers.add(wish('-100'), NOON);
    store.subscribers.block({ channel: 'telegram', address: '-100200' }, NOON);
    store.slots.record(batch(NOON, [session()]), NOON);
    const [message] = claim(store, NOON);
    const moved = { kind: 'retry', why: 'moved', movedTo: '-100200' } as const;
    settle(store, message as ClaimedMessage, moved, NOON, NOON);
    expect(deliver(store, NOON)).toEqual([]);
    expect(store.subscribers.list({})).toMatchObject([{ address: '-100200', state: 'gone' }]);
  });
});

describe('a block in the database', () => {
  function blockedStore(): { readonly store: Store; readonly path: string } {
    const path = join(tempDir(), 'vaccine-watch.db');
    const store = storeAt(path);
    store.subscribers.block({ channel: 'email', address: 'rude@example.org' }, NOON);
    return { store, path };
  }

  it('is a hash that names nobody, by a key that is not there', () => {
    const { store, path } = blockedStore();
    store.close();
    const sql = new Database(path, { readonly: true });
    const rows = sql.prepare<[], { whom: Buffer; created_ms: number }>('SELECT * FROM blocks').all();
    sql.close();
    expect(rows).toMatchObject([{ created_ms: NOON }]);
    expect(rows[0]?.whom).toHaveLength(32);
    const key = readFileSync(join(dirname(path), 'key'), 'utf8').trim();
    const bytes = readFileSync(path);
    expect(bytes.includes('rude')).toBe(false);
    expect(bytes.includes(key)).toBe(false);
    expect(bytes.includes(Buffer.from(key, 'hex'))).toBe(false);
  });

  it('holds after a restart, and is refused to be judged by a damaged key', () => {
    const { store, path } = blockedStore();
    store.close();
    const rude: Addressee = { channel: 'email', address: 'rude@example.org' };
    const again = storeAt(path);
    expect(again.subscribers.isBlocked(rude)).toBe(true);
    again.close();
    writeFileSync(join(dirname(path), 'key'), 'nonsense');
    const damaged = storeAt(path);
    expect(() => damaged.subscribers.isBlocked(rude)).toThrow(/key file .* is damaged/);
  });

  it('costs no key where nobody is blocked', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const store = storeAt(path);
    store.subscribers.add(wish('ann'), NOON);
    expect(store.subscribers.isBlocked(ANN)).toBe(false);
    expect(() => rmSync(join(dirname(path), 'key'))).toThrow(/ENOENT/);
  });
});
