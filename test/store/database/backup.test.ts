import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { restoreBackup } from '../../../src/store/database/backup.ts';
import { acquireEngineLock } from '../../../src/store/database/lock.ts';
import {
  batch,
  claim,
  deliver,
  NOON,
  runChild,
  session,
  settle,
  states,
  storeAt,
  tempDir,
  wish,
} from '../kit.ts';

function integrity(path: string): unknown {
  const sql = new Database(path, { readonly: true });
  const found = sql.pragma('integrity_check', { simple: true });
  sql.close();
  return found;
}

describe('a backup', () => {
  it('made under load is whole, private, one file, and as the database was at one moment', async () => {
    const dir = tempDir();
    const store = storeAt(join(dir, 'vaccine-watch.db'));
    store.subscribers.addAll(
      Array.from({ length: 3000 }, (_, n) => wish(`p${n}`)),
      NOON,
    );
    const copies = join(dir, 'copies');
    mkdirSync(copies);
    const path = join(copies, 'copy.db');
    let done = false;
    const backing = store.backup(path).finally(() => {
      done = true;
    });
    for (let n = 0; !done; n++) {
      store.slots.record(batch(NOON, [session({ sessionId: `s${n}` })]), NOON);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { bytes } = await backing;
    expect(readdirSync(copies)).toEqual(['copy.db']);
    expect(statSync(path)).toMatchObject({ size: bytes });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(integrity(path)).toBe('ok');
    const copy = storeAt(path);
    expect(copy.subscribers.counts().active).toBe(3000);
    expect(copy.outbox.counts('telegram').pending).toBe(copy.deliveries.list({ limit: 1e6 }).length);
  });

  it('says how far it is, and stopped half-way leaves nothing', async () => {
    const dir = tempDir();
    const store = storeAt(join(dir, 'vaccine-watch.db'));
    store.subscribers.addAll(
      Array.from({ length: 20_000 }, (_, n) => wish(`p${n}`)),
      NOON,
    );
    const copies = join(dir, 'copies');
    mkdirSync(copies);
    const path = join(copies, 'copy.db');
    const shares: number[] = [];
    const stop = new AbortController();
    const onProgress = (share: number) => {
      shares.push(share);
      if (share > 0.3) stop.abort();
    };
    await expect(store.backup(path, { signal: stop.signal, onProgress })).rejects.toMatchObject({
      code: 'stopped',
    });
    expect(readdirSync(copies)).toEqual([]);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeGreaterThan(0.3);
    expect(shares.at(-1)).toBeLessThan(1);

    await store.backup(path);
    store.close();
    const before = [...readdirSync(dir), 'engine.lock'].toSorted();
    const again = new AbortController();
    const restoring = restoreBackup(path, join(dir, 'vaccine-watch.db'), NOON, {
      signal: again.signal,
      onProgress: () => again.abort(),
    });
    await expect(restoring).rejects.toMatchObject({ code: 'stopped' });
    expect(readdirSync(dir).toSorted()).toEqual(before);
    expect(storeAt(join(dir, 'vaccine-watch.db')).subscribers.counts().active).toBe(20_000);
  });

  it('is read through beside the work, which goes on meanwhile', async () => {
    const dir = tempDir();
    const store = storeAt(join(dir, 'vaccine-watch.db'));
    /** Of the event loop, since the last was heard of the copying. */
    let turns = 0;
    let done = false;
    const onProgress = (): void => {
      turns = 0;
    };
    const backing = store.backup(join(dir, 'copy.db'), { onProgress }).finally(() => {
      done = true;
    });
    while (!done) {
      turns += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await backing;
    expect(turns).toBeGreaterThan(20);
  });

  it('takes away what a backup of the same name left behind when it was killed', async () => {
    const dir = tempDir();
    const store = storeAt(join(dir, 'vaccine-watch.db'));
    const copies = join(dir, 'copies');
    mkdirSync(copies);
    writeFileSync(join(copies, 'copy.db.part-0-1-1'), 'everybody');
    await store.backup(join(copies, 'copy.db'));
    expect(readdirSync(copies)).toEqual(['copy.db']);
  });

  it('never overwrites a file', async () => {
    const dir = tempDir();
    const store = storeAt(join(dir, 'vaccine-watch.db'));
    const path = join(dir, 'precious');
    writeFileSync(path, 'mine');
    await expect(store.backup(path)).rejects.toMatchObject({ code: 'exists' });
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('that cannot be written says what is wrong with its own place, not with the database', async () => {
    const dir = tempDir();
    const store = storeAt(join(dir, 'vaccine-watch.db'));
    writeFileSync(join(dir, 'file'), '');
    for (const missing of [join(dir, 'nowhere'), join(dir, 'file')]) {
      await expect(store.backup(join(missing, 'copy'))).rejects.toMatchObject({
        code: 'unwritable',
        message: `There is no folder ${missing} to put the backup in; make it, or give another place.`,
      });
    }
    await expect(store.backup('/proc/copy')).rejects.toMatchObject({
      code: 'unwritable',
      message: expect.stringMatching(
        /^The backup cannot be written in \/proc \(E[A-Z]+\); mend the permissions/,
      ),
    });
    await expect(store.backup(join(dir, 'x'.repeat(300)))).rejects.toMatchObject({
      message: expect.stringContaining('ENAMETOOLONG'),
    });
    await expect(store.backup(join(dir, 'file'))).rejects.toMatchObject({
      code: 'exists',
      message: 'file exists already; a backup never overwrites: give another name.',
    });
    expect(readdirSync(dir).filter((name) => !name.startsWith('vaccine-watch.db'))).toEqual(['file']);
  });
});

it('a backup in a folder that can only be read says by whose word that may be', async () => {
  const dir = tempDir();
  const store = storeAt(join(dir, 'vaccine-watch.db'));
  const readOnly = join(dir, 'read-only');
  mkdirSync(readOnly);
  // Who may not mount sees what else a folder may refuse.
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'none', readOnly]).status === 0;
  try {
    await expect(store.backup(join(mounted ? readOnly : '/proc', 'copy.db'))).rejects.toMatchObject({
      code: 'unwritable',
      message: mounted
        ? `The backup cannot be written in ${readOnly} (EROFS); it can only be read: a service writes where its unit ` +
          'lets it (ReadWritePaths=), or give another place.'
        : expect.stringMatching(/\(E[A-Z]+\); mend the permissions of that folder, or give another place\.$/),
    });
  } finally {
    if (mounted) spawnSync('umount', [readOnly]);
  }
});

it('a backup gives way to a file that comes to bear its name meanwhile', async () => {
  const dir = tempDir();
  const store = storeAt(join(dir, 'vaccine-watch.db'));
  store.subscribers.addAll(
    Array.from({ length: 3000 }, (_, n) => wish(`p${n}`)),
    NOON,
  );
  const path = join(dir, 'copy.db');
  const backing = store.backup(path, { onProgress: () => writeFileSync(path, 'somebody else’s') });
  await expect(backing).rejects.toMatchObject({ code: 'exists' });
  expect(readFileSync(path, 'utf8')).toBe('somebody else’s');
});

describe('restoring', () => {
  async function withBackup() {
    const dir = tempDir();
    const path = join(dir, 'vaccine-watch.db');
    const store = storeAt(path);
    store.subscribers.add(wish('ann'), NOON);
    store.slots.record(batch(NOON, [session({ sessionId: 'told' })]), NOON);
    deliver(store, NOON);
    store.slots.record(batch(NOON, [session({ sessionId: 'on its way' })]), NOON);
    const [message] = claim(store, NOON);
    const copy = join(dir, 'copy.db');
    await store.backup(copy);
    if (message !== undefined) settle(store, message, { kind: 'sent' }, NOON);
    store.subscribers.add(wish('since the backup'), NOON);
    const { generation } = store;
    store.close();
    return { dir, path, copy, generation };
  }

  it('puts the copy in place under a new mark, keeps the old database, and resends what may be on its way', async () => {
    const { path, copy, generation } = await withBackup();
    const { keptAside } = await restoreBackup(copy, path, NOON);
    expect(keptAside).toContain('.before-restore-2021-05-08T06-30-00');
    const restored = storeAt(path);
    expect(restored.subscribers.list({}).map(({ address }) => address)).toEqual(['ann']);
    expect(restored.generation).not.toBe(generation);
    expect(restored.outbox.recover(NOON)).toBe(1);
    expect(claim(restored, NOON).map(({ envelope }) => envelope.resend)).toEqual([true]);
    expect(states(restored)).toEqual(['ann 1:1 sent', 'ann 1:1 sending']);
    const old = storeAt(keptAside as string);
    expect(old.subscribers.counts().active).toBe(2);
    expect(old.generation).toBe(generation);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is refused while an engine runs, and frees the lock when it is done', async () => {
    const { dir, path, copy } = await withBackup();
    const lock = acquireEngineLock(dir);
    await expect(restoreBackup(copy, path, NOON)).rejects.toMatchObject({ code: 'held' });
    if (lock.ok) lock.release();
    await restoreBackup(copy, path, NOON);
    const after = acquireEngineLock(dir);
    expect(after.ok).toBe(true);
    if (after.ok) after.release();
  });

  it('refuses a copy that is damaged, newer, missing or none of ours, and leaves the database as it is', async () => {
    const { dir, path, copy, generation } = await withBackup();
    const spoilt = {
      corrupt: (file: string) => truncateSync(file, 20_000),
      newer: (file: string) => new Database(file).exec('PRAGMA user_version = 99').close(),
      missing: () => undefined,
    };
    for (const [code, spoil] of Object.entries(spoilt)) {
      const file = join(dir, `${code}.db`);
      if (code !== 'missing') writeFileSync(file, readFileSync(copy));
      spoil(file);
      await expect(restoreBackup(file, path, NOON)).rejects.toMatchObject({ code });
    }
    expect(storeAt(path).generation).toBe(generation);
    expect(readdirSync(dir).filter((name) => name.includes('restore'))).toEqual([]);
  });

  it('works where the database is damaged, which is kept as it is', async () => {
    const { path, copy } = await withBackup();
    const rubbish = 'rubbish'.repeat(2000);
    writeFileSync(path, rubbish);
    writeFileSync(`${path}-wal`, 'more rubbish');
    const { keptAside } = await restoreBackup(copy, path, NOON);
    expect(readFileSync(keptAside as string, 'utf8')).toBe(rubbish);
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(storeAt(path).subscribers.counts().active).toBe(1);
  });

  it('is refused while another program writes into the database, and leaves it as it is', async () => {
    const { path, copy, generation } = await withBackup();
    const other = new Database(path);
    other.exec('BEGIN EXCLUSIVE');
    await expect(restoreBackup(copy, path, NOON)).rejects.toMatchObject({ code: 'busy' });
    other.exec('COMMIT');
    other.close();
    expect(storeAt(path).generation).toBe(generation);
  });

  it('keeps the journal of a database that is damaged beside it', async () => {
    const { path, copy } = await withBackup();
    writeFileSync(path, 'rubbish'.repeat(2000));
    writeFileSync(`${path}-journal`, 'more rubbish');
    const { keptAside } = await restoreBackup(copy, path, NOON);
    expect(existsSync(`${path}-journal`)).toBe(false);
    expect(existsSync(keptAside as string)).toBe(true);
  });

  it('works where there was no database', async () => {
    const { copy } = await withBackup();
    const path = join(tempDir(), 'new', 'vaccine-watch.db');
    expect(await restoreBackup(copy, path, NOON)).toEqual({ keptAside: null });
    expect(storeAt(path).subscribers.counts().active).toBe(1);
  });

  it('takes a copy of a database that was killed with its journal beside it', async () => {
    const { path } = await withBackup();
    const { signal } = await runChild('send-and-die.ts', [path, 'on its way']);
    expect(signal).toBe('SIGKILL');
    expect(existsSync(`${path}-wal`)).toBe(true);
    const elsewhere = join(tempDir(), 'vaccine-watch.db');
    await restoreBackup(path, elsewhere, NOON);
    expect(storeAt(elsewhere).outbox.counts('telegram').sending).toBe(1);
  });
});
