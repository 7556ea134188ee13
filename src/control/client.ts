// The other end of the control socket: an engine in another process, used like one in this process.
// Every call ends: with the answer, with the engine's refusal, with the connection, or with its time limit.
import { statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { resolve as absolute } from 'node:path';
import type { AreaDetail } from '../core/area-detail.ts';
import type { Check } from '../core/check.ts';
import type { Copying } from '../core/copying.ts';
import type { EventPage } from '../core/events.ts';
import type { AddedSubscription, SubscriberPage } from '../core/records.ts';
import type { Registered, Verified } from '../core/sign-up.ts';
import type { DeliveryView, EngineSnapshot } from '../core/snapshot.ts';
import type { SubscriberWithSubscriptions } from '../core/subscription.ts';
import type { Throughput } from '../core/throughput.ts';
import { type Control, ControlError } from './control.ts';
import type { SettingView } from './setup.ts';
import { errorIn, type Json, lineCutter, lineOf, parseLine, REPLY_CAP_BYTES } from './wire.ts';

const CALL_TIMEOUT_MS = 10_000;
/** A test message and an examination wait for providers; each of them has its own, shorter, limit. */
const TEST_TIMEOUT_MS = 60_000;
/** A backup copies the whole database. */
const BACKUP_TIMEOUT_MS = 600_000;

export interface RemoteControl extends Control {
  /** Hangs up; calls under way reject with 'unavailable'. Safe to call twice. */
  close(): void;
  /** Resolves when the connection is gone, whoever ended it. Never rejects. */
  readonly closed: Promise<void>;
}

export interface ConnectOptions {
  /** For calls other than backups, examinations and test messages (ms, default 10,000). */
  readonly callTimeoutMs?: number;
}

interface Call {
  readonly onProgress: ((share: number) => void) | undefined;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: ControlError) => void;
}

/** Rejects with `ControlError` 'unavailable' when no engine answers at `path`. */
export async function connectControl(path: string, options: ConnectOptions = {}): Promise<RemoteControl> {
  return overSocket(await open(path), options.callTimeoutMs ?? CALL_TIMEOUT_MS);
}

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new ControlError('unavailable', `no engine answers at ${path} (${error.code ?? error.message})`),
      ),
    );
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

function overSocket(socket: Socket, callTimeoutMs: number): RemoteControl {
  const calls = new Map<number, Call>();
  const watchers = new Set<(snapshot: EngineSnapshot) => void>();
  let lastSnapshot: EngineSnapshot | undefined;
  let lastId = 0;

  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  void closed.then(() => {
    for (const call of calls.values()) call.reject(gone());
    calls.clear();
  });
  // 'close' follows every error and says all a caller needs to know.
  socket.on('error', () => undefined);
  const push = lineCutter(REPLY_CAP_BYTES, (line) => receive(parseLine(line) ?? {}));
  socket.on('data', (chunk: Buffer) => {
    if (!push(chunk)) socket.destroy();
  });

  function receive(message: Json): void {
    if (message.event === 'snapshot') {
      lastSnapshot = message.snapshot as EngineSnapshot;
      for (const watcher of [...watchers]) watcher(lastSnapshot);
      return;
    }
    const call = typeof message.id === 'number' ? calls.get(message.id) : undefined;
    if (call === undefined) return;
    if (message.event === 'progress') {
      call.onProgress?.(message.share as number);
      return;
    }
    calls.delete(message.id as number);
    const error = errorIn(message);
    if (error === undefined) call.resolve(message.result);
    else call.reject(new ControlError(error.code, error.message));
  }

  /** The engine's word is taken for the shape: it is the same program, behind a socket only its owner can open. */
  function call<T>(
    method: string,
    params: object = {},
    timeoutMs = callTimeoutMs,
    { signal, onProgress }: Copying = {},
  ): Promise<T> {
    if (socket.destroyed || !socket.writable) return Promise.reject(gone());
    lastId += 1;
    const id = lastId;
    const cancel = (): void => tell('cancel', { call: id });
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        calls.delete(id);
        ended();
        reject(new ControlError('unavailable', `the engine did not answer within ${timeoutMs / 1000} s`));
      }, timeoutMs);
      const ended = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
      };
      calls.set(id, {
        onProgress,
        resolve: (result) => {
          ended();
          resolve(result as T);
        },
        reject: (error) => {
          ended();
          reject(error);
        },
      });
      socket.write(lineOf({ id, method, params }));
      if (signal?.aborted === true) cancel();
      else signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  /** Watching starts and stops with the first and the last watcher; nobody waits for the engine's "yes". */
  function tell(method: 'watch' | 'unwatch' | 'cancel', params: object = {}): void {
    call(method, params).catch(() => undefined);
  }

  const subscriber = (method: string, params: object) => call<SubscriberWithSubscriptions>(method, params);
  return {
    status: () => call<EngineSnapshot>('status'),
    throughput: (range) => call<Throughput>('throughput', { range }),
    events: (query) => call<EventPage>('events', query),
    examine: () => call<readonly Check[]>('examine', {}, TEST_TIMEOUT_MS),
    settings: () => call<readonly SettingView[]>('settings'),
    saveSettings: (changes) => call<readonly string[]>('saveSettings', { changes }),
    pause: async () => void (await call('pause')),
    resume: async () => void (await call('resume')),
    pollNow: async (areaId) => void (await call('pollNow', { areaId })),
    pauseArea: async (areaId) => void (await call('pauseArea', { areaId })),
    resumeArea: async (areaId) => void (await call('resumeArea', { areaId })),
    pauseChannel: async (channel) => void (await call('pauseChannel', { channel })),
    resumeChannel: async (channel) => void (await call('resumeChannel', { channel })),
    testAlert: (channel, address) => call('testAlert', { channel, address }, TEST_TIMEOUT_MS),
    addSubscription: (wish) => call<AddedSubscription>('addSubscription', wish),
    listSubscribers: (query) => call<readonly SubscriberWithSubscriptions[]>('listSubscribers', query),
    searchSubscribers: (search) => call<SubscriberPage>('searchSubscribers', search),
    pauseSubscriber: (ref) => subscriber('pauseSubscriber', ref),
    resumeSubscriber: (ref) => subscriber('resumeSubscriber', ref),
    removeSubscriber: (ref) => subscriber('removeSubscriber', ref),
    blockRecipient: (ref) => call('blockRecipient', ref),
    unblockRecipient: (ref) => call('unblockRecipient', ref),
    register: (ask) => call<Registered>('register', ask),
    verify: (to, code, only) => call<Verified>('verify', { to, code, ...(only !== undefined && { only }) }),
    listDeliveries: (query) => call<readonly DeliveryView[]>('listDeliveries', query),
    changeSubscription: (id, subscriptionId, filters) =>
      subscriber('changeSubscription', { id, subscriptionId, filters }),
    removeSubscription: (id, subscriptionId) => subscriber('removeSubscription', { id, subscriptionId }),
    pauseSubscription: (id, subscriptionId) => subscriber('pauseSubscription', { id, subscriptionId }),
    resumeSubscription: (id, subscriptionId) => subscriber('resumeSubscription', { id, subscriptionId }),
    retryDelivery: async (id, mayArriveTwice = false) =>
      void (await call('retryDelivery', { id, mayArriveTwice })),
    dropDelivery: async (id) => void (await call('dropDelivery', { id })),
    areaDetail: (areaId) => call<AreaDetail>('areaDetail', { areaId }),
    async backup(path, copying) {
      const to = absolute(path);
      const made = await call<{ readonly bytes: number }>('backup', { path: to }, BACKUP_TIMEOUT_MS, copying);
      if (!isSeen(to, made.bytes)) throw unseen(to);
      return made;
    },
    watch(onSnapshot) {
      // A wrapper of its own, so that the same function may watch twice.
      const watcher = (snapshot: EngineSnapshot) => onSnapshot(snapshot);
      watchers.add(watcher);
      if (watchers.size === 1) tell('watch');
      else if (lastSnapshot !== undefined) watcher(lastSnapshot);
      return () => {
        if (watchers.delete(watcher) && watchers.size === 0) tell('unwatch');
      };
    },
    close: () => void socket.destroy(),
    closed,
  };
}

/** Whether a file the engine wrote stands here, too, in its full size. */
function isSeen(path: string, bytes: number): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === bytes;
}

/** A service may see another /tmp than whoever asks it for a copy: that one goes with the service. */
function unseen(path: string): ControlError {
  return new ControlError(
    'failed',
    `The engine has made the copy, but it does not stand at ${path} for you: a service may have folders of its own ` +
      '(PrivateTmp= of its unit). Give a place that both of you see.',
  );
}

function gone(): ControlError {
  return new ControlError('unavailable', 'the connection to the engine is gone');
}
