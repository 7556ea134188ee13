// The socket of a Redis of our own, and the server behind it, where somebody else stands in the way.
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startRedisChild } from '../../../src/store/redis/redis-child.ts';
import { answersPing, askSocket, prepareSocketDir } from '../../../src/store/redis/redis-socket.ts';
import { tempDir } from './own-redis.ts';

/** A server that says the same to everybody. */
async function saying(...pieces: readonly string[]): Promise<string> {
  const path = join(tempDir(), 's.sock');
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    for (const piece of pieces) setImmediate(() => socket.write(piece));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  return path;
}

describe('whoever answers on the socket', () => {
  it('is understood when the line comes in pieces', async () => {
    expect(await answersPing(await saying('+PO', 'NG\r\n'))).toBe(true);
  });

  it('is no Redis when it says something else, or never comes to an end', async () => {
    expect(await answersPing(await saying('HTTP/1.1 400 Bad Request\r\n'))).toBe(false);
    expect(await askSocket(await saying('x'.repeat(2000)), 'PING')).toBeNull();
    expect(await askSocket(await saying('x'), 'PING', 50)).toBeNull();
  });
});

describe('the folder of the socket', () => {
  it('lies in a place of its own where the path would be too long, also when the run-time folder is set to nothing', () => {
    const long = join(tempDir(), 'x'.repeat(100));
    const runtime = tempDir();
    const places = [
      [{ XDG_RUNTIME_DIR: runtime }, runtime],
      [{ XDG_RUNTIME_DIR: '' }, tmpdir()],
      [{}, tmpdir()],
    ] as const;
    for (const [env, folder] of places) {
      const place = prepareSocketDir(long, env);
      if ('problem' in place) throw new Error(place.problem);
      onTestFinished(() => rmSync(place.dir, { recursive: true, force: true }));
      expect(dirname(place.dir)).toBe(folder);
    }
  });

  it('is no link to somewhere else, and no file', () => {
    const dir = tempDir();
    mkdirSync(join(dir, 'elsewhere'));
    symlinkSync(join(dir, 'elsewhere'), join(dir, 'link'));
    writeFileSync(join(dir, 'file'), '');
    expect(prepareSocketDir(join(dir, 'link'), {})).toEqual({
      problem: `${join(dir, 'link')} is not a folder of this user`,
    });
    expect(prepareSocketDir(join(dir, 'file'), {})).toEqual({
      problem: `${join(dir, 'file')} cannot be used (EEXIST)`,
    });
  });
});

it('a server that stops whoever watches it is killed all the same', async () => {
  const dir = tempDir();
  const server = join(dir, 'redis-server');
  writeFileSync(server, '#!/bin/sh\nkill -STOP $PPID\n: > "$PWD/stopped"\nexec sleep 60\n', { mode: 0o755 });
  const child = startRedisChild(server, dir, join(dir, 'r.sock'));
  await expect.poll(() => existsSync(join(dir, 'stopped')), { timeout: 5_000 }).toBe(true);
  const begun = performance.now();
  await child.stop();
  expect(performance.now() - begun).toBeLessThan(5_000);
});

it('a server that cannot be started in its folder has ended', async () => {
  const dir = join(tempDir(), 'none');
  const child = startRedisChild('/bin/true', dir, join(dir, 'r.sock'));
  await child.ended;
  await child.stop();
});
