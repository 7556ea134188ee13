// The engine as it can be seen from outside: one plain value, made once a second, read by the screen,
// `status`, and the headless demo. Times are wall-clock ms; shares are 0…1.
import type { AreaId } from './area.ts';
import type { Dose } from './session.ts';
import type { ChannelName } from './subscription.ts';

export interface EngineSnapshot {
  readonly atMs: number;
  readonly startedAtMs: number;
  readonly version: string;
  readonly dataDir: string;
  /** `stopped`: none runs; a screen shows that until one does. */
  readonly state: 'starting' | 'running' | 'paused' | 'draining' | 'stopped';
  /** Sentences on what is missing or wrong and how to mend it; the most urgent first. */
  readonly hints: readonly string[];
  readonly source: SourceHealth;
  readonly pace: PaceState;
  readonly polls: PollFigures;
  readonly areas: readonly AreaState[];
  readonly dedupe: DedupeState;
  readonly database: DatabaseState;
  /** Newest first, at most 50. */
  readonly feed: readonly FeedItem[];
  readonly channels: readonly ChannelState[];
  readonly subscribers: { readonly active: number; readonly paused: number; readonly gone: number };
  readonly slotsOpen: number;
  /** Openings and closings recorded since the engine started. */
  readonly openings: number;
  readonly closings: number;
  readonly rssMb: number;
  /** 99th percentile of the main thread's event-loop delay over the last second. */
  readonly loopP99Ms: number;
}

export interface SourceHealth {
  readonly name: string;
  /** Host and path asked, without credentials. */
  readonly baseUrl: string;
  /** `idle`: nobody subscribes, so nothing is asked; or nothing was answered yet. `silent`: no answer. `refused`: 401/403/429. `drift`: unreadable. */
  readonly state: 'idle' | 'ok' | 'silent' | 'refused' | 'drift';
  /** In plain words; empty when all is well. */
  readonly detail: string;
  readonly lastGoodMs: number | null;
}

export interface PaceState {
  /** As set: `90/5m`, `unlimited`. */
  readonly setting: string;
  /** Calls a second allowed now, after slowing down; null: unlimited. */
  readonly allowedPerS: number | null;
  /** Calls a second the setting allows; null: unlimited. */
  readonly settingPerS: number | null;
  readonly usedPerS: number;
  readonly breaker: 'closed' | 'open' | 'probing';
  /** When calls may go out again, after a refusal; null: now. */
  readonly waitsUntilMs: number | null;
}

export interface PollFigures {
  readonly calls: number;
  readonly unchanged: number;
  readonly changed: number;
  readonly failed: Readonly<Record<string, number>>;
  /** Sessions read: of changed answers, those that are new or different. */
  readonly sessions: number;
  /** Those of them that were of days gone by, and so concern nobody. */
  readonly pastSessions: number;
  /** Rows that could not be used, by reason. */
  readonly problems: Readonly<Record<string, number>>;
  /** Calls finished in each of the last 60 seconds, oldest first. */
  readonly callsPerSecond: readonly number[];
  readonly bytes: number;
  /** Of the last minute; null before the first answer. */
  readonly latencyP50Ms: number | null;
  readonly latencyP99Ms: number | null;
}

export interface AreaState {
  readonly id: AreaId;
  readonly name: string;
  readonly region: string;
  readonly subscribers: number;
  /** How often it is to be polled (ms); null while unlimited. */
  readonly intervalMs: number | null;
  /** What decided `intervalMs`. */
  readonly why: IntervalWhy;
  /** How long the server keeps an answer as it is, learnt from its headers (ms); null: it does not say. */
  readonly cachedForMs: number | null;
  /** Answers with news a day, learnt; null until enough is known. */
  readonly newsPerDay: number | null;
  readonly lastGoodMs: number | null;
  /** Why the last poll failed, as a code that `failureInWords` says; empty when it did not. */
  readonly failure: string;
  /** Its failed answers since the engine started; null: none. */
  readonly errors: AreaErrors | null;
  readonly slotsOpen: number;
  /** The operator has it left alone: it is not polled, and nothing of it opens or closes until it is resumed. */
  readonly paused: boolean;
}

/** How often the polls of an area failed, and how the last that did: refused, unreadable, or not answered at all. */
export interface AreaErrors {
  /** 1 or more. */
  readonly count: number;
  /** A code of the poller; `failureInWords` says it. */
  readonly lastWhy: string;
  readonly lastMs: number;
}

/**
 * Why an area is polled as often as it is. `share`: by the people it serves and how often it has news;
 * `longest-wait`: oftener than that, so that nobody waits too long; `cached`: its answers do not change sooner;
 * `unlimited`: as often as it can.
 */
export type IntervalWhy = 'share' | 'longest-wait' | 'cached' | 'unlimited';

export interface DedupeState {
  readonly mode: 'redis-unix' | 'redis' | 'in-process';
  readonly state: 'ok' | 'degraded';
  /** In plain words: the server in use, or why there is none and how to get one. */
  readonly detail: string;
}

export interface DatabaseState {
  /**
   * `refused`: writes fail, so nothing new is recorded or sent until one succeeds. Another process's lock is told of only
   * when it lasts for more than some seconds (`core/refusals.ts`).
   */
  readonly state: 'ok' | 'refused';
  /** In plain words what is wrong and how to mend it; empty when all is well. */
  readonly detail: string;
  /** Size of the file, without its journal. */
  readonly bytes: number;
}

export interface FeedItem {
  readonly kind: 'opened' | 'closed';
  readonly atMs: number;
  readonly areaName: string;
  readonly centreName: string;
  readonly pincode: string;
  readonly date: string;
  readonly vaccine: string;
  readonly ageText: string;
  readonly dose: Dose;
  /** Doses when it opened; for a closing, the most there were. */
  readonly capacity: number;
  /** How long it was open (ms); null for an opening. */
  readonly lastedMs: number | null;
  /** Deliveries it owes or owed. */
  readonly owed: number;
}

export interface ChannelState {
  readonly name: ChannelName;
  /**
   * `off`: not configured. `waiting`: the provider asked us to slow down, or fails. `stopped`: needs the operator.
   * `paused`: the operator has what is owed wait.
   */
  readonly state: 'on' | 'off' | 'waiting' | 'stopped' | 'paused';
  readonly detail: string;
  /** Only while `waiting`: because the provider cannot be reached or fails, not because it asked for time. */
  readonly unreachable?: true;
  readonly pending: number;
  readonly sending: number;
  readonly sent: number;
  readonly gone: number;
  readonly rejected: number;
  readonly expired: number;
  readonly unknown: number;
  /** From the answer that showed the slot to the provider's acceptance; null before the first. */
  readonly latencyP50Ms: number | null;
  readonly latencyP99Ms: number | null;
}

/** How a delivery ended or stands (R5). */
export type DeliveryState = 'pending' | 'sending' | 'sent' | 'gone' | 'rejected' | 'expired' | 'unknown';
export const DELIVERY_STATES: readonly DeliveryState[] = [
  'pending',
  'sending',
  'sent',
  'gone',
  'rejected',
  'expired',
  'unknown',
];
/** How many deliveries are in each state, before there is any. */
export const NO_DELIVERIES: Readonly<Record<DeliveryState, number>> = {
  pending: 0,
  sending: 0,
  sent: 0,
  gone: 0,
  rejected: 0,
  expired: 0,
  unknown: 0,
};

/** A delivery as a person looks at it. */
export interface DeliveryView {
  readonly id: number;
  readonly openingKey: string;
  readonly subscriberId: number;
  readonly channel: ChannelName;
  readonly address: string;
  readonly state: DeliveryState;
  readonly why: string;
  readonly attempts: number;
  readonly createdAtMs: number;
  readonly settledAtMs: number | null;
  readonly centreName: string;
  readonly areaId: AreaId;
  readonly date: string;
  readonly vaccine: string;
  readonly dose: Dose;
}
