// What the short and the long form of FAULTS 2 share: a Redis that fails under a running engine, slots that open
// meanwhile, and what must be seen of both.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { askSocket } from '../../src/store/redis/redis-socket.ts';
import { type Eyes, eyesOn } from '../harness/eyes.ts';
import { DISTRICTS, type Stage } from '../harness/stage.ts';
import { type OwnRedis, ownRedis } from '../store/redis/own-redis.ts';
import { type Env, type Program, processesNaming } from '../support/program.ts';

/** An outage: how Redis is taken away and given back, and what the status says meanwhile. */
export interface Outage {
  readonly begin: () => unknown;
  /** Default: nothing, the program helps itself. */
  readonly end?: () => unknown;
  /** Resolves when it is shown (default: the status says degraded). */
  readonly shown?: () => unknown;
}

/** Opens the slots of a stage little by little, one in each district at a time. */
export interface Opener {
  /** Opens the next four, and waits until everybody whom they concern was told. */
  openSome(): Promise<void>;
}

export function openerOf({ script, polled, settled }: Stage): Opener {
  let next = 1;
  return {
    async openSome() {
      script.setAll(new Map(DISTRICTS.map(() => [next++, 20])));
      await polled(2);
      await settled();
    },
  };
}

/** One outage from beginning to end: polls and messages go on through it, and Redis is in use again within 10 s. */
export async function live(stage: Stage, eyes: Eyes, opener: Opener, outage: Outage): Promise<void> {
  const isAway = () => eyes.sees('Redis is away', ({ dedupe }) => dedupe.state === 'degraded');
  const { begin, end = () => undefined, shown = isAway } = outage;
  await begin();
  await shown();
  await opener.openSome();
  await end();
  expect(await eyes.sees('Redis is in use', ({ dedupe }) => dedupe.state === 'ok')).toBeLessThan(10_000);
  await opener.openSome();
  expect((await eyes.status()).dedupe.mode).not.toBe('in-process');
  expect(stage.integrity()).toBe('ok');
}

export interface Begun {
  readonly engine: Program;
  readonly eyes: Eyes;
}

/** Starts the engine and waits until it has asked for everything. */
export async function begin(stage: Stage, env: Env = {}): Promise<Begun> {
  const engine = await stage.scene.engine(env);
  const eyes = await eyesOn(stage.scene);
  await stage.polled();
  return { engine, eyes };
}

/** How often the log told of something. */
export function times(engine: Program, event: string): number {
  return engine.lines().filter((line) => line.event === event).length;
}

/** The process of the redis-server the program started for itself. */
export function ownRedisPid(stage: Stage): number {
  const pid = processesNaming(stage.scene.dataDir).find(
    (one) => readFileSync(`/proc/${one}/comm`, 'utf8').trim() === 'redis-server',
  );
  if (pid === undefined) throw new Error('the program runs no redis-server');
  return pid;
}

/** Refuses to keep anything more. */
export async function fill(socket: string): Promise<void> {
  await askSocket(socket, 'CONFIG SET maxmemory-policy noeviction');
  await askSocket(socket, 'CONFIG SET maxmemory 1000');
}

export async function makeRoom(socket: string): Promise<void> {
  await askSocket(socket, 'CONFIG SET maxmemory 0');
}

/** A redis-server that is not the program's: it can be taken away and started again. */
export interface TheirRedis {
  readonly socket: string;
  start(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** Not started yet; ends with the scene. */
export function theirRedis({ scene }: Stage): TheirRedis {
  const socket = join(scene.folder, 'theirs.sock');
  let redis: OwnRedis | undefined;
  return {
    socket,
    async start() {
      redis = await ownRedis(socket);
      scene.atEnd(redis.stop);
    },
    signal: (name) => redis?.signal(name),
    stop: async () => redis?.stop(),
  };
}
