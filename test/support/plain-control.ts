// An engine made of plain data, for tests of the control socket and of the screen: it does what it is told and
// writes down what it was asked. It is an argument like any other `Control`, not a stand-in for a module.
import { type Control, ControlError } from '../../src/control/control.ts';
import type { EngineSnapshot } from '../../src/core/snapshot.ts';
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
  readonly backup?: (path: string) => Promise<{ bytes: number }>;
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
    async pause() {
      note('pause');
      show({ ...current, state: 'paused' });
    },
    async resume() {
      note('resume');
      show({ ...current, state: 'running' });
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
    async register(ask) {
      note('register', ask);
      return { ok: true, validForMs: 600_000 };
    },
    async verify(to, code, only) {
      note('verify', to, code, only);
      return { ok: true, purpose: 'subscribe', person: ANITA, subscriptionId: 3, token: 'token' };
    },
    async backup(path) {
      note('backup', path);
      return backup === undefined ? { bytes: 4096 } : backup(path);
    },
  };
}
