// The whole program as an operator starts it (`vaccine-watch run`), in a data directory of its own, with people in the
// database before it starts. Figures come from its control socket, as `vaccine-watch status` gets them, and from /proc.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NewSubscription } from '../../src/core/records.ts';
import type { EngineSnapshot } from '../../src/core/snapshot.ts';
import { dataDirAt } from '../../src/data-dir.ts';
import type { World } from './bench-world.ts';
import { type Core, onCore } from './cores.ts';
import { type Bound, residentMb, startBound } from './process.ts';
import { LAUNCHER, product } from './product.ts';

export interface EngineOptions {
  readonly cowinUrl: string;
  readonly pace: string;
  /** Polls all 756 districts, not only those somebody subscribes to. */
  readonly allAreas: boolean;
  /** Root of a Telegram API that takes what is sent. */
  readonly telegramUrl: string;
  /** Who is in the database before the start. */
  readonly people: readonly NewSubscription[];
  readonly core: Core;
}

export interface EngineSample {
  /** Since the start (ms). */
  readonly atMs: number;
  readonly residentMb: number;
  /**
   * How long the main thread kept others waiting (ms): the 99th percentile of its event loop's last second, or what
   * the asking for it took where that is longer, because a loop that does not turn measures nothing.
   */
  readonly loopMs: number;
  readonly snapshot: EngineSnapshot;
}

export interface Engine {
  readonly pid: number;
  readonly dataDir: string;
  /** What another process of the same operator needs to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** Socket of the Redis it has started. */
  readonly redisSocket: string;
  status(): Promise<EngineSnapshot>;
  /** Looks at it until every district has been answered and its news recorded; returns what it saw. */
  swept(): Promise<readonly EngineSample[]>;
  /** Looks at it every `everyMs` until `forMs` are over. */
  watch(forMs: number, everyMs: number): Promise<readonly EngineSample[]>;
  stop(): Promise<void>;
}

/** A token that is none. */
const TELEGRAM_TOKEN = '123456:BENCH';
const START_MS = 20_000;
/** How long it may take to answer, however busy (ms). */
const ANSWER_MS = 120_000;
const LOOK_MS = 1_000;
/** Subscriptions added in one transaction. */
const CHUNK = 5_000;

/** Resolves when it polls. @throws Error when it does not start */
export async function startRunning(world: World, options: EngineOptions): Promise<Engine> {
  const folder = world.newFolder('engine');
  const dataDir = join(folder, 'data');
  await addPeople(world, dataDir, options.people);
  const child = startBound(
    onCore(options.core, [
      ...[process.execPath, LAUNCHER, '--data-dir', dataDir, '--pace', options.pace],
      ...(options.allAreas ? ['--all-areas'] : []),
      'run',
    ]),
    {
      HOME: folder,
      TMPDIR: folder,
      PATH: `${world.redisFolder}:/usr/bin:/bin`,
      VACCINE_WATCH_COWIN_URL: options.cowinUrl,
      VACCINE_WATCH_TELEGRAM_TOKEN: TELEGRAM_TOKEN,
      VACCINE_WATCH_TELEGRAM_API: options.telegramUrl,
    },
  );
  const stopChild = world.atEnd(child.stop);
  const ready = await readyLine(child);
  if (ready.dedupe !== 'redis-unix') throw new Error(`the program found no Redis: ${JSON.stringify(ready)}`);
  const { connectControl } = await product('control/client');
  const places = dataDirAt(dataDir, { TMPDIR: folder });
  const control = await connectControl(places.controlSocket, { callTimeoutMs: ANSWER_MS });
  const startedMs = performance.now();

  async function look(afterMs: number): Promise<EngineSample> {
    await sleep(afterMs);
    const askedMs = performance.now();
    const snapshot = await control.status();
    const nowMs = performance.now();
    return {
      atMs: nowMs - startedMs,
      residentMb: residentMb(ready.pid),
      loopMs: Math.max(snapshot.loopP99Ms, nowMs - askedMs),
      snapshot,
    };
  }

  return {
    pid: ready.pid,
    dataDir,
    env: { HOME: folder, TMPDIR: folder },
    redisSocket: join(places.redisDir, 'redis.sock'),
    status: () => control.status(),
    async swept() {
      const samples: EngineSample[] = [];
      for (const endMs = performance.now() + ANSWER_MS; performance.now() < endMs; ) {
        const sample = await look(LOOK_MS);
        samples.push(sample);
        const { areas } = sample.snapshot;
        if (areas.length > 0 && areas.every(({ lastGoodMs }) => lastGoodMs !== null)) return samples;
      }
      throw new Error(`not every district was answered within ${ANSWER_MS} ms`);
    },
    async watch(forMs, everyMs) {
      const samples: EngineSample[] = [];
      for (const endMs = performance.now() + forMs; performance.now() < endMs; ) {
        samples.push(await look(Math.max(0, Math.min(everyMs, endMs - performance.now()))));
      }
      return samples;
    },
    async stop() {
      control.close();
      await stopChild();
    },
  };
}

async function addPeople(world: World, dataDir: string, people: readonly NewSubscription[]): Promise<void> {
  const { openStore } = await product('store/store');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const store = openStore(join(dataDir, 'vaccine-watch.db'), world.source);
  const nowMs = Date.now();
  for (let from = 0; from < people.length; from += CHUNK) {
    store.subscribers.addAll(people.slice(from, from + CHUNK), nowMs);
  }
  store.close();
}

async function readyLine(child: Bound): Promise<{ readonly pid: number; readonly dedupe: string }> {
  let over = false;
  void child.ended.then(() => {
    over = true;
  });
  for (const endMs = performance.now() + START_MS; performance.now() < endMs && !over; await sleep(20)) {
    const [first, more] = child.stdout().split('\n', 2);
    if (more === undefined || first === undefined) continue;
    const line = JSON.parse(first) as { event: string; pid: number; dedupe: string };
    if (line.event === 'ready') return line;
  }
  await child.stop();
  throw new Error(`the program does not start: ${child.stdout()}${child.stderr()}`);
}
