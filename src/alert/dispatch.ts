// Dispatch: one lane per channel from the outbox to the world, and the sweep that ends what came too late to help.
// A channel in trouble never holds up another. Nothing is sent that the outbox does not have as `sending`.
import type { Clock } from '../clock.ts';
import type { Outbox } from '../core/outbox.ts';
import type { Channel } from '../core/outcome.ts';
import { type ChannelState, NO_DELIVERIES } from '../core/snapshot.ts';
import { CHANNEL_NAMES, type ChannelName } from '../core/subscription.ts';
import type { Log } from '../log.ts';
import { createClockSteps } from './clock-steps.ts';
import type { LaneState } from './gate.ts';
import { createJournal } from './journal.ts';
import { type Lane, startLane } from './lane.ts';
import { createPlaces } from './places.ts';
import { type LanePolicy, POLICIES } from './policy.ts';
import { OFF_TEXT, UNJOURNALLED_TEXT } from './wording.ts';

export interface DispatchOptions {
  readonly outbox: Outbox;
  /** Those that are configured. */
  readonly channels: ReadonlyMap<ChannelName, Channel>;
  readonly clock: Clock;
  readonly log: Log;
  /** In [0, 1): spreads retries. */
  readonly random: () => number;
  /** Called with an error that is no fault of the database or a provider; by default it ends the process. */
  readonly onBug?: (error: unknown) => void;
  /** Default `POLICIES`. */
  readonly policies?: Readonly<Record<ChannelName, LanePolicy>>;
  /** A delivery not made after this long is too late to help (default an hour). */
  readonly lifetimeMs?: number;
  /** Channels that begin paused (default none). */
  readonly paused?: readonly ChannelName[];
}

export interface Dispatch {
  /** The store recorded something that may be owed. Returns at once. */
  wake(): void;
  /**
   * Nothing more is taken up on a channel, neither alerts nor closings; what is on its way ends. What waits becomes too
   * late when it would have. A channel that is not configured has nothing to pause.
   */
  pause(name: ChannelName): void;
  resume(name: ChannelName): void;
  /** Every channel there could be, configured or not. */
  states(): readonly ChannelState[];
  /** Why nothing can be written down, and so nothing is sent, in a sentence; empty when it can. */
  trouble(): string;
  /**
   * Claims nothing any more, and lets sends in flight end and be written down, for at most `timeoutMs` (default 10 s).
   * Returns how many channels still had sends in flight then; those messages are ambiguous after a restart.
   */
  drain(timeoutMs?: number): Promise<number>;
}

const EXPIRE_EVERY_MS = 5_000;
const EXPIRE_MORE_MS = 50;
const LIFETIME_MS = 60 * 60_000;
const DRAIN_MS = 10_000;

/** As an uncaught exception: the restart path is the crash path. */
function endProcess(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

export function startDispatch(options: DispatchOptions): Dispatch {
  const { outbox, channels, clock, log, random } = options;
  const journal = createJournal(clock, log, random);
  const policies = options.policies ?? POLICIES;
  const onBug = options.onBug ?? endProcess;
  const lanes = new Map<ChannelName, Lane>();
  const places = createPlaces();
  for (const [name, channel] of channels) {
    const policy = policies[name];
    const held = options.paused?.includes(name) ?? false;
    lanes.set(name, startLane({ channel, policy, outbox, journal, places, clock, log, random, held, onBug }));
  }

  const lifetimeMs = options.lifetimeMs ?? LIFETIME_MS;
  const stopped = new AbortController();
  const clockSteps = createClockSteps(clock, lifetimeMs);
  async function sweep(): Promise<void> {
    while (!stopped.signal.aborted) {
      const nowMs = clock.wallMs();
      const oldMs = lifetimeMs + clockSteps.lookOlderMs(nowMs);
      const expired = journal.attempt(() => outbox.expire(nowMs, oldMs));
      const more = expired !== undefined && expired > 0;
      if (more) log('info', 'deliveries.expired', { count: expired });
      // One call ends only so many; millions must not wait for as many sweeps.
      await clock.sleep(Math.min(more ? EXPIRE_MORE_MS : EXPIRE_EVERY_MS, lifetimeMs), stopped.signal);
    }
  }
  const sweeping = sweep().catch(onBug);

  /** The last counts known, for when the database is busy. */
  const lastCounts = new Map<ChannelName, ReturnType<Outbox['counts']>>();
  function stateOf(name: ChannelName): ChannelState {
    const lane = lanes.get(name);
    const counts = journal.read(() => outbox.counts(name)) ?? lastCounts.get(name) ?? NO_DELIVERIES;
    lastCounts.set(name, counts);
    return {
      name,
      ...laneState(name, lane),
      ...counts,
      latencyP50Ms: lane?.latencyMs(0.5) ?? null,
      latencyP99Ms: lane?.latencyMs(0.99) ?? null,
    };
  }

  function laneState(name: ChannelName, lane: Lane | undefined): LaneState {
    if (lane === undefined) return { state: 'off', detail: OFF_TEXT[name] };
    return journal.trouble() !== '' ? { state: 'waiting', detail: UNJOURNALLED_TEXT } : lane.state();
  }

  return {
    wake() {
      for (const lane of lanes.values()) lane.wake();
    },
    pause: (name) => lanes.get(name)?.hold(true),
    resume: (name) => lanes.get(name)?.hold(false),
    states: () => CHANNEL_NAMES.map(stateOf),
    trouble: journal.trouble,
    async drain(timeoutMs = DRAIN_MS) {
      stopped.abort();
      let busy = lanes.size;
      const ended = [...lanes.values()].map((lane) => lane.stop().then(() => (busy -= 1)));
      const timeout = new AbortController();
      await Promise.race([Promise.all([sweeping, ...ended]), clock.sleep(timeoutMs, timeout.signal)]);
      timeout.abort();
      journal.close();
      if (busy > 0) log('warn', 'drain.unfinished', { channels: busy });
      return busy;
    },
  };
}
