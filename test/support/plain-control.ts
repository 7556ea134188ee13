// An engine made of plain data, for tests of the control socket and of the screen: it does what it is told and
// writes down what it was asked. It is an argument like any other `Control`, not a stand-in for a module.
import { type Control, ControlError } from '../../src/control/control.ts';
import type { Copying } from '../../src/core/copying.ts';
import type { AreaState, ChannelState, EngineSnapshot } from '../../src/core/snapshot.ts';
import type { SubscriberWithSubscriptions } from '../../src/core/subscription.ts';

export interface PlainControl extends Control {
  /** What was asked, in order: method name, then its arguments. */
  readonly asked: readonly (readonly unknown[])[];
  /** Shows a snapshot to everybody who watches. */
  show(snapshot: EngineSnapshot): void;
  /** How many watch now. */
  watchers(): number;
}

export interface PlainControlOptions {
  readonly snapshot: EngineSnapshot;
  /** What `listSubscribers` answers. */
  readonly subscribers?: readonly SubscriberWithSubscriptions[];
  /** Called by `backup`; may wait or throw. */
  readonly backup?: (path: string, copying?: Copying) => Promise<{ bytes: number }>;
}

export const ANITA: SubscriberWithSubscriptions = {
  id: 7,
  channel: 'email',
  address: 'anita@example.org',
  state: 'active',
  stateWhy: '',
  createdAtMs: 1_620_460_000_000,
  origin: 'operator',
  verifiedAtMs: null,
  resumesAtMs: null,
  quiet: null,
  lastAlertAtMs: null,
  failures: 0,
  secret: null,
  subscriptions: [],
};

function withPaused(areas: readonly AreaState[], id: string, paused: boolean): readonly AreaState[] {
  return areas.map((area) => (area.id === id ? { ...area, paused } : area));
}

function withState(
  channels: readonly ChannelState[],
  name: string,
  state: ChannelState['state'],
): readonly ChannelState[] {
  return channels.map((channel) => (channel.name === name ? { ...channel, state } : channel));
}

export function plainControl({ snapshot, subscribers = [ANITA], backup }: PlainControlOptions): PlainControl {
  const asked: (readonly unknown[])[] = [];
  const watching = new Set<(snapshot: EngineSnapshot) => void>();
  let current = snapshot;
  const note = (...what: readonly unknown[]) => void asked.push(what);
  const show = (next: EngineSnapshot) => {
    current = next;
    for (const watcher of watching) watcher(next);
  };
  const subscriber = async (method: string, ref: unknown) => {
    note(method, ref);
    return ANITA;
  };
  return {
    asked,
    show,
    watchers: () => watching.size,
    status: async () => current,
    watch(onSnapshot) {
      const watcher = (next: EngineSnapshot) => onSnapshot(next);
      watching.add(watcher);
      watcher(current);
      return () => void watching.delete(watcher);
    },
    async throughput(range) {
      note('throughput', range);
      return { range, stepMs: 1000, untilMs: current.atMs, samples: [] };
    },
    async events(query) {
      note('events', query);
      return { events: [], lastSeq: 0 };
    },
    async examine() {
      note('examine');
      return [{ name: 'Node', state: 'ok', detail: 'v24' }];
    },
    async settings() {
      note('settings');
      return [];
    },
    async saveSettings(changes) {
      note('saveSettings', changes);
      return ['pace must be calls per time'];
    },
    async pause() {
      note('pause');
      show({ ...current, state: 'paused' });
    },
    async resume() {
      note('resume');
      show({ ...current, state: 'running' });
    },
    pollNow: async (areaId) => note('pollNow', areaId),
    async pauseArea(areaId) {
      note('pauseArea', areaId);
      show({ ...current, areas: withPaused(current.areas, areaId, true) });
    },
    async resumeArea(areaId) {
      note('resumeArea', areaId);
      show({ ...current, areas: withPaused(current.areas, areaId, false) });
    },
    async pauseChannel(name) {
      note('pauseChannel', name);
      show({ ...current, channels: withState(current.channels, name, 'paused') });
    },
    async resumeChannel(name) {
      note('resumeChannel', name);
      show({ ...current, channels: withState(current.channels, name, 'on') });
    },
    async testAlert(channel, address) {
      note('testAlert', channel, address);
      return { ok: true, detail: 'accepted' };
    },
    async addSubscription(wish) {
      note('addSubscription', wish);
      return { subscriber: ANITA, added: true };
    },
    async listSubscribers(query) {
      note('listSubscribers', query);
      return subscribers;
    },
    async searchSubscribers(search) {
      note('searchSubscribers', search);
      const { offset, limit } = search;
      return { total: subscribers.length, items: subscribers.slice(offset, offset + limit) };
    },
    changeSubscription: (id, subscriptionId, filters) =>
      subscriber('changeSubscription', { id, subscriptionId, filters }),
    removeSubscription: (id, subscriptionId) => subscriber('removeSubscription', { id, subscriptionId }),
    pauseSubscription: (id, subscriptionId) => subscriber('pauseSubscription', { id, subscriptionId }),
    resumeSubscription: (id, subscriptionId) => subscriber('resumeSubscription', { id, subscriptionId }),
    pauseSubscriber: (ref) => subscriber('pauseSubscriber', ref),
    resumeSubscriber: (ref) => subscriber('resumeSubscriber', ref),
    async removeSubscriber(ref) {
      note('removeSubscriber', ref);
      throw new ControlError('not-found', 'there is no subscriber 99; `subscribers list` shows them');
    },
    async blockRecipient(ref) {
      note('blockRecipient', ref);
      return { subscriber: ANITA };
    },
    async unblockRecipient(ref) {
      note('unblockRecipient', ref);
      return { wasBlocked: true };
    },
    async listDeliveries(query) {
      note('listDeliveries', query);
      return [];
    },
    retryDelivery: async (id, mayArriveTwice) => note('retryDelivery', id, mayArriveTwice),
    dropDelivery: async (id) => note('dropDelivery', id),
    async areaDetail(areaId) {
      note('areaDetail', areaId);
      return { areaId, open: [], gone: [], byHour: Array.from({ length: 24 }, () => 0), overDays: 0 };
    },
    async register(ask) {
      note('register', ask);
      return { ok: true, validForMs: 600_000 };
    },
    async verify(to, code, only) {
      note('verify', to, code, only);
      return { ok: true, purpose: 'subscribe', person: ANITA, subscriptionId: 3, token: 'token' };
    },
    async backup(path, copying) {
      note('backup', path);
      return backup === undefined ? { bytes: 4096 } : backup(path, copying);
    },
  };
}
