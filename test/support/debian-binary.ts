// Brings a server program when the machine has none: Debian's packages, unpacked into a folder of the checkout, so
// that the machine itself stays as it was (no service, nothing on PATH, no root needed to run it).
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface DebianBinary {
  /** What it is called on PATH, and in the folder. */
  readonly name: string;
  /** Packages with the program and the libraries it needs that a small Debian may lack. */
  readonly packages: readonly string[];
  /** Where the program lies in them, as `usr/bin/redis-server`. */
  readonly file: string;
}

const CACHE = join(import.meta.dirname, '..', '.cache');

/** The first of these programs on PATH, or in one of the other folders. */
export function findProgram(names: readonly string[], folders: readonly string[] = []): string | undefined {
  const all = [...(process.env.PATH ?? '').split(delimiter), ...folders];
  return names.flatMap((name) => all.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

/** Path of the unpacked program, fetched when it is not there yet. @throws Error saying why it could not be had */
export function debianBinary(binary: DebianBinary): string {
  const folder = join(CACHE, binary.name.replace(/-server$/, ''));
  const wrapper = join(folder, binary.name);
  if (!existsSync(wrapper)) fetchInto(folder, binary);
  return wrapper;
}

function fetchInto(folder: string, { name, packages, file }: DebianBinary): void {
  const work = `${folder}.${process.pid}`;
  const lists = join(work, 'lists');
  const archives = join(work, 'archives');
  mkdirSync(join(lists, 'partial'), { recursive: true });
  mkdirSync(archives, { recursive: true });
  const apt = [
    ...['-o', `Dir::State::lists=${lists}`],
    ...['-o', 'Debug::NoLocking=1'],
    ...['-o', `Dir::Cache=${work}/cache`],
  ];
  const run = (command: string, args: readonly string[], cwd: string) =>
    execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  try {
    run('apt-get', [...apt, '-q', 'update'], work);
    run('apt-get', [...apt, '-q', 'download', ...packages], archives);
    for (const deb of readdirSync(archives))
      run('dpkg-deb', ['-x', join(archives, deb), join(work, 'root')], work);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    throw error;
  }
  rmSync(lists, { recursive: true, force: true });
  rmSync(archives, { recursive: true, force: true });
  writeFileSync(
    join(work, name),
    [
      '#!/bin/sh',
      'here=$(dirname "$(readlink -f "$0")")',
      'LD_LIBRARY_PATH=$(ls -d "$here"/root/usr/lib/*-linux-gnu "$here"/root/lib/*-linux-gnu 2>/dev/null | tr "\\n" ":")',
      'export LD_LIBRARY_PATH',
      `exec "$here/root/${file}" "$@"`,
      '',
    ].join('\n'),
  );
  chmodSync(join(work, name), 0o755);
  rmSync(folder, { recursive: true, force: true });
  renameSync(work, folder);
}
