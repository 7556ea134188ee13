// The demo: an engine against a simulated world, and a verdict on whether everybody was told, once. It starts the
// world, brings the subscribers, lets slots open, and counts. How an engine is started it is told.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Control } from '../control/control.ts';
import type { Area } from '../core/area.ts';
import { type DemoEnv, engineEnv, firstSight, pausingWorldToo, subscribeAll } from './demo-engine.ts';
import { DEMO_SUBSCRIBERS } from './demo-subscribers.ts';
import { type DemoSummary, summaryOf } from './demo-summary.ts';
import { startWorld, type World } from './world.ts';

export type { DemoEnv, DemoSummary };

export interface DemoEngine {
  readonly control: Control;
  /** Finishes the sends in flight. Safe to call twice. */
  stop(): Promise<void>;
}

export interface DemoOptions {
  /** All districts of CoWIN. */
  readonly areas: readonly Area[];
  readonly clock: Clock;
  /** Starts an engine with these settings and no others. */
  readonly startEngine: (env: DemoEnv) => Promise<DemoEngine>;
  /** Default 1. */
  readonly seed?: number;
  /** Default 180. */
  readonly openingsPerMinute?: number;
  /** Where mails are kept as `.eml` (default: a new folder among the temporary files). Stays when the demo ends. */
  readonly inboxFolder?: string;
}

export interface RunningDemo {
  readonly control: Control;
  readonly inboxFolder: string;
  /** `http://127.0.0.1:…/_sim`: opens and closes slots by hand. */
  readonly simUrl: string;
  /** No slot opens by itself any more; those open are booked out. */
  quieten(): void;
  /** Resolves when everything owed has arrived, or after `withinMs`. */
  settle(withinMs: number): Promise<void>;
  look(): Promise<DemoSummary>;
  /** Ends everything; the same summary when called twice. */
  stop(): Promise<DemoSummary>;
}

const OPENINGS_PER_MINUTE = 180;
const LASTS_MS: readonly [number, number] = [5_000, 25_000];
const LOOK_EVERY_MS = 100;
/** How long before the end of a timed run the last slot opens (ms). */
const QUIET_TAIL_MS = 5_000;
const SETTLE_MS = 10_000;
/** The same when a person ends the demo (ms). */
const LAST_SETTLE_MS = 3_000;

/** Starts everything and resolves once slots open. Whatever was started is ended again when a part fails. */
export async function startDemo(options: DemoOptions): Promise<RunningDemo> {
  const { clock, seed = 1 } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'vaccine-watch-demo-'));
  const inboxFolder = options.inboxFolder ?? (await mkdtemp(join(tmpdir(), 'vaccine-watch-inbox-')));
  await mkdir(inboxFolder, { recursive: true });
  const endings: (() => Promise<void>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  const end = async (): Promise<void> => {
    const ending = endings.pop();
    if (ending === undefined) return;
    try {
      await ending();
    } finally {
      await end();
    }
  };
  try {
    const { areas } = options;
    const world = await startWorld({
      areas,
      seed,
      subscribers: DEMO_SUBSCRIBERS,
      inboxFolder,
      lastsMs: LASTS_MS,
    });
    endings.push(world.stop);
    const engine = await options.startEngine(engineEnv(dataDir, world.addresses));
    endings.push(engine.stop);
    await subscribeAll(engine.control, world);
    await firstSight(engine.control, clock);
    const openingsPerMinute = options.openingsPerMinute ?? OPENINGS_PER_MINUTE;
    world.setRate(openingsPerMinute);
    const sinceMs = clock.monotonicMs();
    return running({ seed, clock, world, engine, openingsPerMinute, inboxFolder, end, sinceMs });
  } catch (error) {
    await end();
    throw error;
  }
}

/** Runs a demo for `forMs`, slots opening until shortly before the end; resolves with its summary. */
export async function runDemo(
  options: DemoOptions & {
    readonly forMs: number;
    /** Called about once a second. */
    readonly onProgress?: (soFar: DemoSummary) => void;
  },
): Promise<DemoSummary> {
  const { clock, forMs, onProgress } = options;
  const demo = await startDemo(options);
  try {
    const startMs = clock.monotonicMs();
    const tailMs = Math.min(QUIET_TAIL_MS, forMs / 3);
    let quiet = false;
    for (let passedMs = 0; passedMs < forMs; passedMs = clock.monotonicMs() - startMs) {
      if (!quiet && passedMs >= forMs - tailMs) {
        demo.quieten();
        quiet = true;
      }
      const nextMs = quiet ? forMs : forMs - tailMs;
      await clock.sleep(Math.min(1_000, Math.max(1, nextMs - passedMs)));
      onProgress?.(await demo.look());
    }
    await demo.settle(SETTLE_MS);
  } finally {
    await demo.stop();
  }
  return demo.stop();
}

interface Parts {
  readonly seed: number;
  readonly clock: Clock;
  readonly world: World;
  readonly engine: DemoEngine;
  readonly openingsPerMinute: number;
  readonly inboxFolder: string;
  readonly end: () => Promise<void>;
  readonly sinceMs: number;
}

function running(parts: Parts): RunningDemo {
  const { clock, world, engine, inboxFolder } = parts;
  const look = async () => summaryOf(parts, await engine.control.status(), await world.look());

  async function settle(withinMs: number): Promise<void> {
    const untilMs = clock.monotonicMs() + withinMs;
    while ((await world.look()).verdict.missing > 0 && clock.monotonicMs() < untilMs) {
      await clock.sleep(LOOK_EVERY_MS);
    }
  }

  /** The engine's last word, then its end, then the world's last word: nothing it still sent goes uncounted. */
  async function finish(): Promise<DemoSummary> {
    try {
      world.setRate(0);
      await settle(LAST_SETTLE_MS);
      const last = await engine.control.status();
      await engine.stop();
      return summaryOf(parts, last, await world.look());
    } finally {
      await parts.end();
    }
  }

  let finished: Promise<DemoSummary> | undefined;
  return {
    control: pausingWorldToo(engine.control, parts),
    inboxFolder,
    simUrl: world.addresses.simUrl,
    quieten: () => world.setRate(0),
    settle,
    look,
    stop() {
      finished ??= finish();
      return finished;
    },
  };
}
