// The Redis of our own: started, adopted, killed, stopped, its socket deleted, and gone when we are.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RedisEndpoint } from '../../../src/core/seen.ts';
import { pingRedis } from '../../../src/store/redis/redis-ping.ts';
import {
  findRedisServer,
  type RedisOptions,
  type RedisServer,
  startRedis,
} from '../../../src/store/redis/redis-server.ts';
import { answersPing, prepareSocketDir } from '../../../src/store/redis/redis-socket.ts';
import { envWithRedis, ownRedis, redisThatReads, tempDir, until } from './own-redis.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Started {
  readonly redis: RedisServer;
  readonly events: string[];
  readonly changes: (RedisEndpoint | null)[];
}

async function start(dir: string, more: Partial<RedisOptions> = {}): Promise<Started> {
  const events: string[] = [];
  const changes: (RedisEndpoint | null)[] = [];
  const redis = await startRedis({
    choice: 'auto',
    dir,
    log: (_level, event, fields) => events.push(`${event} ${JSON.stringify(fields ?? {})}`),
    onChange: (endpoint) => changes.push(endpoint),
    env: envWithRedis(),
    ...more,
  });
  cleanups.push(() => redis.stop());
  return { redis, events, changes };
}

function socketOf(redis: RedisServer): string {
  const endpoint = redis.endpoint();
  if (endpoint?.kind !== 'unix') throw new Error('no socket');
  return endpoint.path;
}

/** Process id of the Redis that answers on a socket. */
function pidOf(socket: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    const connection = connect(socket, () => connection.write('INFO server\r\n'));
    connection.on('error', reject);
    connection.on('data', (chunk) => {
      text += chunk;
      const found = /process_id:(\d+)/.exec(text);
      if (found === null) return;
      connection.destroy();
      resolve(Number(found[1]));
    });
  });
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function configOf(socket: string, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const connection = connect(socket, () => connection.write(`CONFIG GET ${name}\r\n`));
    connection.on('error', reject);
    connection.on('data', (chunk) => {
      text += chunk;
      const lines = text.split('\r\n');
      if (lines.length < 6) return;
      connection.destroy();
      resolve(lines[4] as string);
    });
  });
}

/** A folder with a server that starts once, and never answers after that. */
function onlyOnce(dir: string): string {
  const folder = join(dir, 'bin');
  mkdirSync(folder);
  const real = findRedisServer(envWithRedis()) as string;
  const script = `#!/bin/sh\nif mkdir "${dir}/once" 2>/dev/null; then exec "${real}" "$@"; fi
: > "${dir}/second"
exec sleep 60
`;
  writeFileSync(join(folder, 'redis-server'), script, { mode: 0o755 });
  return `${folder}:/usr/bin:/bin`;
}

describe('a Redis of our own', () => {
  it('runs on a private socket, without a TCP port, without files, with bounded memory', async () => {
    const dir = join(tempDir(), 'redis');
    const { redis } = await start(dir);
    const socket = socketOf(redis);
    expect(redis.mode()).toBe('redis-unix');
    expect(redis.why()).toContain(socket);
    expect(await pingRedis({ kind: 'unix', path: socket })).toBeGreaterThan(0);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(statSync(socket).mode & 0o077).toBe(0);
    expect(await configOf(socket, 'port')).toBe('0');
    expect(await configOf(socket, 'save')).toBe('');
    expect(await configOf(socket, 'appendonly')).toBe('no');
    expect(await configOf(socket, 'maxmemory')).toBe(String(128 * 1024 * 1024));
    expect(await configOf(socket, 'maxmemory-policy')).toBe('allkeys-lru');
  });

  it('ends with us, in order', async () => {
    const { redis } = await start(tempDir());
    const pid = await pidOf(socketOf(redis));
    const startedMs = performance.now();
    await redis.stop();
    await redis.stop();
    expect(performance.now() - startedMs).toBeLessThan(2000);
    await until('it is gone', () => !lives(pid), 1000);
  });

  it('ends within a second when we are killed', async () => {
    const dir = tempDir();
    const script = `
      import { startRedis } from ${JSON.stringify(new URL('../../../src/store/redis/redis-server.ts', import.meta.url).href)};
      const redis = await startRedis({ choice: 'auto', dir: ${JSON.stringify(dir)}, log() {}, onChange() {} });
      console.log(redis.endpoint().path);
      setInterval(() => {}, 1000);
    `;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: envWithRedis(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const socket = await new Promise<string>((resolve) =>
      parent.stdout.once('data', (chunk) => resolve(String(chunk).trim())),
    );
    const pid = await pidOf(socket);
    parent.kill('SIGKILL');
    await until('it is gone', () => !lives(pid), 1000);
    // And the next start finds its way at once.
    const { redis } = await start(dir);
    expect(await answersPing(socketOf(redis))).toBe(true);
  });

  it('killed: another is started soon, and we are told', async () => {
    const { redis, events, changes } = await start(tempDir());
    const pid = await pidOf(socketOf(redis));
    process.kill(pid, 'SIGKILL');
    await until('another answers', async () => changes.length > 0 && (await answersPing(socketOf(redis))));
    expect(await pidOf(socketOf(redis))).not.toBe(pid);
    expect(events.map((event) => event.split(' ')[0])).toEqual([
      'redis.started',
      'redis.lost',
      'redis.started',
    ]);
  });

  it('stopped (SIGSTOP): it is replaced within ten seconds', async () => {
    const { redis, changes } = await start(tempDir());
    const pid = await pidOf(socketOf(redis));
    process.kill(pid, 'SIGSTOP');
    const ms = await until(
      'another answers',
      async () => changes.length > 0 && (await answersPing(socketOf(redis))),
    );
    expect(ms).toBeLessThan(10_000);
    await until('the stopped one is gone', () => !lives(pid), 2000);
  });

  it('its socket deleted: it is replaced within ten seconds, and the old one ends', async () => {
    const { redis, changes } = await start(tempDir());
    const pid = await pidOf(socketOf(redis));
    rmSync(socketOf(redis));
    await until('another answers', async () => changes.length > 0 && (await answersPing(socketOf(redis))));
    await until('the old one is gone', () => !lives(pid), 2000);
  });

  it('stopped while another is being started: nothing is left, and nobody is told of one', async () => {
    const dir = tempDir();
    const { redis, events, changes } = await start(join(dir, 'run'), {
      env: { PATH: onlyOnce(dir) },
    });
    process.kill(await pidOf(socketOf(redis)), 'SIGKILL');
    await until('it is seen', () => events.some((event) => event.startsWith('redis.lost')), 5000);
    await until('another is being started', () => existsSync(join(dir, 'second')), 5000);
    await redis.stop();
    expect(changes).toEqual([]);
  });

  it('an orphan that answers is taken over, and ended when we end', async () => {
    const dir = tempDir();
    const place = prepareSocketDir(dir, process.env);
    if ('problem' in place) throw new Error(place.problem);
    const orphan = await ownRedis(place.socket);
    cleanups.push(() => orphan.stop());
    const { redis, events } = await start(dir);
    expect(events[0]).toContain('redis.adopted');
    expect(await pidOf(socketOf(redis))).toBe(orphan.pid);
    await redis.stop();
    expect(await answersPing(place.socket)).toBe(false);
  });

  it('an orphan taken over that dies is replaced by one of our own', async () => {
    const dir = tempDir();
    const place = prepareSocketDir(dir, process.env);
    if ('problem' in place) throw new Error(place.problem);
    const orphan = await ownRedis(place.socket);
    const { redis, changes } = await start(dir);
    await orphan.stop();
    await until('another answers', async () => changes.length > 0 && (await answersPing(socketOf(redis))));
  });

  it('a data directory that lies too deep for a socket gets a short private folder', async () => {
    const deep = join(tempDir(), 'x'.repeat(80), 'y'.repeat(80));
    mkdirSync(deep, { recursive: true });
    const runtime = tempDir();
    const { redis } = await start(deep, { env: { ...envWithRedis(), XDG_RUNTIME_DIR: runtime } });
    const socket = socketOf(redis);
    expect(socket.startsWith(runtime)).toBe(true);
    expect(Buffer.byteLength(socket)).toBeLessThan(108);
    expect(statSync(join(socket, '..')).mode & 0o777).toBe(0o700);
  });
});

describe('which Redis is used', () => {
  it('none on PATH: the memory serves, and the way to get one is told', async () => {
    const { redis } = await start(tempDir(), { env: { PATH: tempDir() } });
    expect(redis.endpoint()).toBeNull();
    expect(redis.mode()).toBe('in-process');
    expect(redis.why()).toContain('apt-get install redis-server');
  });

  it('switched off', async () => {
    const { redis } = await start(tempDir(), { choice: 'off' });
    expect(redis.endpoint()).toBeNull();
    expect(redis.why()).toContain('off');
  });

  it('a socket that was set is used as it is', async () => {
    const { redis } = await start(tempDir(), { choice: { unix: '/run/some.sock' } });
    expect(redis.endpoint()).toEqual({ kind: 'unix', path: '/run/some.sock' });
    expect(redis.mode()).toBe('redis-unix');
  });

  it('a URL that was set is used, and its password is in no sentence', async () => {
    const { redis, events } = await start(tempDir(), {
      choice: { url: 'rediss://me:canary@redis.example.org:6380' },
    });
    expect(redis.endpoint()).toEqual({ kind: 'url', url: 'rediss://me:canary@redis.example.org:6380' });
    expect(redis.mode()).toBe('redis');
    expect(redis.why()).toContain('redis.example.org:6380');
    expect(redis.why() + events.join()).not.toContain('canary');
  });

  it('a server that does not start: the memory serves, and says so', async () => {
    const server = join(tempDir(), 'redis-server');
    writeFileSync(server, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const { redis } = await start(tempDir(), { env: { PATH: dirname(server) } });
    expect(redis.endpoint()).toBeNull();
    expect(redis.why()).toContain('does not start');
  });

  it('a folder that cannot be used: the memory serves, and says which', async () => {
    const file = join(tempDir(), 'file');
    writeFileSync(file, '');
    const { redis } = await start(join(file, 'redis'));
    expect(redis.endpoint()).toBeNull();
    expect(redis.why()).toContain(file);
    expect(redis.why()).toContain('memory of this process serves');
  });

  it('finds redis-server on PATH, and nothing where there is nothing', () => {
    expect(findRedisServer(envWithRedis())).toMatch(/(redis|valkey)-server$/);
    expect(findRedisServer({ PATH: tempDir() })).toBeUndefined();
    expect(findRedisServer({})).toBeUndefined();
  });

  it('a check of an address where nobody answers ends soon', async () => {
    expect(await pingRedis({ kind: 'unix', path: join(tempDir(), 'no.sock') }, 500)).toBeNull();
    expect(await pingRedis({ kind: 'url', url: 'redis://127.0.0.1:1' }, 500)).toBeNull();
  });

  it('a check of one that still reads what it keeps ends soon', async () => {
    const server = await redisThatReads();
    cleanups.push(() => server.stop());
    const startedMs = performance.now();
    expect(await pingRedis({ kind: 'unix', path: server.socket }, 500)).toBeNull();
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });
});
