// "Already recorded", with a real Redis that is killed, stopped, flushed and filled.
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { addDays, DAY_MS, type IstDate } from '../../../src/core/ist.ts';
import type { RedisEndpoint } from '../../../src/core/seen.ts';
import type { Session } from '../../../src/core/session.ts';
import { askSocket } from '../../../src/store/redis/redis-socket.ts';
import { createSeen, type SwitchableSeen } from '../../../src/store/redis/seen.ts';
import { createSeenMemory } from '../../../src/store/redis/seen-memory.ts';
import { type OwnRedis, ownRedis, redisThatReads, tempDir, until } from './own-redis.ts';
import { session, TODAY } from './seen-session.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function redis(more: readonly string[] = []): Promise<OwnRedis> {
  const server = await ownRedis(join(tempDir(), 'r.sock'), more);
  cleanups.push(() => server.stop());
  return server;
}

interface Opened {
  readonly seen: SwitchableSeen;
  readonly events: string[];
}

async function open(
  endpoint: RedisEndpoint | null,
  generation = 'g1',
  memory: { memoryEntries?: number } = {},
): Promise<Opened> {
  const events: string[] = [];
  const seen = createSeen({
    ...memory,
    generation,
    endpoint,
    why: 'as the test says',
    clock: systemClock,
    log: (_level, event, fields) => events.push(`${event} ${JSON.stringify(fields ?? {})}`),
  });
  cleanups.push(() => seen.close());
  await seen.ready();
  return { seen, events };
}

const unix = (server: OwnRedis): RedisEndpoint => ({ kind: 'unix', path: server.socket });

async function unknownIds(seen: SwitchableSeen, sessions: readonly Session[]): Promise<string[]> {
  return (await seen.unknown(sessions)).map((each) => each.sessionId);
}

async function timed<T>(work: Promise<T>): Promise<{ value: T; ms: number }> {
  const startedMs = performance.now();
  const value = await work;
  return { value, ms: performance.now() - startedMs };
}

describe('what is already recorded', () => {
  it('is known after it was remembered, here and in another process on the same Redis', async () => {
    const server = await redis();
    const { seen } = await open(unix(server));
    expect(await unknownIds(seen, [session('a', 5), session('b', 0)])).toEqual(['a', 'b']);
    await seen.remember([session('a', 5)]);
    expect(await unknownIds(seen, [session('a', 5), session('b', 0)])).toEqual(['b']);
    const { seen: other } = await open(unix(server));
    expect(await unknownIds(other, [session('a', 5), session('b', 0)])).toEqual(['b']);
    expect(other.state()).toEqual({ mode: 'redis-unix', state: 'ok', detail: 'as the test says' });
  });

  it('another band, and another area, is not known', async () => {
    const { seen } = await open(unix(await redis()));
    await seen.remember([session('a', 5)]);
    expect(await unknownIds(seen, [session('a', 6)])).toEqual([]);
    expect(await unknownIds(seen, [session('a', 12)])).toEqual(['a']);
    expect(await unknownIds(seen, [session('a', 5, 'cowin:pin:560001')])).toEqual(['a']);
  });

  it('keys of another generation of the database are not believed', async () => {
    const server = await redis();
    const { seen } = await open(unix(server), 'before');
    await seen.remember([session('a', 5)]);
    const { seen: restored } = await open(unix(server), 'after');
    expect(await unknownIds(restored, [session('a', 5)])).toEqual(['a']);
  });

  it('asks Redis only for what this process does not know', async () => {
    const server = await redis();
    const { seen } = await open(unix(server));
    const sessions = Array.from({ length: 100 }, (_, at) => session(`s${at}`, 5));
    await seen.remember(sessions);
    const before = await commandsOf(server);
    for (let at = 0; at < 50; at++) expect(await seen.unknown(sessions)).toEqual([]);
    expect((await commandsOf(server)) - before).toBeLessThan(5);
  });

  it('asks Redis once about what an earlier process recorded', async () => {
    const server = await redis();
    const { seen: earlier } = await open(unix(server));
    const sessions = Array.from({ length: 100 }, (_, at) => session(`s${at}`, 5));
    await earlier.remember(sessions);
    const { seen } = await open(unix(server));
    expect(await seen.unknown(sessions)).toEqual([]);
    const before = await commandsOf(server);
    for (let at = 0; at < 20; at++) expect(await seen.unknown(sessions)).toEqual([]);
    expect((await commandsOf(server)) - before).toBeLessThan(5);
  });

  it('asks Redis nothing either about a session it knows with other news', async () => {
    const server = await redis();
    const { seen } = await open(unix(server));
    await seen.remember([session('a', 5)]);
    const before = await commandsOf(server);
    for (let at = 0; at < 20; at++) expect(await unknownIds(seen, [session('a', 12)])).toEqual(['a']);
    expect((await commandsOf(server)) - before).toBeLessThan(5);
  });

  it('is forgotten by Redis two days after the date of the session', async () => {
    const server = await redis();
    const { seen } = await open(unix(server));
    await seen.remember([session('a', 5), { ...session('old', 5), date: '2021-05-08' as IstDate }]);
    const ttl = async (id: string) =>
      Number((await askSocket(server.socket, `TTL vw:g1:0:cowin:294:${id}`))?.slice(1));
    expect(await ttl('a')).toBeGreaterThan(2 * 86_400);
    expect(await ttl('a')).toBeLessThanOrEqual(3 * 86_400);
    expect(await ttl('old')).toBeLessThanOrEqual(3600);
    expect(await ttl('old')).toBeGreaterThan(3000);
  });

  it('a flush costs work and nothing else: a new process finds nothing known', async () => {
    const server = await redis();
    const { seen } = await open(unix(server));
    await seen.remember([session('a', 5)]);
    await askSocket(server.socket, 'FLUSHALL');
    expect(await unknownIds(seen, [session('a', 5)])).toEqual([]);
    const { seen: other } = await open(unix(server));
    expect(await unknownIds(other, [session('a', 5)])).toEqual(['a']);
  });

  it('without Redis the memory serves, and says how to get one', async () => {
    const { seen } = await open(null);
    await seen.remember([session('a', 5)]);
    expect(await unknownIds(seen, [session('a', 5), session('b', 1)])).toEqual(['b']);
    expect(seen.state()).toEqual({ mode: 'in-process', state: 'ok', detail: 'as the test says' });
  });
});

describe('an outage of Redis', () => {
  it('killed: the memory stands in at once, and Redis is back soon after it is', async () => {
    const server = await redis();
    const { seen, events } = await open(unix(server));
    await seen.remember([session('a', 5)]);
    await server.stop();
    const { value, ms } = await timed(unknownIds(seen, [session('a', 5), session('b', 5)]));
    expect(value).toEqual(['b']);
    expect(ms).toBeLessThan(1500);
    await seen.remember([session('b', 5)]);
    expect((await timed(unknownIds(seen, [session('c', 5)]))).ms).toBeLessThan(100);
    expect(seen.state()).toMatchObject({ mode: 'redis-unix', state: 'degraded' });
    const again = await ownRedis(server.socket);
    cleanups.push(() => again.stop());
    expect(await until('Redis is used again', () => seen.state().state === 'ok')).toBeLessThan(10_000);
    expect(events.map((event) => event.split(' ')[0])).toContain('redis.ready');
    await seen.remember([session('d', 5)]);
    expect(await unknownIds(seen, [session('b', 5), session('d', 5)])).toEqual([]);
  });

  it('stopped (SIGSTOP): one question waits half a second, the next none; back when it goes on', async () => {
    const server = await redis();
    const { seen } = await open(unix(server));
    await seen.remember([session('a', 5)]);
    server.signal('SIGSTOP');
    const first = await timed(unknownIds(seen, [session('b', 5)]));
    expect(first.value).toEqual(['b']);
    expect(first.ms).toBeLessThan(2000);
    expect((await timed(unknownIds(seen, [session('b', 5)]))).ms).toBeLessThan(100);
    expect(seen.state()).toMatchObject({
      state: 'degraded',
      detail: expect.stringContaining('does not answer in time'),
    });
    await new Promise((resolve) => setTimeout(resolve, 4500));
    server.signal('SIGCONT');
    expect(await until('Redis is used again', () => seen.state().state === 'ok')).toBeLessThan(10_000);
  });

  it('what Redis could not be told is not taken for known afterwards, when it still holds the older news', async () => {
    const server = await redis();
    const { seen } = await open(unix(server), 'g1', { memoryEntries: 2 });
    await seen.remember([session('a', 5)]);
    await askSocket(server.socket, 'CONFIG SET maxmemory 1000');
    await seen.remember([session('a', 12)]);
    await askSocket(server.socket, 'CONFIG SET maxmemory 0');
    // The small memory forgets `a`; what Redis keeps of it is older than the record.
    await seen.remember([session('x', 1), session('y', 1), session('z', 1)]);
    expect(seen.state().state).toBe('ok');
    expect(await unknownIds(seen, [session('a', 5), session('x', 1)])).toEqual(['a']);
  });

  it('full: it says so, reads go on, nothing grows', async () => {
    const server = await redis(['--maxmemory', '1000', '--maxmemory-policy', 'noeviction']);
    const { seen } = await open(unix(server));
    await seen.remember([session('a', 5)]);
    expect(seen.state()).toMatchObject({ state: 'degraded', detail: expect.stringContaining('full') });
    expect(await unknownIds(seen, [session('a', 5), session('b', 5)])).toEqual(['b']);
  });

  it('is seen also while nobody asks anything, killed or stopped', async () => {
    const server = await redis();
    const { seen, events } = await open(unix(server));
    server.signal('SIGSTOP');
    await until('it is shown', () => seen.state().state === 'degraded');
    server.signal('SIGCONT');
    await until('it is back', () => seen.state().state === 'ok');
    await server.stop();
    await until('it is shown again', () => seen.state().state === 'degraded');
    expect(events.map((event) => event.split(' ')[0])).toEqual(['redis.away', 'redis.ready', 'redis.away']);
  });

  it('full, and given room again: it is used again though no news comes', async () => {
    const server = await redis(['--maxmemory', '1000', '--maxmemory-policy', 'noeviction']);
    const { seen } = await open(unix(server));
    await seen.remember([session('a', 5)]);
    expect(seen.state().state).toBe('degraded');
    await askSocket(server.socket, 'CONFIG SET maxmemory 0');
    expect(await until('it is used again', () => seen.state().state === 'ok')).toBeLessThan(5_000);
  });

  it('absent from the start: the memory serves, and Redis is used when it comes', async () => {
    const path = join(tempDir(), 'late.sock');
    const { seen } = await open({ kind: 'unix', path });
    expect(seen.state().state).toBe('degraded');
    await seen.remember([session('a', 5)]);
    expect(await unknownIds(seen, [session('a', 5)])).toEqual([]);
    const server = await ownRedis(path);
    cleanups.push(() => server.stop());
    expect(await until('Redis is used', () => seen.state().state === 'ok')).toBeLessThan(10_000);
  });

  it('still reading what it keeps: it is clear soon that it does not answer, and it is used once it does', async () => {
    const server = await redisThatReads();
    cleanups.push(() => server.stop());
    expect(await askSocket(server.socket, 'PING')).toContain('LOADING');
    const { ms, value } = await timed(open(unix(server)));
    expect(ms).toBeLessThan(4_000);
    expect(value.seen.state().state).toBe('degraded');
    expect(await unknownIds(value.seen, [session('a', 5)])).toEqual(['a']);
    await until('it is used', () => value.seen.state().state === 'ok', 20_000);
  }, 40_000);

  it('memory stays flat however long it lasts', async () => {
    const { seen } = await open({ kind: 'unix', path: join(tempDir(), 'never.sock') });
    const round = async (from: number) => {
      for (let at = from; at < from + 300; at++) {
        const sessions = Array.from({ length: 100 }, (_, n) => session(`s${(at * 100 + n) % 5000}`, at % 60));
        await seen.remember(await seen.unknown(sessions));
      }
    };
    await round(0);
    const before = process.memoryUsage().heapUsed;
    await round(300);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000);
  });

  it('neither words nor log hold the password or the host', async () => {
    const server = await redis(['--requirepass', 'rightcanary']);
    const url = `redis://user:wrongcanary@127.0.0.1:${server.port}`;
    const { seen, events } = await open({ kind: 'url', url });
    await seen.remember([session('a', 5)]);
    expect(seen.state()).toMatchObject({ mode: 'redis', state: 'degraded' });
    expect(JSON.stringify([events, seen.state()])).not.toMatch(/canary|127\.0\.0\.1/);
  });

  it('another Redis can be given, or none, while it runs', async () => {
    const { seen } = await open(null);
    const server = await redis();
    await seen.remember([session('a', 5)]);
    seen.setRedis(unix(server), 'a Redis came');
    await seen.ready();
    await seen.remember([session('b', 5)]);
    expect(seen.state()).toEqual({ mode: 'redis-unix', state: 'ok', detail: 'a Redis came' });
    seen.setRedis(null, 'it went');
    expect(await unknownIds(seen, [session('a', 5), session('b', 5), session('c', 5)])).toEqual(['c']);
    expect(seen.state()).toEqual({ mode: 'in-process', state: 'ok', detail: 'it went' });
  });

  it('the same Redis given again is not asked anew for what it knows, and its words are the newer ones', async () => {
    const server = await redis();
    const url: RedisEndpoint = { kind: 'url', url: `redis://127.0.0.1:${server.port}` };
    for (const endpoint of [unix(server), url, null]) {
      const { seen } = await open(endpoint, `g-${endpoint?.kind}`, { memoryEntries: 2 });
      await seen.remember([session('a', 5)]);
      seen.setRedis(endpoint === null ? null : { ...endpoint }, 'as before');
      // The small memory forgets `a`; what a Redis keeps of it is still believed.
      await seen.remember([session('x', 1), session('y', 1), session('z', 1)]);
      expect(await unknownIds(seen, [session('a', 5)])).toEqual(endpoint === null ? ['a'] : []);
      expect(seen.state()).toMatchObject({ state: 'ok', detail: 'as before' });
    }
    const { seen } = await open(unix(server));
    seen.setRedis(url, 'the other way');
    await seen.ready();
    expect(seen.state()).toEqual({ mode: 'redis', state: 'ok', detail: 'the other way' });
  });

  it('a Redis that comes back is not believed in what it missed', async () => {
    const server = await redis();
    const { seen } = await open(unix(server), 'g1', { memoryEntries: 2 });
    await seen.remember([session('a', 5)]);
    seen.setRedis(null, 'it went');
    await seen.remember([session('a', 12)]);
    // The small memory forgets `a`; what Redis keeps of it is older than the record.
    await seen.remember([session('x', 1), session('y', 1), session('z', 1)]);
    seen.setRedis(unix(server), 'it came back');
    await seen.ready();
    expect(await unknownIds(seen, [session('a', 5)])).toEqual(['a']);
  });
});

describe('the memory', () => {
  it('never holds more than its bound, and keeps what is used', () => {
    const memory = createSeenMemory(100);
    const used = session('used', 5, 'a');
    memory.keep(used);
    for (let at = 0; at < 10_000; at++) {
      memory.keep(session(`k${at}`, 5, `a${at % 7}`));
      expect(memory.recall(used)).toBe('same');
    }
    expect(memory.size()).toBeLessThanOrEqual(101);
    expect(memory.recall(session('k0', 5, 'a0'))).toBe('none');
    expect(memory.recall(session('k9999', 5, `a${9999 % 7}`))).toBe('same');
  });

  it('keeps the latest of a session, and what was used long ago is still compared rightly', () => {
    const memory = createSeenMemory(10);
    memory.keep(session('a', 5));
    memory.keep(session('a', 12));
    for (let at = 0; at < 5; at++) memory.keep(session(`k${at}`, 5));
    expect(memory.recall(session('a', 5))).toBe('other');
    expect(memory.recall(session('a', 12))).toBe('same');
  });

  it('holds a session once, however often it is used or changes', () => {
    const memory = createSeenMemory(20);
    const ids = Array.from({ length: 10 }, (_, at) => `k${at}`);
    for (const id of ids) memory.keep(session(id, 5));
    // The young half is full: from here on the old half holds all of them.
    memory.keep(session('one-more', 5));
    for (const id of ids) expect(memory.recall(session(id, 5))).toBe('same');
    for (const id of ids) memory.keep(session(id, 12));
    expect(memory.size()).toBe(11);
  });

  it('forgets a session when its date is past, and says how many are left', () => {
    const memory = createSeenMemory();
    const yesterday = addDays(TODAY, -1);
    memory.keep({ ...session('old', 5), date: yesterday });
    memory.keep({ ...session('elsewhere', 5, 'cowin:1'), date: yesterday });
    memory.keep(session('now', 5));
    memory.forgetBefore(TODAY);
    expect(memory.size()).toBe(1);
    expect(memory.recall({ ...session('old', 5), date: yesterday })).toBe('none');
    expect(memory.recall(session('now', 5))).toBe('same');
  });

  it('forgets by itself when the day ends, for nothing is told of the past', async () => {
    let nowMs = Date.now();
    const clock = { ...systemClock, wallMs: () => nowMs };
    const seen = createSeen({ generation: 'g', endpoint: null, why: '', clock, log: () => undefined });
    const tomorrow = { ...session('b', 5), date: addDays(TODAY, 1) };
    await seen.remember([session('a', 5), tomorrow]);
    nowMs += DAY_MS;
    await seen.remember([session('c', 5)]);
    expect(await unknownIds(seen, [session('a', 5), tomorrow])).toEqual(['a']);
  });
});

async function commandsOf(server: OwnRedis): Promise<number> {
  const { connect } = await import('node:net');
  return new Promise((resolve) => {
    let text = '';
    const connection = connect(server.socket, () => connection.write('INFO stats\r\n'));
    connection.on('data', (chunk) => {
      text += chunk;
      const found = /total_commands_processed:(\d+)/.exec(text);
      if (found === null) return;
      connection.destroy();
      resolve(Number(found[1]));
    });
  });
}
