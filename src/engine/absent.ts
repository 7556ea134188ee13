// What a screen shows while no engine runs: nothing but why, and how to mend it. Every wish is refused in those words.
import type { Clock } from '../clock.ts';
import { type Control, ControlError } from '../control/control.ts';
import { type EngineSnapshot, NO_DELIVERIES } from '../core/snapshot.ts';
import { CHANNEL_NAMES } from '../core/subscription.ts';

export interface AbsentParts {
  /** Why no engine runs, in sentences; at least one. */
  readonly why: readonly string[];
  readonly version: string;
  readonly dataDir: string;
  readonly sourceName: string;
  readonly clock: Clock;
}

const REFUSAL = 'No engine runs yet: Setup (6) says why.';
/** As often as an engine shows itself (ms). */
const EVERY_MS = 1000;

/** The control of an engine that is not there. */
export function absentControl(parts: AbsentParts): Control {
  const sinceMs = parts.clock.wallMs();
  const snapshot = (): EngineSnapshot => absentSnapshot(parts, sinceMs);
  const refuse = (): Promise<never> => Promise.reject(new ControlError('unavailable', REFUSAL));
  return {
    status: async () => snapshot(),
    watch(onSnapshot) {
      const timer = setInterval(() => onSnapshot(snapshot()), EVERY_MS);
      onSnapshot(snapshot());
      return () => clearInterval(timer);
    },
    examine: async () => parts.why.map((detail) => ({ name: 'Engine', state: 'failed', detail })),
    throughput: refuse,
    events: refuse,
    settings: refuse,
    saveSettings: refuse,
    pause: refuse,
    resume: refuse,
    pollNow: refuse,
    pauseArea: refuse,
    resumeArea: refuse,
    pauseChannel: refuse,
    resumeChannel: refuse,
    testAlert: refuse,
    register: refuse,
    verify: refuse,
    addSubscription: refuse,
    listSubscribers: refuse,
    searchSubscribers: refuse,
    pauseSubscriber: refuse,
    resumeSubscriber: refuse,
    removeSubscriber: refuse,
    blockRecipient: refuse,
    unblockRecipient: refuse,
    changeSubscription: refuse,
    removeSubscription: refuse,
    pauseSubscription: refuse,
    resumeSubscription: refuse,
    listDeliveries: refuse,
    retryDelivery: refuse,
    dropDelivery: refuse,
    areaDetail: refuse,
    backup: refuse,
  };
}

function absentSnapshot(parts: AbsentParts, startedAtMs: number): EngineSnapshot {
  const [only = '', ...more] = parts.why;
  const why =
    more.length === 0 ? `: ${only}` : `. ${parts.why.length} things are wrong; Setup (6) names each.`;
  const unknown = 'no engine runs';
  return {
    atMs: parts.clock.wallMs(),
    startedAtMs,
    version: parts.version,
    dataDir: parts.dataDir,
    state: 'stopped',
    hints: [`No engine runs${why}`],
    source: { name: parts.sourceName, baseUrl: '', state: 'idle', detail: unknown, lastGoodMs: null },
    pace: {
      setting: unknown,
      allowedPerS: 0,
      settingPerS: 0,
      usedPerS: 0,
      breaker: 'closed',
      waitsUntilMs: null,
    },
    polls: {
      calls: 0,
      unchanged: 0,
      changed: 0,
      failed: {},
      sessions: 0,
      pastSessions: 0,
      problems: {},
      callsPerSecond: [],
      bytes: 0,
      latencyP50Ms: null,
      latencyP99Ms: null,
    },
    areas: [],
    dedupe: { mode: 'in-process', state: 'ok', detail: unknown },
    database: { state: 'ok', detail: '', bytes: 0 },
    feed: [],
    channels: CHANNEL_NAMES.map((name) => ({
      name,
      state: 'off',
      detail: '',
      ...NO_DELIVERIES,
      latencyP50Ms: null,
      latencyP99Ms: null,
    })),
    subscribers: { active: 0, paused: 0, gone: 0 },
    slotsOpen: 0,
    openings: 0,
    closings: 0,
    rssMb: Math.round(process.memoryUsage.rss() / 1e6),
    loopP99Ms: 0,
  };
}
