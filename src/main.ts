// Composition root: builds the parts, introduces them to each other, starts them, drains them.
// Here meet poll, store and alert, which do not know each other. It decides nothing that a part could decide.
import { telegramPatience } from '../bots/telegram-patience.ts';
import { startDispatch } from './alert/dispatch.ts';
import type { Clock } from './clock.ts';
import type { Settings } from './config.ts';
import type { Control } from './control/control.ts';
import { type ControlServer, serveControl } from './control/server.ts';
import type { SetupDesk } from './control/setup.ts';
import type { EngineSnapshot } from './core/snapshot.ts';
import type { Source } from './core/source.ts';
import { channelsFor } from './engine/channels.ts';
import { engineControl } from './engine/engine-control.ts';
import { createEventRing, type EventRing } from './engine/events.ts';
import { createFigures } from './engine/figures/figures.ts';
import { createVitals } from './engine/figures/vitals.ts';
import { startHeartbeat } from './engine/heartbeat.ts';
import { type HeldDatabase, holdDatabase } from './engine/hold-data-dir.ts';
import { createJoiner } from './engine/joiner.ts';
import { patience } from './engine/patience.ts';
import { startPolling } from './engine/polling.ts';
import { mailLinks } from './engine/reception/mail-links.ts';
import { createReception } from './engine/reception/reception.ts';
import { createRecorder } from './engine/recorder.ts';
import { throttle } from './engine/throttle.ts';
import { lastKnown, unlessRefused } from './engine/unless-refused.ts';
import { createWatchList } from './engine/watch-list.ts';
import { heldLog, type Log } from './log.ts';
import { startRedis } from './store/redis/redis-server.ts';

/** How long sends in flight may take to finish when stopping (ms). */
const DRAIN_MS = 10_000;
/** Least time between two looks at who wants what, however many subscribe at once (ms). */
const DEMAND_REST_MS = 200;

export interface EngineParts {
  readonly source: Source;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Keeps the last events. Default: a ring of its own, which ends with it. */
  readonly events?: EventRing;
  /** For who sets it up from another process. Default: nobody can. */
  readonly setup?: Pick<SetupDesk, 'settings' | 'save'>;
}

export interface Engine {
  readonly control: Control;
  /** Rejects when a part met a bug: the process must end, and the next start makes all good. Never resolves. */
  readonly failed: Promise<never>;
  /** Stops polling at once, finishes the sends in flight, frees everything. Safe to call twice. */
  stop(): Promise<void>;
}

/** @throws Failure when the data directory is held or unusable; StoreError when its database is */
export async function startEngine(settings: Settings, parts: EngineParts): Promise<Engine> {
  const held = holdDatabase(settings.dir, parts.source);
  try {
    return await assemble(settings, parts, held);
  } catch (error) {
    held.release();
    throw error;
  }
}

async function assemble(settings: Settings, parts: EngineParts, held: HeldDatabase): Promise<Engine> {
  const { source, version, clock } = parts;
  const { store } = held;
  const events = parts.events ?? createEventRing(clock);
  // Whoever reads our lines waits for `ready` as the first.
  const { log: heldBack, release: releaseLog } = heldLog(parts.log);
  const log = events.beside(heldBack);
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  store.erasing.rewrite();
  await patience(clock)(() => {
    store.outbox.recover(clock.wallMs());
    if (settings.x !== null) store.subscribers.ensurePublicAccount(clock.wallMs());
  });

  const links = mailLinks(settings.web, store);
  const withTelegram = telegramPatience(clock.monotonicMs);
  const channels = await channelsFor(settings, store.spending, clock, links, withTelegram);
  const dispatch = startDispatch({
    outbox: store.outbox,
    channels,
    clock,
    log,
    random: Math.random,
    paused: store.holds.channels(),
    onBug: fail,
  });
  const recorder = createRecorder({
    store,
    source,
    clock,
    log,
    onFeed: (items) => figures.onFeed(items),
    onOwed: dispatch.wake,
    onBug: fail,
  });
  const watchList = createWatchList(store, source, settings.allAreas);
  const joiner = createJoiner(clock, recorder.join);
  const redis = await startRedis({
    choice: settings.redis,
    dir: settings.dir.redisDir,
    log,
    onChange: (endpoint, why) => worker.setRedis(endpoint, why),
  });

  /** Whoever met it first: news that cannot be recorded, or messages that cannot be journalled. */
  const storeTrouble = () => recorder.trouble() || dispatch.trouble();
  let state: EngineSnapshot['state'] = 'starting';
  const figures = createFigures(settings, source, version, clock, {
    watches: watchList.watches,
    pausedAreas: watchList.paused,
    slotsOpenByArea: lastKnown(store.slots.openSlotCounts, new Map()),
    subscribers: lastKnown(store.subscribers.counts, store.subscribers.counts()),
    channels: dispatch.states,
    storeTrouble,
    receptionTroubles: () => reception.troubles(),
    dedupe: () => ({ mode: redis.mode(), state: 'ok', detail: redis.why() }),
    state: () => state,
  });

  const worker = startPolling({
    settings,
    source,
    store,
    redis,
    sink: recorder,
    onReport: joiner.onReport,
    onStats: (stats) => {
      figures.onStats(stats);
      joiner.onStats(stats);
    },
    onLog: log,
    onCrash: fail,
  });

  function followDemand(): void {
    const changed = unlessRefused(watchList.refresh, null);
    if (changed === true) worker.watch(watchList.watches());
    if (changed === null) demand.ask();
    joiner.joinNow();
    dispatch.wake();
  }
  const demand = throttle(followDemand, DEMAND_REST_MS);

  const reception = createReception({
    settings,
    store,
    source,
    channels,
    patience: withTelegram,
    areaHealth: figures.areaHealth,
    snapshot: figures.snapshot,
    vitals: createVitals({ store, figures, dir: settings.dir.path, storeTrouble, clock }),
    clock,
    log,
    onChange: demand.ask,
    onBug: fail,
  });
  const { control, publish } = engineControl({
    settings,
    store,
    source,
    clock,
    log,
    channels,
    dispatch,
    worker,
    figures,
    events,
    setup: parts.setup,
    signUp: reception.signUp,
    watches: watchList.watches,
    storeTrouble,
    state: { get: () => state, set: (next) => (state = next) },
    onAreas: followDemand,
    onChange: demand.ask,
  });

  const stopHeartbeat = startHeartbeat({ store, figures, recorder, clock, onDemand: demand.ask, publish });

  let server: ControlServer | undefined;
  async function stopAll(): Promise<void> {
    state = 'draining';
    log('info', 'stopping');
    stopHeartbeat();
    demand.stop();
    await worker.stop();
    await reception.close();
    await dispatch.drain(DRAIN_MS);
    publish();
    await server?.close();
    for (const channel of channels.values()) await channel.close();
    await redis.stop();
    figures.stop();
    recorder.stop();
    held.release();
    log('info', 'stopped');
  }

  try {
    server = await serveControl({
      path: settings.dir.controlSocket,
      control,
      onError: (error) =>
        log('warn', 'control.error', { why: error instanceof Error ? error.name : 'unknown' }),
    });
    const page = await reception.open();
    watchList.refresh();
    worker.watch(watchList.watches());
    recorder.resume();
    state = 'running';
    events.beside(parts.log)('info', 'ready', {
      version,
      pid: process.pid,
      source: source.id,
      pace: settings.pace.text,
      areas: watchList.watches().length,
      dedupe: redis.mode(),
      dedupeWhy: redis.why(),
      channels: [...channels.keys()],
      page,
      hints: figures.snapshot().hints,
    });
    releaseLog();
  } catch (error) {
    // Whoever started us may go on, and try again.
    await stopAll();
    throw error;
  }
  let stopping: Promise<void> | undefined;
  return {
    control,
    failed,
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
  };
}
