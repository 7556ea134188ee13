// A copy: of a database in use, whole, damaged, of nothing, or given up; in the process that asks and in one of its own.
import { closeSync, existsSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { copyDatabase, makeCopy } from '../../../src/store/database/copy.ts';
import { NOON, storeAt, tempDir, wish } from '../kit.ts';

/** A database with people in it, closed. */
function someDatabase(people = 500): string {
  const path = join(tempDir(), 'watch.db');
  const store = storeAt(path);
  store.subscribers.addAll(
    Array.from({ length: people }, (_, n) => wish(`p${n}`)),
    NOON,
  );
  store.close();
  return path;
}

function overwrite(path: string, bytes: Buffer, at: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

/** Another page in the place of one in its middle. */
function damage(path: string): void {
  overwrite(path, Buffer.alloc(4096, 0x5a), Math.floor(statSync(path).size / 8192) * 4096);
}

/** An empty file. */
function someFile(): string {
  const path = join(tempDir(), 'copy.db');
  closeSync(openSync(path, 'wx'));
  return path;
}

function peopleIn(path: string): unknown {
  const sql = new Database(path, { readonly: true });
  const count = sql.prepare('SELECT count(*) FROM subscribers').pluck().get();
  sql.close();
  return count;
}

const nobodyAsks = () => {};

it('of a whole one is said to be whole, and is one plain file', async () => {
  const from = someDatabase();
  const [here, there] = [someFile(), someFile()];
  expect(await makeCopy({ from, to: here }, nobodyAsks)).toEqual({ found: 'ok' });
  const shares: number[] = [];
  await copyDatabase({ from, to: there }, { onProgress: (share) => shares.push(share) });
  expect(shares[0]).toBe(0);
  for (const to of [here, there]) {
    expect(peopleIn(to)).toBe(500);
    expect(existsSync(`${to}-wal`)).toBe(false);
  }
});

it('holds what stood there when it began, however much is written meanwhile, and is never begun anew', async () => {
  const from = join(tempDir(), 'watch.db');
  const store = storeAt(from);
  const add = (name: string, count: number) =>
    store.subscribers.addAll(
      Array.from({ length: count }, (_, n) => wish(`${name}${n}`)),
      NOON,
    );
  add('before', 30_000);
  const to = someFile();
  const shares: number[] = [];
  let added = 0;
  await makeCopy({ from, to }, (share) => {
    shares.push(share);
    add(`meanwhile${added++}-`, 10);
  });
  expect(added).toBeGreaterThan(2);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(peopleIn(to)).toBe(30_000);
  expect(peopleIn(from)).toBe(30_000 + added * 10);
  store.close();
});

it('of a damaged one is refused, by the name of what it is a copy of', async () => {
  const from = someDatabase();
  damage(from);
  expect(await makeCopy({ from, to: someFile() }, nobodyAsks)).not.toEqual({ found: 'ok' });
  await expect(copyDatabase({ from, to: someFile() }, {})).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringContaining(from),
  });
});

it('of one that is gone, or none, fails with what SQLite says, in the other process too', async () => {
  const gone = { from: join(tempDir(), 'none.db'), to: someFile() };
  expect(await makeCopy(gone, nobodyAsks)).toMatchObject({ code: 'SQLITE_CANTOPEN' });
  await expect(copyDatabase(gone, {})).rejects.toMatchObject({ code: 'SQLITE_CANTOPEN' });
  const from = someDatabase();
  overwrite(from, Buffer.from('no database'), 0);
  await expect(copyDatabase({ from, to: someFile() }, {})).rejects.toMatchObject({ code: 'SQLITE_NOTADB' });
});

it('ends as soon as it is to be given up', async () => {
  const giveUp = new AbortController();
  const copying = copyDatabase({ from: someDatabase(), to: someFile() }, { signal: giveUp.signal });
  giveUp.abort();
  await expect(copying).rejects.toMatchObject({ code: 'stopped' });
});

/** The process that makes a copy for this one; undefined while there is none. */
function copier(): number | undefined {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        const [, parent] = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return Number(parent) === process.pid && line.includes('copy-process');
      } catch {
        return false;
      }
    });
}

it('is given none of our settings, and says so when it is ended from outside', async () => {
  process.env.VACCINE_WATCH_TEST_CANARY = 'secret';
  const seen: string[] = [];
  const copying = copyDatabase(
    { from: someDatabase(30_000), to: someFile() },
    {
      onProgress() {
        const pid = copier();
        if (pid === undefined) return;
        seen.push(readFileSync(`/proc/${pid}/environ`, 'utf8'));
        process.kill(pid, 'SIGKILL');
      },
    },
  );
  await expect(copying).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringContaining('try again'),
  });
  expect(seen[0]).not.toContain('CANARY');
  delete process.env.VACCINE_WATCH_TEST_CANARY;
});
