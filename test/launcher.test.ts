// The launcher on the wrong Node: one sentence and 78, before anything else is loaded.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const LAUNCHER = join(import.meta.dirname, '..', 'src', 'launcher.cjs');

describe('the launcher on Node 20', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vw-launcher-'));
    mkdirSync(join(folder, 'src'));
    copyFileSync(LAUNCHER, join(folder, 'src', 'launcher.cjs'));
    // Makes the Node at hand say it is an old one, as the launcher reads it.
    writeFileSync(
      join(folder, 'old.cjs'),
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });",
    );
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const launch = (...args: string[]) =>
    spawnSync(
      process.execPath,
      ['-r', join(folder, 'old.cjs'), join(folder, 'src', 'launcher.cjs'), ...args],
      {
        encoding: 'utf8',
      },
    );

  it('says in one sentence what it needs, and ends with 78', () => {
    const run = launch('--version');
    expect(run.status).toBe(78);
    expect(run.stdout).toBe('');
    expect(run.stderr.trim().split('\n')).toEqual([
      'vaccine-watch needs Node 22.19 or later and this is Node 20.20.2; install a newer one from https://nodejs.org or your distribution.',
    ]);
  });

  it('hands over to the Node that npm brought, with its arguments and its exit code', () => {
    const bin = join(folder, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'node'), '#!/bin/sh\necho "started with $2"\nexit 7\n', { mode: 0o755 });
    const run = launch('status');
    expect(run.stdout).toBe('started with status\n');
    expect(run.status).toBe(7);
  });
});
