// What the short and the long form of FAULTS 3 share: a database that cannot be written under a running engine, slots
// that open meanwhile, and what must be seen: a banner, no message that is not journalled, nothing in Redis, and
// afterwards all made good.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { askSocket } from '../../src/store/redis/redis-socket.ts';
import { type Eyes, eyesOn } from '../harness/eyes.ts';
import { DISTRICTS, type Stage } from '../harness/stage.ts';
import { everybodyTold } from '../harness/told.ts';
import { type Env, type Program, pause } from '../support/program.ts';

export interface Running {
  readonly engine: Program;
  readonly eyes: Eyes;
  /** Opens the next slot of each district. */
  openSome(): void;
}

/** Starts the engine, opens the first slots, and waits until everybody was told of them. */
export async function running(stage: Stage, env: Env = {}): Promise<Running> {
  const engine = await stage.scene.engine(env);
  const eyes = await eyesOn(stage.scene);
  await stage.polled();
  let next = 1;
  const openSome = () => stage.script.setAll(new Map(DISTRICTS.map(() => [next++, 20])));
  openSome();
  await stage.polled();
  await stage.settled();
  return { engine, eyes, openSome };
}

export interface Refusal {
  readonly begin: () => unknown;
  readonly end: () => unknown;
  /** What the status must say of it. */
  readonly detail: RegExp;
  /** How long it lasts after it was seen (ms; default 0). */
  readonly lastsMs?: number;
}

/** A refusal of the database from beginning to end. */
export async function through(stage: Stage, now: Running, refusal: Refusal): Promise<void> {
  const { begin, end, detail, lastsMs = 0 } = refusal;
  const { eyes, engine, openSome } = now;
  const redis = join(stage.scene.dataDir, 'redis', 'redis.sock');
  const told = stage.ledger.read().length;
  await askSocket(redis, 'FLUSHALL');
  await begin();
  openSome();
  await eyes.sees('the banner', ({ database }) => database.state === 'refused', 20_000);
  await stage.polled(2);
  await pause(lastsMs);
  const shown = await eyes.status();
  expect(shown.database.detail).toMatch(detail);
  expect(shown.hints.join(' ')).toMatch(detail);
  expect(stage.ledger.read().length).toBe(told);
  expect(await askSocket(redis, 'DBSIZE')).toBe(':0');
  await end();
  await eyes.sees('that it is over', ({ database }) => database.state === 'ok', 20_000);
  await everybodyTold(stage);
  await stage.settled();
  expect(stage.integrity()).toBe('ok');
  expect(engine.lines().filter(({ event }) => event === 'ready')).toHaveLength(1);
}

/** The process that runs the engine: on an old Node the launcher is another. */
export async function pidOf(engine: Program): Promise<number> {
  return Number((await engine.event('ready')).pid);
}

/** Has every write of a running process to any file refused (EFBIG), or lifts that. */
export function limitFiles(pid: number, limited: boolean): void {
  const size = limited ? '0:' : 'unlimited:';
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${size}`]);
  if (status !== 0) throw new Error(`prlimit: ${stderr}`);
}

/** Another process at the database, that keeps the write lock. */
export function lock(stage: Stage): { release(): void } {
  const other = new Database(stage.database, { timeout: 5_000 });
  other.exec('BEGIN IMMEDIATE');
  stage.scene.atEnd(() => other.close());
  return { release: () => other.exec('ROLLBACK') };
}

/** Lays a small disk over the data directory, with all that is in it; undefined where that is not allowed. */
export function smallDisk({ scene }: Stage, bytes: number): SmallDisk | undefined {
  const { dataDir } = scene;
  const files = readdirSync(dataDir)
    .filter((name) => statSync(join(dataDir, name)).isFile())
    .map((name) => ({ name, content: readFileSync(join(dataDir, name)) }));
  if (!mount('-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'none', dataDir)) return undefined;
  scene.atEnd(() => spawnSync('umount', ['--lazy', dataDir]));
  for (const { name, content } of files) writeFileSync(join(dataDir, name), content, { mode: 0o600 });
  const ballast = join(dataDir, 'ballast');
  return {
    fill() {
      for (const size of [1 << 20, 1 << 12]) while (couldAppend(ballast, size));
    },
    makeRoom: () => rmSync(ballast, { force: true }),
    readOnly: (on) => mount('-o', `remount,${on ? 'ro' : 'rw'}`, dataDir),
  };
}

export interface SmallDisk {
  /** Until nothing more fits. */
  fill(): void;
  makeRoom(): void;
  /** False: not while a program has files open for writing. */
  readOnly(on: boolean): boolean;
}

function mount(...args: readonly string[]): boolean {
  try {
    return spawnSync('mount', [...args]).status === 0;
  } catch {
    return false;
  }
}

function couldAppend(path: string, size: number): boolean {
  try {
    writeFileSync(path, Buffer.alloc(size, 1), { flag: 'a' });
    return true;
  } catch {
    return false;
  }
}

/** A copy of a stage's database with its journal, in a data directory of its own. */
export function copyOf({ scene }: Stage, name: string): string {
  const dir = join(scene.folder, name);
  mkdirSync(dir, { mode: 0o700 });
  for (const file of readdirSync(scene.dataDir).filter((one) => /^(vaccine-watch\.db.*|key)$/.test(one)))
    writeFileSync(join(dir, file), readFileSync(join(scene.dataDir, file)), { mode: 0o600 });
  return dir;
}
