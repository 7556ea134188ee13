// Dispatch as it runs in the engine, between a real store on disk and channels that talk to servers on loopback.
// Slots open and close as the poller would report them. Times are shortened by the policies a test passes in.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Dispatch, type DispatchOptions, startDispatch } from '../../src/alert/dispatch.ts';
import { type LanePolicy, POLICIES } from '../../src/alert/policy.ts';
import { systemClock } from '../../src/clock.ts';
import { addDays, istDateOf } from '../../src/core/ist.ts';
import type { Outbox } from '../../src/core/outbox.ts';
import type { Channel } from '../../src/core/outcome.ts';
import type { Session } from '../../src/core/session.ts';
import type { ChannelState } from '../../src/core/snapshot.ts';
import { type ChannelName, NO_FILTERS } from '../../src/core/subscription.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { scratchFolder } from './scratch.ts';

export const AREA_ID = 'cowin:294';

export interface Rig {
  readonly store: Store;
  /** Undefined until `start`. */
  readonly dispatch: Dispatch;
  /** Log lines as JSON. */
  readonly log: readonly string[];
  start(channels: readonly Channel[], options?: Partial<DispatchOptions>): void;
  subscribe(channel: ChannelName, address: string): number;
  /** One answer in which these sessions have capacity. */
  open(...sessions: readonly (Partial<Session> & { readonly sessionId: string })[]): void;
  /** Two full answers without these sessions. */
  close(...sessionIds: readonly string[]): void;
  state(channel: ChannelName): ChannelState;
  stop(): Promise<void>;
}

/** Policies without the waits that a test would have to sit through. */
export function quickPolicies(changes: Partial<LanePolicy> = {}): Readonly<Record<ChannelName, LanePolicy>> {
  const quick = (policy: LanePolicy): LanePolicy => ({
    ...policy,
    perRecipientMs: () => 0,
    grouping: { ...policy.grouping, holdMs: Math.min(policy.grouping.holdMs, 300) },
    retryMs: () => 50,
    recipientRetryMs: () => 50,
    resendMs: 50,
    // What servers are told to do is meant for the sends.
    asksAtStart: false,
    recheckMs: 200,
    ...changes,
  });
  return {
    telegram: quick(POLICIES.telegram),
    email: quick(POLICIES.email),
    webhook: quick(POLICIES.webhook),
    twitter: quick(POLICIES.twitter),
  };
}

export function sessionOf(changes: Partial<Session> & { readonly sessionId: string }): Session {
  return {
    sourceId: 'cowin',
    areaId: AREA_ID,
    centre: {
      id: '1',
      name: 'Apollo Clinic',
      address: '12 Main Road',
      block: 'Jayanagar',
      district: 'BBMP',
      state: 'Karnataka',
      pincode: '560011',
    },
    date: addDays(istDateOf(Date.now()), 1),
    vaccine: 'COVISHIELD',
    ageMinYears: 18,
    ageMaxYears: 44,
    feeType: 'free',
    feeInr: null,
    times: ['09:00AM-11:00AM'],
    capacity: { '1': 12, '2': 0 },
    ...changes,
  };
}

/** @param wrap puts something between dispatch and the store */
export function createRig(wrap: (outbox: Outbox) => Outbox = (outbox) => outbox): Rig {
  const dir = scratchFolder('dispatch-');
  const store = openStore(join(dir, 'test.db'), {
    id: 'cowin',
    name: 'CoWIN',
    bookingUrl: 'https://selfregistration.cowin.gov.in',
    area: (id) => ({ id, sourceId: 'cowin', name: 'BBMP', region: 'Karnataka' }),
  });
  const log: string[] = [];
  const used: Channel[] = [];
  let dispatch: Dispatch | undefined;

  const started = (): Dispatch => {
    if (dispatch === undefined) throw new Error('start() first');
    return dispatch;
  };
  const record = (sessions: readonly Session[], absent: readonly string[]): void => {
    const nowMs = Date.now();
    const { more } = store.slots.record([{ areaId: AREA_ID, answeredAtMs: nowMs, sessions, absent }], nowMs);
    while (more && store.slots.fanOut(Date.now(), 1_000).more);
    dispatch?.wake();
  };

  return {
    store,
    get dispatch() {
      return started();
    },
    log,
    start(channels, options = {}) {
      used.push(...channels);
      dispatch = startDispatch({
        outbox: wrap(store.outbox),
        channels: new Map(channels.map((channel) => [channel.name, channel])),
        clock: systemClock,
        log: (level, event, fields) => log.push(JSON.stringify({ level, event, ...fields })),
        random: Math.random,
        policies: quickPolicies(),
        ...options,
      });
    },
    subscribe(channel, address) {
      const place = { areaId: AREA_ID, pincode: null };
      const { subscriber } = store.subscribers.add(
        { channel, address, place, filters: NO_FILTERS },
        Date.now(),
      );
      // As after the area's first good answer.
      store.slots.joinAreas([AREA_ID], Date.now());
      return subscriber.id;
    },
    open: (...sessions) => record(sessions.map(sessionOf), []),
    close: (...sessionIds) => record([], sessionIds),
    state: (channel) =>
      started()
        .states()
        .find(({ name }) => name === channel) as ChannelState,
    async stop() {
      await dispatch?.drain(2_000);
      for (const channel of used) await channel.close();
      store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Waits until something holds; fails with what was seen last. */
export async function eventually(holds: () => boolean, what: string, withinMs = 8_000): Promise<void> {
  const untilMs = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > untilMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Long enough for anything that should not happen to happen. */
export const quietly = (ms = 200): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
