// What the program keeps is for its owner alone: every file 0600, every folder 0700, whatever the umask it was started
// with, and nobody else gets in even where the data directory itself was left open to all.
import { spawn } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { aDistrict, aSlot } from '../support/cowin-stub.ts';
import { LAUNCHER, PATH_WITH_REDIS, PATIENCE_MS, type Scene, until } from '../support/program.ts';
import { openWholeScene, placeForPage } from '../support/whole-scene.ts';

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });

/** Nobody, on every Unix. */
const STRANGER = 65_534;

let scene: Scene;
/** The program with umask 0. Resolves when it has ended, or for `run` when it is ready. */
async function open(...args: readonly string[]): Promise<string> {
  const words = ['--data-dir', scene.dataDir, ...args];
  const child = spawn('/bin/sh', ['-c', 'umask 0; exec "$@"', 'sh', process.execPath, LAUNCHER, ...words], {
    env: scene.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  if (args.includes('run')) {
    scene.atEnd(() => child.kill('SIGTERM') && ended);
    await until(
      () => said.includes('"event":"ready"'),
      () => `not ready: ${said}`,
    );
  } else expect([args, await ended]).toEqual([args, 0]);
  return said;
}

/** Everything below a folder, with it: `drwx------ redis`. */
function modesBelow(folder: string): Map<string, string> {
  const names = ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })];
  return new Map(
    names.map((name) => {
      const facts = lstatSync(join(folder, name));
      const kind = facts.isDirectory() ? 'folder' : facts.isSocket() ? 'socket' : 'file';
      return [name, `${kind} ${(facts.mode & 0o7777).toString(8)}`];
    }),
  );
}

beforeAll(async () => {
  const page = await placeForPage();
  const { cowin, to, ...whole } = await openWholeScene({
    PATH: PATH_WITH_REDIS,
    ...page.env,
    VACCINE_WATCH_PUBLIC_URL: page.url,
  });
  scene = whole.scene;
  await open('subscribers', 'add', '--email', 'anita@example.org', '--district', 'BBMP');
  mkdirSync(join(scene.folder, 'copies'), { mode: 0o700 });
  await open('backup', join(scene.folder, 'copies', 'first.db'));
  await open('restore', join(scene.folder, 'copies', 'first.db'));
  await open('--pace', '1200/1m', 'run');
  // The mail has links, so that there is a key.
  cowin.set(294, aDistrict(aSlot(1, 12)));
  await until(() => to.mail.mails[0], 'an alert');
  await open('backup', join(scene.folder, 'copies', 'second.db'));
});
afterAll(() => scene?.close());

describe('started with umask 0', () => {
  it('everything in the data directory is its owner’s alone', () => {
    const modes = modesBelow(scene.dataDir);
    const names = [...modes.keys()];
    expect(names).toEqual(
      expect.arrayContaining([
        'vaccine-watch.db',
        'vaccine-watch.db-wal',
        'vaccine-watch.db-shm',
        'engine.lock',
        'engine.pid',
        'control.sock',
        'key',
        'redis',
      ]),
    );
    expect(names.filter((name) => name.includes('vaccine-watch.db.'))).not.toEqual([]);
    const open = [...modes].filter(
      ([, mode]) => !['folder 700', 'file 600', 'socket 600', 'socket 700'].includes(mode),
    );
    expect(open).toEqual([]);
  });

  it('the Redis of its own listens on a socket of its owner alone', () => {
    const sockets = [...modesBelow(scene.dataDir)].filter(([, mode]) => mode.startsWith('socket'));
    expect(sockets.map(([name]) => name).sort()).toEqual(['control.sock', expect.stringMatching(/redis/)]);
  });

  it('so are the copies backup makes', () => {
    expect([...modesBelow(join(scene.folder, 'copies')).values()]).toEqual([
      'folder 700',
      'file 600',
      'file 600',
    ]);
  });

  it('an export goes to standard output, and its file is the shell’s', async () => {
    const before = [...modesBelow(scene.folder).keys()].length;
    expect(await open('subscribers', 'export')).toContain('anita@example.org');
    expect([...modesBelow(scene.folder).keys()]).toHaveLength(before);
  });
});

describe('another user of the machine', () => {
  it('reads no file and opens no socket, even where the folder was left open to all', async () => {
    for (const folder of [scene.folder, scene.dataDir]) chmodSync(folder, 0o755);
    const paths = [...modesBelow(scene.dataDir)]
      .filter(([, mode]) => !mode.startsWith('folder'))
      .map(([name]) => join(scene.dataDir, name));
    if (process.getuid?.() === 0) {
      expect(await triedByStranger(paths)).toEqual(paths.map((path) => [path, 'EACCES', 'EACCES']));
    } else {
      for (const path of paths) expect([path, lstatSync(path).mode & 0o077]).toEqual([path, 0]);
    }
  });

  it('cannot have the sockets laid where they lead', async () => {
    // Too deep for a socket, so that it gets a folder where everybody may write.
    const deep = join(scene.folder, 'd'.repeat(100), 'data');
    const runtime = join(scene.folder, 'runtime');
    const trap = join(scene.folder, 'trap');
    for (const folder of [runtime, trap]) mkdirSync(folder, { mode: 0o777 });
    symlinkSync(trap, join(runtime, `vaccine-watch-${process.getuid?.()}`));
    const env = {
      XDG_RUNTIME_DIR: runtime,
      VACCINE_WATCH_HTTP: undefined,
      VACCINE_WATCH_PUBLIC_URL: undefined,
    };
    const { code, stderr } = await scene.run(['--data-dir', deep, 'run'], env);
    expect([code, stderr]).toEqual([78, expect.stringContaining('belongs to somebody else')]);
    expect(readdirSync(trap)).toEqual([]);
  });
});

/** How opening each path and connecting to it ends for somebody else: error codes, or `ok`. */
async function triedByStranger(paths: readonly string[]): Promise<unknown> {
  const script = `
    const { closeSync, openSync } = require('node:fs');
    const { connect } = require('node:net');
    process.setgroups([]); process.setgid(${STRANGER}); process.setuid(${STRANGER});
    const opened = (path) => { try { closeSync(openSync(path, 'r')); return 'ok'; } catch (e) { return e.code; } };
    const connected = (path) => new Promise((resolve) => {
      const socket = connect(path, () => { socket.destroy(); resolve('ok'); });
      socket.on('error', (e) => resolve(e.code));
    });
    Promise.all(JSON.parse(process.argv[1]).map(async (path) => [path, opened(path), await connected(path)]))
      .then((found) => process.stdout.write(JSON.stringify(found)));
  `;
  const child = spawn(process.execPath, ['-e', script, JSON.stringify(paths)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(said);
}
