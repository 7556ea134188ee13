import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { checkDatabase, openDb } from '../../../src/store/database/db.ts';
import { migrate, readMigrations } from '../../../src/store/database/migrations.ts';
import { StoreError } from '../../../src/store/errors.ts';
import { BBMP, batch, deliver, freshStore, NOON, runChild, session, storeAt, tempDir, wish } from '../kit.ts';

function refusal(work: () => unknown): StoreError {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

function tablesOf(path: string): unknown[] {
  const sql = new Database(path);
  try {
    return sql.prepare('SELECT name FROM sqlite_master').pluck().all();
  } finally {
    sql.close();
  }
}

/** A closed database with something in it. */
function madeDatabase(): string {
  const path = join(tempDir(), 'vaccine-watch.db');
  const store = storeAt(path);
  store.subscribers.addAll(
    Array.from({ length: 500 }, (_, n) => wish(`${n}`)),
    NOON,
  );
  store.close();
  return path;
}

describe('the database', () => {
  it('is made when there was none: private, durable, with a mark of its own', () => {
    const dir = tempDir();
    const path = join(dir, 'vaccine-watch.db');
    const store = storeAt(path);
    store.subscribers.add(wish('ann'), NOON);
    for (const name of readdirSync(dir)) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir).filter((name) => name.includes('.new-'))).toEqual([]);
    expect(store.generation).toMatch(/^[0-9a-f]{32}$/);
    expect(freshStore().generation).not.toBe(store.generation);
    const db = openDb(path);
    expect(db.sql.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.sql.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.sql.pragma('foreign_keys', { simple: true })).toBe(1);
    db.close();
    const { generation } = store;
    store.close();
    expect(storeAt(path).generation).toBe(generation);
  });

  it('that is damaged is refused with the way out, and left as it is', () => {
    const path = madeDatabase();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 4096 * 3, 4096 * 6);
    writeFileSync(path, bytes);
    const error = refusal(() => storeAt(path));
    expect(error.code).toBe('corrupt');
    expect(error.message).toContain('vaccine-watch restore');
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('that was cut short, emptied, or is something else is refused and left as it is', () => {
    for (const spoil of [
      (path: string) => truncateSync(path, 10_000),
      (path: string) => truncateSync(path, 50),
      (path: string) => truncateSync(path, 0),
      (path: string) => writeFileSync(path, 'Dear diary, today the slots were gone again.'.repeat(200)),
      (path: string) => {
        rmSync(path);
        new Database(path).exec('CREATE TABLE theirs (x)').close();
      },
    ]) {
      const path = madeDatabase();
      spoil(path);
      const before = readFileSync(path);
      expect(refusal(() => storeAt(path)).code).toBe('corrupt');
      expect(readFileSync(path).equals(before)).toBe(true);
      expect(checkDatabase(path)).toMatchObject({ ok: false, error: { code: 'corrupt' } });
    }
  });

  it('that is damaged keeps its journal: nothing is laid over it', () => {
    const path = madeDatabase();
    const writer = new Database(path);
    writer.exec("INSERT INTO meta (name, value) VALUES ('late', 'yes')");
    const [db, log] = [readFileSync(path), readFileSync(`${path}-wal`)];
    writer.close();
    db.fill(0x5a, 4096 * 3, 4096 * 6);
    writeFileSync(path, db);
    writeFileSync(`${path}-wal`, log);
    expect(refusal(() => storeAt(path)).code).toBe('corrupt');
    expect(readFileSync(path).equals(db)).toBe(true);
    expect(readFileSync(`${path}-wal`).equals(log)).toBe(true);
  });

  it('that vanished while its journal stayed is not replaced by an empty one', () => {
    const path = madeDatabase();
    rmSync(path);
    writeFileSync(`${path}-wal`, 'remains');
    expect(refusal(() => storeAt(path)).code).toBe('corrupt');
    expect(existsSync(path)).toBe(false);
  });

  it('of a newer version is refused with a clear sentence', () => {
    const path = madeDatabase();
    const sql = new Database(path);
    sql.pragma('user_version = 999');
    sql.close();
    const error = refusal(() => storeAt(path));
    expect(error.code).toBe('newer');
    expect(error.message).toContain('update vaccine-watch');
  });

  it('in a folder that cannot be used is refused', () => {
    const file = join(tempDir(), 'a-file');
    writeFileSync(file, '');
    expect(refusal(() => storeAt(join(file, 'vaccine-watch.db'))).code).toBe('unwritable');
    expect(refusal(() => storeAt('/proc/vaccine-watch.db')).code).toBe('unwritable');
    const folder = join(tempDir(), 'vaccine-watch.db');
    mkdirSync(folder);
    expect(['unwritable', 'corrupt', 'failed']).toContain(refusal(() => storeAt(folder)).code);
  });

  it('can be looked at without being made or changed', () => {
    const missing = join(tempDir(), 'vaccine-watch.db');
    expect(refusal(() => storeAt(missing, { readonly: true })).code).toBe('missing');
    expect(existsSync(missing)).toBe(false);
    const path = madeDatabase();
    const store = storeAt(path, { readonly: true });
    expect(store.subscribers.counts().active).toBe(500);
    expect(refusal(() => store.subscribers.add(wish('x'), NOON)).code).toBe('unwritable');
    expect(checkDatabase(path)).toMatchObject({ ok: true });
  });

  it('on a full disk keeps nothing of a batch it could not take whole, and takes it later', () => {
    const path = madeDatabase();
    const store = storeAt(path);
    const sql = new Database(path);
    const pages = Number(sql.pragma('page_count', { simple: true }));
    sql.close();
    const small = openDb(path);
    small.sql.pragma(`max_page_count = ${pages}`);
    const fill = () =>
      small.write(() => small.sql.exec("INSERT INTO meta SELECT 'fill', hex(randomblob(100000))"));
    expect(refusal(fill).code).toBe('full');
    expect(small.read(() => small.sql.prepare("SELECT * FROM meta WHERE name = 'fill'").all())).toEqual([]);
    small.close();
    expect(store.slots.record(batch(NOON, [session()]), NOON).owed).toBe(500);
  });

  it('locked by another process for a while makes us wait, then says so, and forgets nothing', () => {
    const path = madeDatabase();
    const store = storeAt(path);
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    expect(refusal(() => store.slots.record(batch(NOON, [session()]), NOON)).code).toBe('busy');
    expect(store.refusal()).toBe('busy');
    other.exec('COMMIT');
    other.close();
    expect(store.refusal()).toBeNull();
    expect(store.slots.record(batch(NOON, [session()]), NOON).feed).toHaveLength(1);
  });

  it('tells whether somebody else changed it', () => {
    const path = madeDatabase();
    const engine = storeAt(path);
    const command = storeAt(path);
    expect(engine.changedElsewhere()).toBe(false);
    engine.subscribers.add(wish('mine'), NOON);
    expect(engine.changedElsewhere()).toBe(false);
    command.subscribers.add(wish('theirs'), NOON);
    expect(engine.changedElsewhere()).toBe(true);
    expect(engine.changedElsewhere()).toBe(false);
  });
});

describe('a migration', () => {
  it('killed at any of its statements leaves the database as it was; the next start makes it whole', async () => {
    const statements = (readMigrations()[0]?.sql ?? '').split(/;\n\n/).length;
    const step = Math.max(1, Math.floor(statements / 6));
    for (let at = 1; at < statements; at += step) {
      const dir = tempDir();
      const path = join(dir, 'vaccine-watch.db');
      const { signal } = await runChild('migrate-and-die.ts', [path, String(at)]);
      expect(signal).toBe('SIGKILL');
      expect(checkDatabase(path)).toMatchObject({ ok: false, error: { code: 'missing' } });
      expect(
        tablesOf(join(dir, readdirSync(dir).find((name) => name.endsWith('-killed')) as string)),
      ).toEqual([]);
      const store = storeAt(path);
      expect(readdirSync(dir).filter((name) => name.includes('.new-'))).toEqual([]);
      store.subscribers.add(wish('ann'), NOON);
      store.slots.record(batch(NOON, [session()]), NOON);
      expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
    }
  });

  it('of an older database killed halfway leaves the older one, with all that is in it', async () => {
    const path = madeDatabase();
    const { signal } = await runChild('migrate-and-die.ts', [path, 'next']);
    expect(signal).toBe('SIGKILL');
    const store = storeAt(path);
    expect(store.subscribers.counts().active).toBe(500);
    store.close();
    expect(tablesOf(path)).not.toContain('half_done');
  });

  it('is not run twice by two who open at once', async () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const opened = await Promise.all([1, 2, 3].map(() => runChild('open-store.ts', [path])));
    expect(new Set(opened.map(({ output }) => output)).size).toBe(1);
    expect(opened.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(readdirSync(join(path, '..')).filter((name) => name.includes('.new-'))).toEqual([]);
  });

  it('carries over an older database: who waits is told, what is counted stays right', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const sql = new Database(path);
    migrate(sql, readMigrations().slice(0, 1));
    sql.pragma('journal_mode = WAL');
    sql.exec(`
      INSERT INTO sessions VALUES (1, 'cowin', 's1', '${BBMP}', '1', 'UPHC', '', '', 'BBMP', 'Karnataka', '560011',
        '2021-05-09', 'COVAXIN', 18, NULL, 'free', NULL, '[]');
      INSERT INTO openings VALUES (1, 'cowin:s1:1:1', 1, '1', 1, 0, ${NOON}, ${NOON}, NULL, NULL, 9, 9, 9, 1);
      INSERT INTO slots VALUES (1, '1', 9, 1, 1, 5, 1);
      INSERT INTO subscribers VALUES (1, 'telegram', 'ann', 'active', '', NULL, ${NOON}, NULL);
      INSERT INTO subscriptions
        VALUES (1, 1, '${BBMP}', '${BBMP}', NULL, NULL, NULL, NULL, NULL, 1, ${NOON}, NULL),
          (2, 1, '${BBMP}', '${BBMP}', NULL, '1', NULL, NULL, NULL, 1, ${NOON}, NULL);
      INSERT INTO deliveries (opening, subscriber, channel, seen_ms, created_ms, not_before_ms)
        VALUES (1, 1, 'telegram', ${NOON}, ${NOON}, ${NOON});
      INSERT INTO queue VALUES (1, 'telegram', 1, ${NOON}, 0, ${NOON});
    `);
    sql.close();
    const store = storeAt(path);
    expect(store.slots.openSlotCounts()).toEqual(new Map([[BBMP, 1]]));
    expect(store.subscribers.demand()).toEqual([{ areaId: BBMP, weight: 1 }]);
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
    expect(store.outbox.nextDueMs('telegram', NOON)).toBeNull();
  });

  it('is found from the source tree, in order', () => {
    expect(readMigrations().map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
  });
});
