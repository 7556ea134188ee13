// The write-ahead log as a crash leaves it, which is no damage, and as nothing but damage leaves it.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { journalDamage } from '../../../src/store/database/journal-check.ts';

const FRAME = 24 + 4096;

/** The log of a database to which so many transactions were written, copied while it was open; as a kill leaves it. */
function logOf(transactions: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'vw-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const db = new Database(join(folder, 'a.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('wal_autocheckpoint = 0');
  db.exec('CREATE TABLE t (x)');
  for (let at = 0; at < transactions; at++) {
    db.transaction(() => {
      for (let row = 0; row < 5; row++) db.prepare('INSERT INTO t VALUES (?)').run('x'.repeat(3_000));
    })();
  }
  const copy = join(folder, 'copy-wal');
  copyFileSync(join(folder, 'a.db-wal'), copy);
  db.close();
  return copy;
}

function spoil(path: string, from: number, to: number): string {
  const bytes = readFileSync(path);
  bytes.fill(0x5a, from, to);
  writeFileSync(path, bytes);
  return path;
}

describe('a write-ahead log', () => {
  it('that is whole, absent, empty, or room that was never written to, is not damaged', () => {
    const path = logOf(10);
    expect(journalDamage(path)).toBeUndefined();
    expect(journalDamage(`${path}-none`)).toBeUndefined();
    truncateSync(path, 0);
    expect(journalDamage(path)).toBeUndefined();
    writeFileSync(path, Buffer.alloc(10_000));
    expect(journalDamage(path)).toBeUndefined();
  });

  it('cut off anywhere, as by a crash, is not damaged', () => {
    const path = logOf(10);
    for (let bytes = readFileSync(path).length - 100; bytes > 32; bytes -= 2_777) {
      truncateSync(path, bytes);
      expect(journalDamage(path)).toBeUndefined();
    }
  });

  it('whose last transaction is torn is not damaged', () => {
    const path = logOf(10);
    const { length } = readFileSync(path);
    expect(journalDamage(spoil(path, length - 3 * FRAME, length - 2 * FRAME))).toBeUndefined();
  });

  it('whose head, or anything before the last transaction, is spoilt is damaged, however little', () => {
    const { length } = readFileSync(logOf(10));
    for (const [from, to] of [
      [0, 4],
      [0, 20_000],
      [10, 12],
      [30, 32],
      [32 + FRAME + 100, 32 + FRAME + 102],
      [Math.floor(length / 2), Math.floor(length / 2) + 2],
      [Math.floor(length / 2), Math.floor(length / 2) + 3 * FRAME],
    ] as const) {
      expect(journalDamage(spoil(logOf(10), from, to)), `bytes ${from} to ${to}`).toMatch(/journal/);
    }
  });

  it('begun anew over an older one is not damaged by what is left of that', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vw-journal-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const db = new Database(join(folder, 'a.db'));
    onTestFinished(() => void db.close());
    db.pragma('journal_mode = WAL');
    db.exec('CREATE TABLE t (x)');
    for (let at = 0; at < 50; at++) db.prepare('INSERT INTO t VALUES (?)').run('x'.repeat(3_000));
    db.pragma('wal_checkpoint(RESTART)');
    for (let at = 0; at < 3; at++) db.prepare('INSERT INTO t VALUES (?)').run('y');
    expect(journalDamage(join(folder, 'a.db-wal'))).toBeUndefined();
  });

  it('that is being written to at this moment is not damaged', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vw-journal-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const db = new Database(join(folder, 'a.db'));
    onTestFinished(() => void db.close());
    db.pragma('journal_mode = WAL');
    db.pragma('wal_autocheckpoint = 20');
    db.exec('CREATE TABLE t (x)');
    for (let at = 0; at < 300; at++) {
      db.prepare('INSERT INTO t VALUES (?)').run('x'.repeat((at * 97) % 9_000));
      expect(journalDamage(join(folder, 'a.db-wal'))).toBeUndefined();
    }
  });
});
