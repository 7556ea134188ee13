// Brings a redis-server for the tests when the machine has none: Debian's packages, unpacked into a folder of
// the checkout, so that the machine itself stays as it was (no service, nothing on PATH, no root needed to run it).
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const CACHE = join(import.meta.dirname, '..', '.cache', 'redis');
/** redis-server and the libraries it needs that a small Debian may lack. */
const PACKAGES = [
  'redis-server',
  'redis-tools',
  'libjemalloc2',
  'liblzf1',
  'libatomic1',
  'libssl3',
  'libsystemd0',
];

/** Path of a redis-server that runs. Throws with the way to mend it when none can be had. */
export function ensureRedisServer(): string {
  const installed = onPath('redis-server') ?? onPath('valkey-server');
  if (installed !== undefined) return installed;
  const wrapper = join(CACHE, 'redis-server');
  if (!existsSync(wrapper)) fetchFromDebian();
  return wrapper;
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

function fetchFromDebian(): void {
  const work = `${CACHE}.${process.pid}`;
  const lists = join(work, 'lists');
  const archives = join(work, 'archives');
  mkdirSync(join(lists, 'partial'), { recursive: true });
  mkdirSync(archives, { recursive: true });
  const apt = [
    '-o',
    `Dir::State::lists=${lists}`,
    '-o',
    'Debug::NoLocking=1',
    '-o',
    `Dir::Cache=${work}/cache`,
  ];
  const run = (command: string, args: readonly string[], cwd: string) =>
    execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  try {
    run('apt-get', [...apt, '-q', 'update'], work);
    run('apt-get', [...apt, '-q', 'download', ...PACKAGES], archives);
    for (const deb of readdirSync(archives))
      run('dpkg-deb', ['-x', join(archives, deb), join(work, 'root')], work);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    throw new Error(
      `The tests need a redis-server. None is on PATH and Debian's could not be fetched (${(error as Error).message}). ` +
        'Install one: apt-get install redis-server',
    );
  }
  rmSync(lists, { recursive: true, force: true });
  rmSync(archives, { recursive: true, force: true });
  writeFileSync(
    join(work, 'redis-server'),
    [
      '#!/bin/sh',
      'here=$(dirname "$(readlink -f "$0")")',
      'LD_LIBRARY_PATH=$(ls -d "$here"/root/usr/lib/*-linux-gnu "$here"/root/lib/*-linux-gnu 2>/dev/null | tr "\\n" ":")',
      'export LD_LIBRARY_PATH',
      'exec "$here/root/usr/bin/redis-server" "$@"',
      '',
    ].join('\n'),
  );
  chmodSync(join(work, 'redis-server'), 0o755);
  rmSync(CACHE, { recursive: true, force: true });
  renameSync(work, CACHE);
}
