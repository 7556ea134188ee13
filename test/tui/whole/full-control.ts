// An engine of plain data in which every list is full, and every text that a stranger can choose is one of `texts`:
// for looking at all screens with names that try to do harm. It does what `plainControl` does, and answers more.

import { ControlError } from '../../../src/control/control.ts';
import type { SetupDesk } from '../../../src/control/setup.ts';
import type { AreaDetail } from '../../../src/core/area-detail.ts';
import type { EngineEvent, EventLevel } from '../../../src/core/events.ts';
import { EVENT_LEVELS } from '../../../src/core/events.ts';
import type { PastOpening } from '../../../src/core/past-opening.ts';
import type { DeliveryView, EngineSnapshot } from '../../../src/core/snapshot.ts';
import { DELIVERY_STATES } from '../../../src/core/snapshot.ts';
import type { SubscriberWithSubscriptions } from '../../../src/core/subscription.ts';
import { alertSlot } from '../../support/alerts.ts';
import { ANITA, type PlainControl, plainControl } from '../../support/plain-control.ts';

const PEOPLE = 300;
const DELIVERIES = 1_500;
const EVENTS = 200;
const SETTINGS = 24;
const STATES = ['active', 'paused', 'gone'] as const;

export interface FullOptions {
  readonly snapshot: EngineSnapshot;
  /** Names, addresses, reasons: used in turn. */
  readonly texts: readonly string[];
}

export function fullControl({ snapshot, texts }: FullOptions): PlainControl {
  const { atMs } = snapshot;
  const text = (index: number): string => texts[index % texts.length] as string;
  const areaIds = snapshot.areas.map(({ id }) => id);
  const people = Array.from({ length: PEOPLE }, (_, index) => somebody(index + 1, areaIds, text, atMs));
  const deliveries = Array.from({ length: DELIVERIES }, (_, index) =>
    delivery(DELIVERIES - index, areaIds, text, atMs),
  );
  const events = Array.from({ length: EVENTS }, (_, index) => event(index + 1, text, atMs));
  const control = plainControl({ snapshot, subscribers: people });
  return {
    ...control,
    async listDeliveries({ beforeId = Number.POSITIVE_INFINITY, afterId, limit = 100, state, channel }) {
      const fitting = deliveries
        .filter(({ id }) => id < beforeId && id > (afterId ?? 0))
        .filter((one) => state === undefined || one.state === state)
        .filter((one) => channel === undefined || one.channel === channel);
      return afterId === undefined ? fitting.slice(0, limit) : fitting.slice(-limit);
    },
    async events({ afterSeq = 0 }) {
      return { events: events.filter(({ seq }) => seq > afterSeq), lastSeq: EVENTS };
    },
    async throughput(range) {
      return {
        range,
        stepMs: 1000,
        untilMs: atMs,
        samples: Array.from({ length: 60 }, (_, index) => ({
          callsPerS: 100 + index,
          bytesPerS: 1e6 * (index % 7),
          unchangedShare: 0.9,
          latencyP50Ms: 3,
          latencyP99Ms: 40 + index,
          sentPerS: index % 5,
          openings: index % 3,
          rssMb: 120,
        })),
      };
    },
    examine: async () =>
      (['ok', 'warn', 'off', 'failed'] as const).map((state, index) => ({
        name: text(index),
        state,
        detail: text(index + 1),
      })),
    areaDetail: async (areaId) => detail(areaId, text, atMs),
    // What it says of what it is asked to do is full of them, too.
    testAlert: async (_, address) => ({ ok: false, detail: address }),
    async addSubscription({ address }) {
      throw new ControlError('invalid', `${address} ${texts.join(' ')}`);
    },
    async retryDelivery(id) {
      throw new ControlError('unavailable', text(id));
    },
  };
}

/** A desk whose every text is one of `texts`. */
export function fullDesk(texts: readonly string[]): SetupDesk {
  return {
    settings: () =>
      Array.from({ length: SETTINGS }, (_, index) => {
        const text = texts[index % texts.length] as string;
        const secret = index % 3 === 2;
        return {
          key: `setting${index}`,
          about: text,
          value: secret ? 'set' : text,
          secret,
          origin: index % 2 === 0 ? '' : 'config.json',
          changeable: index % 4 !== 3,
        };
      }),
    save: async () => texts,
    trouble: () => ({ problems: [], unreadable: false }),
    restart: null,
    setAside: null,
  };
}

type TextOf = (index: number) => string;

function somebody(
  id: number,
  areaIds: readonly string[],
  text: TextOf,
  atMs: number,
): SubscriberWithSubscriptions {
  return {
    ...ANITA,
    id,
    address: text(id),
    state: STATES[id % STATES.length] ?? 'active',
    stateWhy: text(id + 1),
    createdAtMs: atMs - id * 60_000,
    subscriptions: [
      {
        id,
        subscriberId: id,
        createdAtMs: atMs - id * 60_000,
        paused: id % 5 === 0,
        areaId: areaIds[id % Math.max(1, areaIds.length)] ?? null,
        pincode: null,
        dose: '1',
        ageYears: 45,
        vaccine: text(id + 2),
        fee: 'free',
        minCapacity: 5,
      },
    ],
  };
}

function delivery(id: number, areaIds: readonly string[], text: TextOf, atMs: number): DeliveryView {
  return {
    id,
    openingKey: `cowin:${text(id)}:1:1`,
    subscriberId: id,
    channel: id % 2 === 0 ? 'telegram' : 'email',
    address: text(id),
    state: DELIVERY_STATES[id % DELIVERY_STATES.length] ?? 'sent',
    why: text(id + 1),
    attempts: id % 4,
    createdAtMs: atMs - id * 1_000,
    settledAtMs: id % 3 === 0 ? null : atMs - id * 500,
    centreName: text(id + 2),
    areaId: areaIds[id % Math.max(1, areaIds.length)] ?? 'cowin:0',
    date: '2021-05-09',
    vaccine: text(id + 3),
    dose: '1',
  };
}

function event(seq: number, text: TextOf, atMs: number): EngineEvent {
  const level: EventLevel = EVENT_LEVELS[seq % EVENT_LEVELS.length] ?? 'info';
  return { seq, atMs: atMs - (EVENTS - seq) * 1_000, level, event: text(seq), fields: text(seq + 1) };
}

function detail(areaId: string, text: TextOf, atMs: number): AreaDetail {
  const openings = Array.from({ length: 20 }, (_, index): PastOpening => opening(index, areaId, text, atMs));
  return {
    areaId,
    open: openings.slice(0, 10),
    gone: openings.slice(10).map((one) => ({ ...one, closedAtMs: one.openedAtMs + 90_000 })),
    byHour: Array.from({ length: 24 }, (_, hour) => (hour * 7) % 11),
    overDays: 9,
  };
}

function opening(index: number, areaId: string, text: TextOf, atMs: number): PastOpening {
  const openedAtMs = atMs - (index + 1) * 100_000;
  const slot = alertSlot({
    openingKey: `cowin:${index}:1:1`,
    openedAtMs,
    seenAtMs: atMs,
    session: {
      sessionId: `s${index}`,
      areaId,
      vaccine: text(index),
      centre: { name: text(index + 1), address: text(index + 2), block: text(index + 3) },
    },
  });
  return { ...slot, peakCapacity: 40 + index };
}
