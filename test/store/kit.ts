// What the store's tests have in common: a data directory on disk that goes away afterwards, sessions shaped like
// CoWIN's, wishes, and short words for claiming and settling.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { NovelBatch } from '../../src/core/batch.ts';
import type { IstDate } from '../../src/core/ist.ts';
import type { ClaimedMessage, ClaimOptions } from '../../src/core/outbox.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import type { NewSubscription } from '../../src/core/records.ts';
import type { Session } from '../../src/core/session.ts';
import { type ChannelName, NO_FILTERS } from '../../src/core/subscription.ts';
import type { SourceFacts } from '../../src/store/places.ts';
import { openStore, type Store, type StoreOptions } from '../../src/store/store.ts';
import { scratchFolder } from '../support/scratch.ts';

/** Noon in India on 8 May 2021. */
export const NOON = Date.parse('2021-05-08T06:30:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 86_400_000;
export const BBMP = 'cowin:294';
export const TODAY = '2021-05-08' as IstDate;

export const COWIN: SourceFacts = {
  id: 'cowin',
  name: 'CoWIN',
  bookingUrl: 'https://selfregistration.cowin.gov.in/',
  area: (id) => (id === BBMP ? { id, sourceId: 'cowin', name: 'BBMP', region: 'Karnataka' } : undefined),
};

export function tempDir(): string {
  const dir = scratchFolder('vaccine-watch-store-');
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export function storeAt(path: string, options: StoreOptions = {}): Store {
  const store = openStore(path, COWIN, options);
  onTestFinished(() => store.close());
  return store;
}

export function freshStore(options: StoreOptions = {}): Store {
  return storeAt(join(tempDir(), 'vaccine-watch.db'), options);
}

export function session(changes: Partial<Session> & { readonly pincode?: string } = {}): Session {
  const { pincode = '560011', ...rest } = changes;
  return {
    sourceId: 'cowin',
    sessionId: '3f1c5a6e-0b53-4c2e-9b0f-0a1b2c3d4e5f',
    areaId: BBMP,
    centre: {
      id: '594230',
      name: 'Jayanagar UPHC',
      address: '12th Main Road',
      block: 'South',
      district: 'BBMP',
      state: 'Karnataka',
      pincode,
    },
    date: '2021-05-09' as IstDate,
    vaccine: 'COVAXIN',
    ageMinYears: 18,
    ageMaxYears: null,
    feeType: 'free',
    feeInr: null,
    times: ['09:00AM-11:00AM'],
    capacity: { '1': 12, '2': 0 },
    ...rest,
  };
}

/** The news of one answer. */
export function batch(
  atMs: number,
  sessions: readonly Session[],
  absent: readonly string[] = [],
): readonly NovelBatch[] {
  return [{ areaId: sessions[0]?.areaId ?? BBMP, answeredAtMs: atMs, sessions, absent }];
}

export function wish(
  address: string,
  changes: Partial<NewSubscription['filters']> & Partial<NewSubscription['place']> = {},
  channel: ChannelName = 'telegram',
): NewSubscription {
  const { areaId = BBMP, pincode = null, ...filters } = changes;
  return { channel, address, place: { areaId, pincode }, filters: { ...NO_FILTERS, ...filters } };
}

export function claim(
  store: Store,
  nowMs: number,
  changes: Partial<ClaimOptions> & { readonly channel?: ChannelName } = {},
): readonly ClaimedMessage[] {
  const { channel = 'telegram', ...options } = changes;
  return store.outbox.claim(channel, {
    nowMs,
    limit: 1000,
    skip: new Set(),
    groupBy: 'recipient',
    holdMs: 0,
    maxSlots: 50,
    ...options,
  });
}

/** Claims everything due and settles it as sent; returns `address: opening keys` of each message. */
export function deliver(store: Store, nowMs: number, channel: ChannelName = 'telegram'): string[] {
  return claim(store, nowMs, { channel }).map((message) => {
    store.outbox.settle(message.id, {
      outcome: { kind: 'sent', messageRef: `ref-${message.id}` },
      nowMs,
      retryAtMs: null,
    });
    return told(message);
  });
}

export function told(message: ClaimedMessage): string {
  return `${message.recipient.address}: ${message.alert.slots.map((slot) => short(slot.openingKey)).join(' ')}`;
}

/** `cowin:…4e5f:1:2` -> `1:2`, dose and epoch */
export function short(openingKey: string): string {
  return openingKey.split(':').slice(-2).join(':');
}

export function settle(
  store: Store,
  message: ClaimedMessage,
  outcome: Outcome,
  nowMs: number,
  retryAtMs: number | null = null,
): void {
  store.outbox.settle(message.id, { outcome, nowMs, retryAtMs });
}

/** Works off all that `record` left. */
export function finishFanOut(store: Store, nowMs: number, limit = 1000): void {
  while (store.slots.fanOut(nowMs, limit).more);
}

/** What an answer says, recorded and worked off: these sessions stand, those are seen no more. */
export function heard(
  store: Store,
  nowMs: number,
  sessions: readonly Session[],
  absent: readonly string[] = [],
): void {
  store.slots.record(batch(nowMs, sessions, absent), nowMs);
  finishFanOut(store, nowMs);
}

/** Has everybody told what is open who joins these areas, and returns what was sent. */
export function joined(store: Store, nowMs = NOON, areaIds: readonly string[] = [BBMP]): string[] {
  store.slots.joinAreas(areaIds, nowMs);
  finishFanOut(store, nowMs);
  return deliver(store, nowMs);
}

/** States of all deliveries, oldest first: `ann@… 1:1 sent`. */
export function states(store: Store): string[] {
  return store.deliveries
    .list({ limit: 1_000_000 })
    .toReversed()
    .map(({ address, openingKey, state, why }) => `${address} ${short(openingKey)} ${state} ${why}`.trim());
}

/** Runs a script of this folder in its own process; resolves with what it printed and how it ended. */
export function runChild(
  script: string,
  args: readonly string[],
  onLine?: (line: string, kill: () => void) => void,
): Promise<{
  readonly output: string;
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
}> {
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof runChild>>>();
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    for (const line of text.split('\n')) if (line !== '') onLine?.(line, () => child.kill('SIGKILL'));
  });
  child.on('error', reject);
  child.on('close', (code, signal) => resolve({ output, signal, code }));
  return promise;
}
