// The engine's figures as one plain value a second: gathered from the parts, never fed back into them.
import { statSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../../clock.ts';
import type { Settings } from '../../config.ts';
import type { AreaId } from '../../core/area.ts';
import type {
  AreaState,
  ChannelState,
  DatabaseState,
  DedupeState,
  EngineSnapshot,
  FeedItem,
  PaceState,
} from '../../core/snapshot.ts';
import type { Source } from '../../core/source.ts';
import type { ChannelName } from '../../core/subscription.ts';
import type { Throughput, ThroughputRange } from '../../core/throughput.ts';
import type { PollStats, Watch } from '../../poll/protocol.ts';
import { signUpHints } from '../reception/sign-up-state.ts';
import type { Demanded } from '../watch-list.ts';
import { hintsFor } from './hints.ts';
import { onceATurn } from './once-a-turn.ts';
import { allowedFreshness } from './polled-areas.ts';
import { sourceHealth } from './source-health.ts';
import { createThroughput, type Reading } from './throughput.ts';

const FEED_LENGTH = 50;
const HISTORY_SECONDS = 60;

/** What the figures need to ask of the engine's parts, at the moment a snapshot is made. */
export interface FigureSources {
  watches(): readonly Watch[];
  /** Areas the operator has paused. */
  pausedAreas(): readonly Demanded[];
  slotsOpenByArea(): ReadonlyMap<string, number>;
  subscribers(): {
    readonly active: number;
    readonly paused: number;
    readonly gone: number;
    readonly activeByChannel: Readonly<Record<ChannelName, number>>;
  };
  channels(): readonly ChannelState[];
  storeTrouble(): string;
  /** What keeps people from signing up by themselves, in sentences. */
  receptionTroubles(): readonly string[];
  /** Which dedupe was found, for before the worker's first word. */
  dedupe(): DedupeState;
  state(): EngineSnapshot['state'];
}

export interface Figures {
  onStats(stats: PollStats): void;
  onFeed(items: readonly FeedItem[]): void;
  snapshot(): EngineSnapshot;
  state(): EngineSnapshot['state'];
  /** How long ago the poller last said anything (ms); null: it has not yet. */
  pollerSilentMs(): number | null;
  pace(): PaceState;
  /** What the poller says of an area; undefined while it is not polled. */
  areaHealth(areaId: string): Pick<AreaState, 'lastGoodMs' | 'intervalMs' | 'failure'> | undefined;
  throughput(range: ThroughputRange): Throughput;
  /** Moves the per-second histories on; called once a second. */
  tick(): void;
  stop(): void;
}

/** Starts to gather; measures the event loop until `stop`. */
export function createFigures(
  settings: Settings,
  source: Source,
  version: string,
  clock: Clock,
  parts: FigureSources,
): Figures {
  const startedAtMs = clock.wallMs();
  const loop = monitorEventLoopDelay({ resolution: 10 });
  loop.enable();
  const callsPerSecond: number[] = [];
  // Each second, first for what was sent and then for who watches.
  const channelStates = onceATurn(parts.channels);
  const sent = () => channelStates().reduce((sum, channel) => sum + channel.sent, 0);
  const history = createThroughput(clock, sent());
  let feed: readonly FeedItem[] = [];
  let stats: PollStats | undefined;
  let toldAtMs: number | null = null;
  /** Of areas that were polled once: the poller forgets those it is to leave alone. */
  const lastGood = new Map<AreaId, number>();
  let callsAtTick = 0;
  let loopP99Ms = 0;
  let openings = 0;
  let closings = 0;

  function areaStates(slotsOpen: ReadonlyMap<string, number>): AreaState[] {
    const polled = new Map(stats?.areas.map((area) => [area.id, area]));
    const stateOf = ({ area, weight }: Demanded, paused: boolean): AreaState => ({
      id: area.id,
      name: area.name,
      region: area.region,
      subscribers: weight,
      intervalMs: polled.get(area.id)?.intervalMs ?? null,
      why: polled.get(area.id)?.why ?? 'share',
      cachedForMs: polled.get(area.id)?.cachedForMs ?? null,
      newsPerDay: polled.get(area.id)?.newsPerDay ?? null,
      lastGoodMs: polled.get(area.id)?.lastGoodMs ?? lastGood.get(area.id) ?? null,
      failure: paused ? '' : (polled.get(area.id)?.failure ?? ''),
      errors: stats?.errors[area.id] ?? null,
      slotsOpen: slotsOpen.get(area.id) ?? 0,
      paused,
    });
    return [
      ...parts.watches().map((watch) => stateOf(watch, false)),
      ...parts.pausedAreas().map((area) => stateOf(area, true)),
    ];
  }

  const paceNow = () => stats?.pace ?? paceBeforeStats(settings);

  function tooSlow(): string {
    const polled = parts.watches().map(({ area, weight }) => ({ id: area.id, weight }));
    if (polled.length === 0) return '';
    const { text, warning } = allowedFreshness(settings.pace, polled, settings.cowinUrl);
    return warning === '' ? '' : `Freshness ${text}. ${warning}`;
  }

  function readingOf(now: PollStats): Reading {
    return {
      ...now,
      sent: sent(),
      openings,
      rssMb: rssMb(),
    };
  }

  return {
    onStats(newest) {
      stats = newest;
      toldAtMs = clock.monotonicMs();
      for (const { id, lastGoodMs } of newest.areas) if (lastGoodMs !== null) lastGood.set(id, lastGoodMs);
    },
    onFeed(items) {
      const opened = items.filter(({ kind }) => kind === 'opened').length;
      openings += opened;
      closings += items.length - opened;
      feed = [...items.toReversed(), ...feed].slice(0, FEED_LENGTH);
    },
    tick() {
      const calls = stats?.calls ?? 0;
      callsPerSecond.push(Math.max(0, calls - callsAtTick));
      if (callsPerSecond.length > HISTORY_SECONDS) callsPerSecond.shift();
      callsAtTick = calls;
      if (stats !== undefined) history.note(readingOf(stats));
      loopP99Ms = Math.round(loop.percentile(99) / 1e5) / 10;
      loop.reset();
    },
    stop: () => loop.disable(),
    state: parts.state,
    pollerSilentMs: () => (toldAtMs === null ? null : clock.monotonicMs() - toldAtMs),
    throughput: history.read,
    pace: paceNow,
    areaHealth: (areaId) => stats?.areas.find(({ id }) => id === areaId),
    snapshot() {
      const { activeByChannel, ...subscribers } = parts.subscribers();
      const slotsOpen = parts.slotsOpenByArea();
      const areas = areaStates(slotsOpen);
      const paused = parts.pausedAreas();
      const health = sourceHealth(source, settings.cowinUrl, stats, parts.watches().length, paused.length);
      const channels = channelStates();
      const storeTrouble = parts.storeTrouble();
      return {
        atMs: clock.wallMs(),
        startedAtMs,
        version,
        dataDir: settings.dir.path,
        state: parts.state(),
        hints: hintsFor({
          storeTrouble,
          source: health,
          channels,
          subscribers: activeByChannel,
          polledAreas: parts.watches().length,
          pausedAreas: paused.map(({ area }) => area.name),
          tooSlow: tooSlow(),
          signUp: [...parts.receptionTroubles(), ...signUpHints(settings)],
          warnings: settings.warnings,
        }),
        source: health,
        pace: paceNow(),
        polls: {
          calls: stats?.calls ?? 0,
          unchanged: stats?.unchanged ?? 0,
          changed: stats?.changed ?? 0,
          failed: stats?.failed ?? {},
          sessions: stats?.sessions ?? 0,
          pastSessions: stats?.pastSessions ?? 0,
          problems: stats?.problems ?? {},
          callsPerSecond: [...callsPerSecond],
          bytes: stats?.bytes ?? 0,
          latencyP50Ms: stats?.latencyP50Ms ?? null,
          latencyP99Ms: stats?.latencyP99Ms ?? null,
        },
        areas,
        dedupe: stats?.dedupe ?? parts.dedupe(),
        database: databaseState(settings.dir.database, storeTrouble),
        feed,
        channels,
        subscribers,
        slotsOpen: [...slotsOpen.values()].reduce((sum, count) => sum + count, 0),
        openings,
        closings,
        rssMb: rssMb(),
        loopP99Ms,
      };
    },
  };
}

function databaseState(path: string, detail: string): DatabaseState {
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return { state: detail === '' ? 'ok' : 'refused', detail, bytes };
}

function rssMb(): number {
  return Math.round(process.memoryUsage.rss() / 1e6);
}

function paceBeforeStats(settings: Settings): PaceState {
  const { text, calls, perMs } = settings.pace;
  const perS = calls === null ? null : (calls * 1000) / perMs;
  return {
    setting: text,
    allowedPerS: perS,
    settingPerS: perS,
    usedPerS: 0,
    breaker: 'closed',
    waitsUntilMs: null,
  };
}
