// What people may do with their own alerts, on a real store: who is let in, that asking twice is asking once, and why
// somebody got the alerts they got and no others.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/clock.ts';
import type { IstDate } from '../../../src/core/ist.ts';
import type { ClaimedMessage } from '../../../src/core/outbox.ts';
import { LONGEST_PAUSE_MS } from '../../../src/core/pause.ts';
import type { OwnWish, Person, SelfService } from '../../../src/core/self-service.ts';
import type { Session } from '../../../src/core/session.ts';
import { NO_FILTERS } from '../../../src/core/subscription.ts';
import { endPauses } from '../../../src/engine/pauses.ts';
import { type AreaHealth, localSelfService } from '../../../src/engine/reception/self-service.ts';
import { StoreError } from '../../../src/store/errors.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  BBMP,
  batch,
  claim,
  DAY,
  deliver,
  finishFanOut,
  MINUTE,
  NOON,
  session,
  settle,
  storeAt,
  tempDir,
  wish,
} from '../../store/kit.ts';

const HOUR = 60 * MINUTE;
const HEALTH: AreaHealth = { lastGoodMs: NOON - 5, intervalMs: 60_000, failure: '' };

let path: string;
let store: Store;
let nowMs: number;
/** Called whenever somebody sleeps, before time goes on. */
let onSleep: () => void;
let changes: number;
let service: SelfService;

const clock: Clock = {
  wallMs: () => nowMs,
  monotonicMs: () => nowMs,
  async sleep(ms) {
    onSleep();
    nowMs += ms;
  },
};

function serve(rules = { open: true, maxSubscriptions: 3 }): SelfService {
  return localSelfService({
    store,
    links: store.links,
    source: { id: 'cowin' },
    clock,
    rules,
    areaHealth: (id) => (id === BBMP || id === 'cowin:pin:560011' ? HEALTH : undefined),
    onChange: () => changes++,
  });
}

beforeEach(() => {
  path = join(tempDir(), 'vaccine-watch.db');
  store = storeAt(path, { busyMs: 5 });
  nowMs = NOON;
  onSleep = () => undefined;
  changes = 0;
  service = serve();
});

function own(changed: Parameters<typeof wish>[1] = {}, others: OwnWish['others'] = 'keep'): OwnWish {
  return { ...wish('42', changed), origin: 'telegram', others };
}

async function signUp(changed: Parameters<typeof wish>[1] = {}): Promise<Person> {
  const answer = await service.subscribe(own(changed));
  if (!answer.ok) throw new Error(answer.message);
  return answer.subscriber;
}

function sight(sessionId: string, changed: Partial<Session> & { pincode?: string } = {}): void {
  const one = session({ sessionId, date: '2021-05-12' as IstDate, ...changed });
  store.slots.record(batch(nowMs, [one]), nowMs);
  finishFanOut(store, nowMs);
}

describe('signing up', () => {
  it('answers with the subscription, whether it is new, and who else waits', async () => {
    store.subscribers.add(wish('@bbmp_slots'), NOON);
    const first = await service.subscribe(own({ dose: '1' }));
    expect(first).toMatchObject({
      ok: true,
      added: true,
      subscriber: { address: '42', origin: 'telegram', verifiedAtMs: NOON },
      crowd: { people: 2, channels: ['@bbmp_slots'] },
    });
    expect(await service.subscribe(own({ dose: '1' }))).toMatchObject({ ...first, added: false });
    expect(changes).toBe(2);
  });

  it('is refused in words a person can act on, and changes nothing then', async () => {
    await signUp();
    changes = 0;
    for (const dose of ['1', '2'] as const) await signUp({ dose });
    expect(await service.subscribe(own({ ageYears: 45 }))).toEqual({
      ok: false,
      why: 'too-many',
      message: expect.stringContaining('You have 3 subscriptions'),
    });
    service = serve({ open: false, maxSubscriptions: 3 });
    expect(await service.subscribe({ ...own(), address: '43' })).toMatchObject({ ok: false, why: 'closed' });
    expect(await service.find({ channel: 'telegram', address: '43' })).toBeUndefined();
    store.subscribers.block({ channel: 'telegram', address: '42' }, NOON);
    expect(await service.subscribe(own())).toMatchObject({ ok: false, why: 'blocked' });
    expect(changes).toBe(2);
  });
});

describe('a person', () => {
  it('is found by address and by their link, also when they are gone, and nobody else is', async () => {
    const person = await signUp();
    await service.unsubscribe(person.id);
    expect(await service.find({ channel: 'telegram', address: '42' })).toMatchObject({ state: 'gone' });
    const token = store.links.tokenOf(person);
    expect(await service.findByLink(token)).toMatchObject({ id: person.id });
    expect(await service.findByLink(`${token}x`)).toBeUndefined();
    expect(await service.findByLink('no token at all')).toBeUndefined();
  });

  it('changes what they asked for; what is asked for twice is done once', async () => {
    const { id, subscriptions } = await signUp();
    const one = subscriptions[0]?.id ?? 0;
    for (const ask of [
      () => service.changeFilters(id, one, { ...NO_FILTERS, dose: '2' }),
      () => service.pauseSubscription(id, one),
      () => service.resumeSubscription(id, one),
      () => service.pauseArea(id, BBMP),
      () => service.pause(id, NOON + HOUR),
      () => service.setQuiet(id, { fromHour: 22, toHour: 7 }),
      () => service.resume(id),
      () => service.unsubscribe(id),
      () => service.removeSubscription(id, one),
    ]) {
      const once = await ask();
      expect(once).toBeDefined();
      expect(await ask()).toEqual(once);
    }
  });

  it('pauses until a time, which ends while the engine runs, and no longer than a month', async () => {
    const { id } = await signUp();
    expect(await service.pause(id, NOON + HOUR)).toMatchObject({
      state: 'paused',
      stateWhy: 'paused by themselves',
      resumesAtMs: NOON + HOUR,
    });
    expect(endPauses(store, clock)).toBe(false);
    nowMs = NOON + HOUR;
    expect(endPauses(store, clock)).toBe(true);
    expect(endPauses(store, clock)).toBe(false);
    expect(await service.pause(id, NOON + 9 * LONGEST_PAUSE_MS)).toMatchObject({
      resumesAtMs: nowMs + LONGEST_PAUSE_MS,
    });
    expect(endPauses(store, clock)).toBe(false);
  });

  it('who is forgotten is forgotten once, and nothing can be done with them then', async () => {
    const { id } = await signUp();
    expect(await service.forget(id)).toBe(true);
    changes = 0;
    expect(await service.forget(id)).toBe(false);
    expect(
      await Promise.all([
        service.changeFilters(id, 1, NO_FILTERS),
        service.pauseSubscription(id, 1),
        service.resumeSubscription(id, 1),
        service.removeSubscription(id, 1),
        service.pauseArea(id, BBMP),
        service.pause(id, null),
        service.resume(id),
        service.setQuiet(id, null),
        service.unsubscribe(id),
        service.why(id),
        service.find({ channel: 'telegram', address: '42' }),
      ]),
    ).toEqual(Array.from({ length: 11 }, () => undefined));
    expect(changes).toBe(0);
  });
});

describe('why', () => {
  it('names, for each subscription, what kept each opening of the last day from them, or how it ended', async () => {
    const wanted = { dose: '1', ageYears: 45, vaccine: 'COVAXIN', fee: 'free', minCapacity: 10 } as const;
    sight('before');
    store.slots.record(batch(nowMs, [], ['before']), nowMs);
    nowMs += MINUTE;
    const { id } = await signUp(wanted);
    await signUp({ areaId: null, pincode: '560034' });
    sight('dose', { capacity: { '2': 12 } });
    sight('age', { ageMaxYears: 44 });
    sight('vaccine', { vaccine: 'SPUTNIK V' });
    sight('fee', { feeType: 'paid' });
    sight('capacity', { capacity: { '1': 9 } });
    sight('sent');
    expect(deliver(store, nowMs)).toEqual(['42: 1:1']);
    sight('rejected');
    settle(store, claim(store, nowMs)[0] as ClaimedMessage, { kind: 'rejected', why: 'x' }, nowMs);
    nowMs += MINUTE;
    sight('pending');
    const [area, pincode, ...others] = (await service.why(id)) ?? [];
    expect(others).toEqual([]);
    expect(area).toMatchObject({ subscription: { areaId: BBMP }, ...HEALTH });
    expect(area?.counts).toEqual({
      before: 1,
      dose: 1,
      age: 1,
      vaccine: 1,
      fee: 1,
      capacity: 1,
      sent: 1,
      rejected: 1,
      pending: 1,
    });
    const newest = area?.newest.map(({ opening, fate }) => [opening.session.sessionId, fate]);
    expect(newest).toEqual([
      ['pending', 'pending'],
      ['rejected', 'rejected'],
      ['sent', 'sent'],
      ['capacity', 'capacity'],
      ['fee', 'fee'],
    ]);
    expect(pincode).toEqual({
      subscription: expect.objectContaining({ pincode: '560034' }),
      lastGoodMs: null,
      intervalMs: null,
      failure: '',
      counts: {},
      newest: [],
    });
  });

  it('speaks of the last day alone', async () => {
    const { id } = await signUp();
    sight('yesterday');
    nowMs += DAY;
    expect((await service.why(id))?.[0]?.counts).toEqual({ pending: 1 });
    nowMs += 1;
    expect((await service.why(id))?.[0]?.counts).toEqual({});
  });

  it('judges what grew by what it grew to, as the promise does', async () => {
    const { id } = await signUp({ minCapacity: 10 });
    sight('a', { capacity: { '1': 3 } });
    expect((await service.why(id))?.[0]?.counts).toEqual({ capacity: 1 });
    sight('a', { capacity: { '1': 12 } });
    sight('a', { capacity: { '1': 2 } });
    expect((await service.why(id))?.[0]?.counts).toEqual({ pending: 1 });
  });

  it('knows the area that is polled for a pincode', async () => {
    const { id } = await signUp({ areaId: null, pincode: '560011' });
    expect((await service.why(id))?.[0]).toMatchObject(HEALTH);
  });
});

describe('a database that is locked', () => {
  it('is waited for, a moment at a time, and no longer than a person waits', async () => {
    const { id } = await signUp();
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    let sleeps = 0;
    onSleep = () => {
      sleeps += 1;
      if (sleeps === 3) other.exec('COMMIT');
    };
    expect(await service.setQuiet(id, { fromHour: 22, toHour: 7 })).toMatchObject({
      quiet: { fromHour: 22 },
    });
    expect(sleeps).toBe(3);

    other.exec('BEGIN IMMEDIATE');
    onSleep = () => undefined;
    const fromMs = nowMs;
    await expect(service.setQuiet(id, null)).rejects.toThrow(StoreError);
    expect(nowMs - fromMs).toBeGreaterThanOrEqual(5_000);
    other.exec('COMMIT');
    other.close();
  });
});
