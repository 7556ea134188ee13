// The demo: an engine against a simulated world, and a verdict on whether everybody was told, once. It starts the
// world, brings the subscribers, lets slots open, and counts. How an engine is started it is told.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Control } from '../control/control.ts';
import type { Area } from '../core/area.ts';
import type { DedupeState, EngineSnapshot } from '../core/snapshot.ts';
import { DEMO_SUBSCRIBERS, demoDistricts } from './demo-subscribers.ts';
import { startWorld, type World } from './world.ts';
import type { WorldAddresses, WorldView } from './world-messages.ts';

/** Settings for the engine as environment variables, `VACCINE_WATCH_…`. */
export type DemoEnv = Readonly<Record<string, string>>;

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

/** The figures of a demo. Times in ms; counts are of the demo, not of the second. */
export interface DemoSummary {
  readonly seed: number;
  /** From the first slot that could open to the summary. */
  readonly seconds: number;
  readonly calls: number;
  readonly callsPerSecond: number;
  readonly unchanged: number;
  /** Calls that failed. */
  readonly failed: number;
  /** As they happened in the simulated country. */
  readonly openings: number;
  readonly closings: number;
  /** Openings times the subscribers who want them; the public account is not among those. */
  readonly owed: number;
  readonly sent: number;
  readonly missing: number;
  readonly duplicates: number;
  readonly extra: number;
  readonly p50OpenToSentMs: number | null;
  readonly p99OpenToSentMs: number | null;
  readonly dedupe: DedupeState['mode'];
  /** Of the engine's process; the simulator runs in another. */
  readonly rssMb: number;
  readonly subscribers: number;
  readonly mails: number;
  /** Posts on the public account. */
  readonly posts: number;
  /** Messages marked as gone, and webhooks told of a closing. */
  readonly closingsTold: number;
  readonly inboxFolder: string;
  /** The first few things that went wrong, in words; empty when all is well. */
  readonly faults: readonly string[];
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

/** Of the engine against the simulator, which is our own: well above what eight districts need, well below a busy CPU. */
const PACE = '200/1s';
const OPENINGS_PER_MINUTE = 180;
const LASTS_MS: readonly [number, number] = [5_000, 25_000];
/** How long the engine may take to have seen every district once (ms). */
const FIRST_SIGHT_MS = 15_000;
const LOOK_EVERY_MS = 100;
/** How long before the end of a timed run the last slot opens (ms). */
const QUIET_TAIL_MS = 5_000;
const SETTLE_MS = 10_000;

/** Starts everything and resolves once slots open. Whatever was started is ended again when a part fails. */
export async function startDemo(options: DemoOptions): Promise<RunningDemo> {
  const { clock, seed = 1 } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'vaccine-watch-demo-'));
  const inboxFolder = options.inboxFolder ?? (await mkdtemp(join(tmpdir(), 'vaccine-watch-inbox-')));
  await mkdir(inboxFolder, { recursive: true });
  const endings: (() => Promise<void>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  const end = async () => {
    for (let ending = endings.pop(); ending !== undefined; ending = endings.pop()) await ending();
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
    world.setRate(options.openingsPerMinute ?? OPENINGS_PER_MINUTE);
    return running({ seed, clock, world, engine, inboxFolder, end, sinceMs: clock.monotonicMs() });
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
  readonly inboxFolder: string;
  readonly end: () => Promise<void>;
  readonly sinceMs: number;
}

function running(parts: Parts): RunningDemo {
  const { clock, world, engine, inboxFolder } = parts;
  const look = async () => summaryOf(parts, await engine.control.status(), await world.look());

  /** The engine's last word, then its end, then the world's last word: nothing it still sent goes uncounted. */
  async function finish(): Promise<DemoSummary> {
    try {
      const last = await engine.control.status();
      await engine.stop();
      return summaryOf(parts, last, await world.look());
    } finally {
      await parts.end();
    }
  }

  let finished: Promise<DemoSummary> | undefined;
  return {
    control: engine.control,
    inboxFolder,
    simUrl: world.addresses.simUrl,
    quieten: () => world.setRate(0),
    async settle(withinMs) {
      const untilMs = clock.monotonicMs() + withinMs;
      while ((await world.look()).verdict.missing > 0 && clock.monotonicMs() < untilMs) {
        await clock.sleep(LOOK_EVERY_MS);
      }
    },
    look,
    stop() {
      finished ??= finish();
      return finished;
    },
  };
}

function engineEnv(dataDir: string, addresses: WorldAddresses): DemoEnv {
  return {
    VACCINE_WATCH_DATA_DIR: dataDir,
    VACCINE_WATCH_COWIN_URL: addresses.cowinUrl,
    VACCINE_WATCH_PACE: PACE,
    VACCINE_WATCH_TELEGRAM_TOKEN: '1:demo',
    VACCINE_WATCH_TELEGRAM_API: addresses.telegramApi,
    VACCINE_WATCH_SMTP_URL: addresses.smtpUrl,
    VACCINE_WATCH_SMTP_TLS: 'off',
    VACCINE_WATCH_MAIL_FROM: 'Vaccine Watch demo <alerts@example.org>',
    VACCINE_WATCH_WEBHOOK_ALLOW_LOCAL: '1',
    VACCINE_WATCH_X_API: addresses.xApi,
    VACCINE_WATCH_X_API_KEY: 'demo',
    VACCINE_WATCH_X_API_SECRET: 'demo',
    VACCINE_WATCH_X_ACCESS_TOKEN: 'demo',
    VACCINE_WATCH_X_ACCESS_SECRET: 'demo',
    // Play money: the cap must not end a long demo.
    VACCINE_WATCH_X_CAP_DAY_USD: '1000',
    VACCINE_WATCH_X_CAP_MONTH_USD: '1000',
  };
}

async function subscribeAll(control: Control, world: World): Promise<void> {
  for (const { channel, recipient, wishes } of DEMO_SUBSCRIBERS) {
    const address = channel === 'webhook' ? `${world.addresses.webhookUrl}${recipient}` : recipient;
    for (const { district, filters } of wishes) {
      const place = { areaId: `cowin:${district}`, pincode: null };
      const { subscriber } = await control.addSubscription({ channel, address, place, filters });
      if (subscriber.secret !== null) world.setSecret(recipient, subscriber.secret);
    }
  }
}

/** Waits until the engine has seen every subscribed district, so that whatever opens from now on is news to it. */
async function firstSight(control: Control, clock: Clock): Promise<void> {
  const wanted = demoDistricts(DEMO_SUBSCRIBERS).map((district) => `cowin:${district}`);
  const untilMs = clock.monotonicMs() + FIRST_SIGHT_MS;
  for (;;) {
    const { areas } = await control.status();
    const seen = new Set(areas.filter((area) => area.lastGoodMs !== null).map((area) => area.id));
    if (wanted.every((id) => seen.has(id))) return;
    if (clock.monotonicMs() > untilMs) {
      throw new Error(`The engine did not see every district within ${FIRST_SIGHT_MS / 1000} s.`);
    }
    await clock.sleep(LOOK_EVERY_MS);
  }
}

function summaryOf(parts: Parts, engine: EngineSnapshot, view: WorldView): DemoSummary {
  const seconds = (parts.clock.monotonicMs() - parts.sinceMs) / 1000;
  const { polls } = engine;
  const { owed, sent, missing, duplicates, extra, p50OpenToSentMs, p99OpenToSentMs, faults } = view.verdict;
  const runningS = Math.max(1, (engine.atMs - engine.startedAtMs) / 1000);
  return {
    seed: parts.seed,
    seconds: Math.round(seconds * 10) / 10,
    calls: polls.calls,
    callsPerSecond: Math.round(polls.calls / runningS),
    unchanged: polls.unchanged,
    failed: Object.values(polls.failed).reduce((sum, count) => sum + count, 0),
    openings: view.openings,
    closings: view.closings,
    owed,
    sent,
    missing,
    duplicates,
    extra,
    p50OpenToSentMs,
    p99OpenToSentMs,
    dedupe: engine.dedupe.mode,
    rssMb: engine.rssMb,
    subscribers: DEMO_SUBSCRIBERS.length,
    mails: view.mails,
    posts: view.posts,
    closingsTold: view.closingsTold,
    inboxFolder: parts.inboxFolder,
    faults,
  };
}
