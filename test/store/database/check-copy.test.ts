// A copy that is looked at: whole, damaged, gone, or given up; in the thread that asks and in one of its own.
import { closeSync, existsSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkCopy, lookAtCopy } from '../../../src/store/database/check-copy.ts';
import { NOON, storeAt, tempDir, wish } from '../kit.ts';

/** A database with people in it, closed. */
function someCopy(): string {
  const path = join(tempDir(), 'copy.db');
  const store = storeAt(path);
  store.subscribers.addAll(
    Array.from({ length: 500 }, (_, n) => wish(`p${n}`)),
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

it('a whole one is said to be, and is one plain file afterwards', async () => {
  const path = someCopy();
  expect(lookAtCopy(path)).toEqual({ found: 'ok' });
  await checkCopy(path, 'named');
  expect(existsSync(`${path}-wal`)).toBe(false);
});

it('a damaged one is refused, by the name of what it is a copy of', async () => {
  const path = someCopy();
  damage(path);
  expect(lookAtCopy(path)).not.toEqual({ found: 'ok' });
  await expect(checkCopy(path, '/the/original.db')).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringContaining('/the/original.db'),
  });
});

it('what SQLite says of one that is gone, or none, goes through the thread with its code', async () => {
  const path = join(tempDir(), 'none.db');
  expect(lookAtCopy(path)).toMatchObject({ code: 'SQLITE_CANTOPEN' });
  await expect(checkCopy(path, 'named')).rejects.toMatchObject({ code: 'SQLITE_CANTOPEN' });
  const text = someCopy();
  overwrite(text, Buffer.from('no database'), 0);
  await expect(checkCopy(text, 'named')).rejects.toMatchObject({ code: 'SQLITE_NOTADB' });
});

it('ends as soon as it is to be given up', async () => {
  const giveUp = new AbortController();
  const checking = checkCopy(someCopy(), 'named', giveUp.signal);
  giveUp.abort();
  await expect(checking).rejects.toMatchObject({ code: 'stopped' });
});
