// What is left on the disk of a person who was forgotten, searched byte by byte.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/store/store.ts';
import { tracesUnder } from '../../support/traces.ts';
import { batch, deliver, NOON, session, storeAt, tempDir, wish } from '../kit.ts';

const NAME = 'zofia.qwertz';

function withSomebodyTold(dir: string): { readonly store: Store; readonly id: number } {
  // As in an engine, which waits for nobody.
  const store = storeAt(join(dir, 'vaccine-watch.db'), { busyMs: 50 });
  const { subscriber } = store.subscribers.add(wish(`${NAME}@example.org`, {}, 'email'), NOON);
  store.slots.record(batch(NOON, [session()]), NOON);
  deliver(store, NOON, 'email');
  return { store, id: subscriber.id };
}

describe('somebody who is forgotten', () => {
  it('is in no file from that moment on, while the store is still open', () => {
    const dir = tempDir();
    const { store, id } = withSomebodyTold(dir);
    expect(tracesUnder(dir, [NAME]).length).toBeGreaterThan(0);
    store.subscribers.remove(id);
    expect(tracesUnder(dir, [NAME])).toEqual([]);
  });

  it('leaves the log as soon as nobody reads it any more', () => {
    const dir = tempDir();
    const { store, id } = withSomebodyTold(dir);
    const reader = new Database(join(dir, 'vaccine-watch.db'), { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM subscribers').get();
    store.subscribers.remove(id);
    expect(tracesUnder(dir, [NAME]).length).toBeGreaterThan(0);
    reader.exec('COMMIT');
    reader.close();
    store.erasing.wipe();
    expect(tracesUnder(dir, [NAME])).toEqual([]);
  });

  it('leaves the log alone where nobody was forgotten', () => {
    const dir = tempDir();
    const { store } = withSomebodyTold(dir);
    const before = statSync(join(dir, 'vaccine-watch.db-wal')).size;
    store.erasing.wipe();
    store.erasing.rewrite();
    expect(statSync(join(dir, 'vaccine-watch.db-wal')).size).toBe(before);
  });

  it('is in no gap of the file after the next start, however often its pages were rearranged', {
    timeout: 60_000,
  }, () => {
    const dir = tempDir();
    const path = join(dir, 'vaccine-watch.db');
    let store = storeAt(path);
    // Names of all lengths, added in no order and forgotten in another, so that pages split and merge.
    const nameOf = (index: number) => `p${(index * 7919) % 4001}q${'x'.repeat((index * 31) % 40)}z`;
    const ids = Array.from({ length: 3_000 }, (_, index) => {
      const { subscriber } = store.subscribers.add(wish(`${nameOf(index)}@example.org`, {}, 'email'), NOON);
      return subscriber.id;
    });
    for (const [index, id] of ids.entries()) if (index % 2 === 1) store.subscribers.remove(id);
    store.close();
    store = storeAt(path);
    store.erasing.rewrite();
    const bytes = readFileSync(path).toString('latin1');
    const left = ids.flatMap((_, index) => (bytes.includes(`${nameOf(index)}@`) ? [index % 2] : []));
    expect(left).toEqual(Array.from({ length: 1_500 }, () => 0));
  });

  it('leaves the file as it is while somebody else writes, and at the next start goes all the same', () => {
    const dir = tempDir();
    const { store, id } = withSomebodyTold(dir);
    const writer = new Database(join(dir, 'vaccine-watch.db'));
    store.subscribers.remove(id);
    writer.exec('BEGIN IMMEDIATE');
    store.erasing.rewrite();
    writer.exec('COMMIT');
    writer.close();
    store.erasing.rewrite();
    expect(tracesUnder(dir, [NAME])).toEqual([]);
    store.close();
    expect(() => store.erasing.rewrite()).toThrow(TypeError);
  });
});

describe('a file that stands empty in part, as weeks after a rush', () => {
  it.each([
    { emptyBytes: 8e6, what: 'smaller' },
    { emptyBytes: 20e3, what: 'as it was' },
  ])('is after the next start, with $emptyBytes bytes empty: $what', ({ emptyBytes, what }) => {
    const dir = tempDir();
    const path = join(dir, 'vaccine-watch.db');
    const { store } = withSomebodyTold(dir);
    const rush = new Database(path);
    rush.exec('CREATE TABLE rush (told BLOB)');
    rush.prepare('INSERT INTO rush VALUES (zeroblob(?))').run(emptyBytes);
    rush.exec('DROP TABLE rush');
    rush.pragma('wal_checkpoint(TRUNCATE)');
    rush.close();
    const before = statSync(path).size;
    expect(before).toBeGreaterThan(emptyBytes);
    store.erasing.rewrite();
    const saved = before - statSync(path).size;
    if (what === 'smaller') expect(saved).toBeGreaterThan(0.9 * emptyBytes);
    else expect(saved).toBe(0);
    expect(store.subscribers.list({})).toHaveLength(1);
  });
});
