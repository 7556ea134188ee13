// Files put in place whole or not at all, where somebody else's file, folder or link stands in the way.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  makeFolder,
  placeNew,
  removeLeftovers,
  replaceFile,
  unfinishedName,
} from '../../../src/store/database/files.ts';
import { keyringAt } from '../../../src/store/database/key-file.ts';
import { acquireEngineLock } from '../../../src/store/database/lock.ts';
import { tempDir } from '../kit.ts';

function finished(dir: string): string {
  const path = join(dir, 'finished');
  writeFileSync(path, 'whole');
  return path;
}

describe('a finished file', () => {
  it('takes a free name, and none that is taken', () => {
    const dir = tempDir();
    expect(placeNew(finished(dir), join(dir, 'a'))).toBe(true);
    expect(placeNew(finished(dir), join(dir, 'a'))).toBe(false);
    expect(readdirSync(dir).sort()).toEqual(['a', 'finished']);
  });

  it('is left where it is when its place is on another disk, or it is no file', () => {
    const dir = tempDir();
    const other = mkdtempSync(join(tmpdir(), 'vw-store-'));
    onTestFinished(() => rmSync(other, { recursive: true }));
    // Where databases of tests live in memory, the folder for what is temporary is elsewhere.
    if (statSync(other).dev !== statSync(dir).dev)
      expect(() => placeNew(finished(dir), join(other, 'a'))).toThrow(/EXDEV/);
    mkdirSync(join(dir, 'folder'));
    expect(() => placeNew(join(dir, 'folder'), join(dir, 'b'))).toThrow();
    expect(existsSync(join(dir, 'b'))).toBe(false);
  });

  it('that cannot take the place of a folder leaves nothing of itself behind', () => {
    const dir = tempDir();
    mkdirSync(join(dir, 'config.json', 'in-the-way'), { recursive: true });
    expect(() => replaceFile(join(dir, 'config.json'), '{}')).toThrow();
    expect(readdirSync(dir)).toEqual(['config.json']);
  });
});

it('a folder is made with those above it, and not where a file stands', () => {
  const dir = tempDir();
  makeFolder(join(dir, 'a', 'b'));
  expect(existsSync(join(dir, 'a', 'b'))).toBe(true);
  writeFileSync(join(dir, 'file'), '');
  expect(() => makeFolder(join(dir, 'file', 'c'))).toThrow(/ENOTDIR/);
});

it('unfinished files go when whoever wrote them is gone, and stay while they live', () => {
  const dir = tempDir();
  const ours = basename(unfinishedName(join(dir, 'a'), 'new'));
  const theirs = `a.new-${process.ppid}-1-1`;
  // In a container every process that ran before had the number of this one.
  const names = [ours, theirs, `a.new-${process.pid}-1-1`, 'a.new-0-1', 'a.new-nobody-1', 'b.new-0-1'];
  for (const name of names) writeFileSync(join(dir, name), '');
  removeLeftovers(join(dir, 'a'), 'new');
  expect(readdirSync(dir).sort()).toEqual([ours, theirs, 'b.new-0-1'].sort());
});

it('a process id nobody can read names no engine that holds the lock', () => {
  const dir = tempDir();
  const lock = acquireEngineLock(dir);
  onTestFinished(() => {
    if (lock.ok) lock.release();
  });
  for (const text of ['nonsense', '-1', '']) {
    writeFileSync(join(dir, 'engine.pid'), text);
    expect(acquireEngineLock(dir)).toEqual({ ok: false, pid: null });
  }
  rmSync(join(dir, 'engine.pid'));
  expect(acquireEngineLock(dir)).toEqual({ ok: false, pid: null });
});

describe('a key file', () => {
  it('that is a folder, or in none, is said to be so', () => {
    const dir = tempDir();
    mkdirSync(join(dir, 'key'));
    expect(() => keyringAt(join(dir, 'key')).hash('link', 1)).toThrow('cannot be read (EISDIR)');
    expect(() => keyringAt(join(dir, 'none', 'key')).hash('link', 1)).toThrow('cannot be written (ENOENT)');
  });

  it('is not made in the place of a link that leads nowhere', () => {
    const path = join(tempDir(), 'key');
    symlinkSync('nowhere', path);
    expect(() => keyringAt(path).hash('link', 1)).toThrow('cannot be written (EEXIST)');
  });
});
