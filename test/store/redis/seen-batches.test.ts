// Many askers at once on one Redis: they share commands, and nobody is left without an answer when it dies, hangs,
// restarts or forgets its scripts meanwhile.
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { Session } from '../../../src/core/session.ts';
import { askSocket } from '../../../src/store/redis/redis-socket.ts';
import { createSeen, type SwitchableSeen } from '../../../src/store/redis/seen.ts';
import { type OwnRedis, ownRedis, tempDir, until } from './own-redis.ts';
import { session } from './seen-session.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The answers of many areas: in each, session `a` and session `b`. */
function answers(areas: number, capacity: number): Session[][] {
  return Array.from({ length: areas }, (_, at) => [
    session('a', capacity, `cowin:${at}`),
    session('b', capacity, `cowin:${at}`),
  ]);
}

async function redis(more: readonly string[] = []): Promise<OwnRedis> {
  const server = await ownRedis(join(tempDir(), 'r.sock'), more);
  cleanups.push(() => server.stop());
  return server;
}

async function open(server: OwnRedis, memory: { memoryEntries?: number } = {}): Promise<SwitchableSeen> {
  const seen = createSeen({
    ...memory,
    generation: 'g1',
    endpoint: { kind: 'unix', path: server.socket },
    why: '',
    clock: systemClock,
    log: () => undefined,
  });
  cleanups.push(() => seen.close());
  await seen.ready();
  return seen;
}

const ids = (sessions: readonly Session[]) =>
  sessions.map(({ areaId, sessionId }) => `${areaId} ${sessionId}`);

/** What many askers get who ask in one turn. */
async function unknownOf(seen: SwitchableSeen, asked: readonly Session[][]): Promise<string[][]> {
  return (await Promise.all(asked.map((sessions) => seen.unknown(sessions)))).map(ids);
}

/** How often commands were called since the server started, those inside scripts included. */
function callsOf(server: OwnRedis, commands: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    let text = '';
    const connection = connect(server.socket, () => connection.write('INFO commandstats\r\nPING\r\n'));
    connection.on('data', (chunk) => {
      text += chunk;
      if (!text.includes('+PONG')) return;
      connection.destroy();
      const calls = commands.map((name) =>
        Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(text)?.[1] ?? 0),
      );
      resolve(calls.reduce((sum, count) => sum + count, 0));
    });
  });
}

const SCRIPT_CALLS = ['eval', 'evalsha'];

describe('many askers in one turn', () => {
  it('share one question, and each gets his own answer in his own order', async () => {
    const server = await redis();
    const other = await open(server);
    const asked = answers(40, 5);
    for (const [at, sessions] of asked.entries()) {
      if (at % 2 === 0) await other.remember([sessions[1] as Session]);
    }
    const seen = await open(server);
    const before = await callsOf(server, ['mget']);
    const expected = asked.map((sessions, at) => ids(at % 2 === 0 ? sessions.slice(0, 1) : sessions));
    expect(await unknownOf(seen, asked)).toEqual(expected);
    expect((await callsOf(server, ['mget'])) - before).toBe(1);
  });

  it('are remembered by one command, each session for its own time', async () => {
    const server = await redis();
    const seen = await open(server);
    const told = answers(40, 5);
    await Promise.all(told.map((sessions) => seen.remember(sessions)));
    expect(await callsOf(server, SCRIPT_CALLS)).toBe(1);
    expect(await callsOf(server, ['set'])).toBe(80);
    expect(await unknownOf(await open(server), told)).toEqual(told.map(() => []));
    expect(Number((await askSocket(server.socket, 'TTL vw:g1:0:cowin:39:b'))?.slice(1))).toBeGreaterThan(
      86_400,
    );
  });

  it('a flood is cut into commands that keep Redis busy only briefly', async () => {
    const server = await redis();
    const seen = await open(server);
    const flood = Array.from({ length: 1300 }, (_, at) => session(`s${at}`, 5));
    expect(await seen.unknown(flood)).toEqual(flood);
    await seen.remember(flood);
    expect(await callsOf(server, ['mget'])).toBe(3);
    expect(await callsOf(server, SCRIPT_CALLS)).toBe(3);
    const other = await open(server);
    expect(ids(await other.unknown([...flood, session('new', 5)]))).toEqual(['cowin:294 new']);
  });
});

describe('many askers while Redis is in trouble', () => {
  it('SCRIPT FLUSH costs nothing but a second try', async () => {
    const server = await redis();
    const seen = await open(server);
    await seen.remember([session('before', 5)]);
    await askSocket(server.socket, 'SCRIPT FLUSH');
    const told = answers(10, 5);
    await Promise.all(told.map((sessions) => seen.remember(sessions)));
    expect(seen.state().state).toBe('ok');
    expect(await unknownOf(await open(server), told)).toEqual(told.map(() => []));
  });

  it('killed with questions and news under way: everybody gets an answer, and the memory stands in', async () => {
    const server = await redis();
    const seen = await open(server);
    await seen.remember([session('known', 5)]);
    server.signal('SIGSTOP');
    const asking = unknownOf(seen, answers(40, 5));
    const telling = Promise.all(answers(40, 12).map((sessions) => seen.remember(sessions)));
    await nextTurn();
    await nextTurn();
    await server.stop();
    expect(await asking).toEqual(answers(40, 5).map(ids));
    await telling;
    expect(await unknownOf(seen, answers(40, 12))).toEqual(answers(40, 12).map(() => []));
    expect(seen.state().state).toBe('degraded');

    const again = await ownRedis(server.socket);
    cleanups.push(() => again.stop());
    await until('Redis is used again', () => seen.state().state === 'ok');
    await seen.remember([session('later', 5)]);
    // The news that was lost has begun a new generation of keys: one for all who were on the way together.
    expect(await askSocket(again.socket, 'EXISTS vw:g1:1:cowin:294:later')).toBe(':1');
  });

  it('hung: whoever comes, turn after turn, is answered within the time of one command', async () => {
    const server = await redis();
    const seen = await open(server);
    server.signal('SIGSTOP');
    const waits: Promise<number>[] = [];
    const startedMs = performance.now();
    for (let turn = 0; turn < 200; turn++) {
      const askedMs = performance.now();
      const sessions = [session(`s${turn}`, 5)];
      const asked = seen.unknown(sessions).then(async (unknown) => {
        expect(unknown).toEqual(sessions);
        await seen.remember(unknown);
        return performance.now() - askedMs;
      });
      waits.push(asked);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const longestMs = Math.max(...(await Promise.all(waits)));
    expect(longestMs).toBeGreaterThan(300);
    expect(longestMs).toBeLessThan(1500);
    expect(performance.now() - startedMs).toBeLessThan(5000);
    expect(seen.state()).toMatchObject({ state: 'degraded' });
    expect(await unknownOf(seen, [[session('s1', 5), session('s199', 5)]])).toEqual([[]]);
    server.signal('SIGCONT');
  });

  it('full: all are answered, and nothing it refused is believed later', async () => {
    const server = await redis();
    // A memory so small that nearly every question reaches Redis.
    const seen = await open(server, { memoryEntries: 2 });
    const told = answers(20, 5);
    await Promise.all(told.map((sessions) => seen.remember(sessions)));
    await askSocket(server.socket, 'CONFIG SET maxmemory 1000');
    await Promise.all(answers(20, 12).map((sessions) => seen.remember(sessions)));
    expect(seen.state()).toMatchObject({ state: 'degraded', detail: expect.stringContaining('full') });
    await askSocket(server.socket, 'CONFIG SET maxmemory 0');
    // What Redis holds is older than the record now: the news of before is news again.
    expect(await unknownOf(seen, told)).toEqual(told.map(ids));
    await Promise.all(told.map((sessions) => seen.remember(sessions)));
    expect(seen.state().state).toBe('ok');
  });
});
