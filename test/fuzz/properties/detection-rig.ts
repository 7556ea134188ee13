// One area polled into one database, by the real reader, presence, memory and store; beside it an account of what is
// open, kept by hand from the same answers. After each answer both must agree on every opening there ever was.
import assert from 'node:assert/strict';
import Database from 'better-sqlite3';
import { systemClock } from '../../../src/clock.ts';
import type { NovelBatch } from '../../../src/core/batch.ts';
import type { IstDate } from '../../../src/core/ist.ts';
import type { KeptAnswer } from '../../../src/core/source.ts';
import { NO_FILTERS } from '../../../src/core/subscription.ts';
import { takeNews } from '../../../src/poll/news.ts';
import { askedDays, type Presence, presenceOf } from '../../../src/poll/presence.ts';
import { readBody } from '../../../src/poll/reading.ts';
import { cowinSource } from '../../../src/sources/cowin/index.ts';
import { createSeen } from '../../../src/store/redis/seen.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { aCentre, aSession, bytes, calendarBody, FIRST_DATE, sessionId } from '../../support/cowin-bodies.ts';
import type { Step } from './detection.ts';

const BBMP = 'cowin:294';
/** Noon in India on the first day of the answers. */
const BEGUN_MS = Date.parse(`${FIRST_DATE}T06:30:00Z`);
const MINUTE_MS = 60_000;
const COOL_DOWN_MS = 10 * MINUTE_MS;

type Rows = Extract<Step, { kind: 'answer' }>['rows'];
type Answer = Extract<Step, { kind: 'answer' }>;

/** What is known by hand of one dose. */
interface Slot {
  epoch: number;
  open: boolean;
}

/** A message somebody got: the opening, and when. */
interface Told {
  readonly to: string;
  readonly key: string;
  readonly atMs: number;
}

export function openDetection(path: string) {
  const source = cowinSource();
  const target = source.target(BBMP, FIRST_DATE as IstDate);
  let store: Store = openStore(path, source);
  for (const [address, minCapacity] of [
    ['1', 1],
    ['2', 10],
  ] as const) {
    const filters = { ...NO_FILTERS, minCapacity };
    store.subscribers.add(
      { channel: 'telegram', address, place: { areaId: BBMP, pincode: null }, filters },
      BEGUN_MS,
    );
  }
  // As somebody else would look at it.
  const reader = new Database(path, { readonly: true });
  const keys = reader.prepare<[], string>('SELECT key FROM openings ORDER BY key').pluck();
  let nowMs = BEGUN_MS;
  let seen = newSeen();
  let presence: Presence = presenceOf([]);
  let kept: KeptAnswer | null = null;
  let first = true;
  let last: Answer | null = null;

  const slots = new Map<string, Slot>();
  const misses = new Map<number, number>();
  const opened: string[] = [];
  const told: Told[] = [];

  function newSeen() {
    return createSeen({
      generation: 'g',
      endpoint: null,
      why: '',
      clock: systemClock,
      log: () => undefined,
    });
  }

  function restart(forgets: boolean): void {
    store.close();
    store = openStore(path, source);
    store.outbox.recover(nowMs);
    if (forgets) seen = newSeen();
    presence = presenceOf(store.slots.openSessions([BBMP]).get(BBMP) ?? []);
    kept = null;
    first = true;
    misses.clear();
  }

  async function answer(step: Answer): Promise<void> {
    nowMs += step.minutes * MINUTE_MS;
    let refuses = step.refused;
    const sink = {
      async take(batch: NovelBatch): Promise<'recorded' | 'refused'> {
        if (refuses) return 'refused';
        store.slots.record([batch], nowMs, 3);
        return 'recorded';
      },
    };
    for (;;) {
      const reading = readBody({ ok: true, bytes: Buffer.from(bodyOf(step)) }, source, target, kept);
      if (reading.kind !== 'read') {
        // Nothing in it could be read: it says nothing, like one that failed.
        assert.ok(step.rows.every((row) => row === null || row === 'unreadable'));
        if (reading.kind === 'unusable') kept = reading.answer.kept;
        return agree();
      }
      const known = { presence, asked: askedDays(target), first };
      const { news } = await takeNews(BBMP, reading.answer, known, nowMs, seen, sink);
      kept = reading.answer.kept;
      if (news !== 'refused') break;
      // As the poller does: what this answer brought must be brought again.
      kept = null;
      refuses = false;
    }
    first = false;
    account(step.rows, step.complete);
    last = step;
    agree();
    deliver();
  }

  /** What an answer means, by hand. */
  function account(rows: Rows, complete: boolean): void {
    for (const [index, row] of rows.entries()) {
      if (row === 'unreadable') continue;
      const doses = ['1', '2'].map((dose) => ({ dose, slot: slotOf(index, dose) }));
      if (row !== null) {
        misses.delete(index);
        for (const { dose, slot } of doses) {
          const left = dose === '1' ? row.dose1 : row.dose2;
          if (left > 0 && !slot.open) {
            slot.epoch += 1;
            opened.push(`cowin:${sessionId(index)}:${dose}:${slot.epoch}`);
          }
          slot.open = left > 0;
        }
      } else if (complete && doses.some(({ slot }) => slot.open)) {
        const missed = (misses.get(index) ?? 0) + 1;
        misses.set(index, missed);
        if (missed < 2) continue;
        for (const { slot } of doses) slot.open = false;
        misses.delete(index);
      }
    }
  }

  function slotOf(index: number, dose: string): Slot {
    const key = `${index}:${dose}`;
    const slot = slots.get(key) ?? { epoch: 0, open: false };
    slots.set(key, slot);
    return slot;
  }

  function openings(): readonly string[] {
    return keys.all();
  }

  function agree(): void {
    assert.deepEqual(openings(), opened.toSorted());
    const open = [...slots.values()].filter((slot) => slot.open).length;
    assert.equal(store.slots.openSlotCounts().get(BBMP) ?? 0, open);
  }

  function deliver(): void {
    while (store.slots.fanOut(nowMs, 3).more);
    const options = {
      limit: 100,
      skip: new Set<number>(),
      groupBy: 'recipient',
      holdMs: 0,
      maxSlots: 50,
    } as const;
    for (const message of store.outbox.claim('telegram', { ...options, nowMs })) {
      store.outbox.settle(message.id, { outcome: { kind: 'sent' }, nowMs, retryAtMs: null });
      for (const { openingKey } of message.alert.slots) tell(message.recipient.address, openingKey);
    }
  }

  function tell(to: string, key: string): void {
    assert.ok(!told.some((one) => one.to === to && one.key === key), `${to} was told twice of ${key}`);
    const session = key.split(':')[1];
    const heardMs = told
      .filter((one) => one.to === to && one.key.split(':')[1] === session)
      .map(({ atMs }) => atMs);
    const cools = !key.endsWith(':1');
    const lastMs = Math.max(0, ...heardMs.filter((atMs) => atMs < nowMs));
    if (cools) assert.ok(nowMs - lastMs >= COOL_DOWN_MS, `${to} heard of ${key} within the cool-down`);
    told.push({ to, key, atMs: nowMs });
  }

  return {
    async play(step: Step | { readonly kind: 'repeat-open' }): Promise<void> {
      if (step.kind === 'answer') return answer(step);
      if (step.kind === 'restart') return restart(step.forgets);
      if (step.kind === 'failed') {
        const reading = readBody({ ok: true, bytes: Buffer.from(bytes(step.body)) }, source, target, kept);
        assert.equal(reading.kind, 'ended');
        return agree();
      }
      if (last !== null) return answer({ ...last, refused: false, minutes: 0 });
    },
    openings,
    told: () => [...told],
    /** Whoever waits out a cool-down has done so; whatever is open was then told to who wants any of it. */
    settleAll(): void {
      nowMs += COOL_DOWN_MS;
      deliver();
      for (const [slot, { open, epoch }] of slots) {
        const [index, dose] = slot.split(':');
        const key = `cowin:${sessionId(Number(index))}:${dose}:${epoch}`;
        if (open)
          assert.ok(
            told.some((one) => one.to === '1' && one.key === key),
            `1 never heard of ${key}`,
          );
      }
    },
    close() {
      reader.close();
      store.close();
    },
  };
}

/** Three sessions at a centre of their own each. */
function bodyOf({ rows, complete }: Answer): Uint8Array {
  const listed = rows.flatMap((row, index) => {
    if (row === null) return [];
    const doses =
      row === 'unreadable'
        ? { available_capacity: 'many', available_capacity_dose1: 'many', available_capacity_dose2: 'many' }
        : {
            available_capacity: row.dose1 + row.dose2,
            available_capacity_dose1: row.dose1,
            available_capacity_dose2: row.dose2,
          };
    return [aCentre([aSession({ session_id: sessionId(index), ...doses })], { center_id: 100 + index })];
  });
  return calendarBody(...listed, ...(complete ? [] : [aCentre([aSession({ session_id: undefined })])]));
}
