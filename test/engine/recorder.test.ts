// News on its way into a real database: together, in time, and when another process locks it: nothing blocks, nothing is
// lost, and it is said.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { istDateOf } from '../../src/core/ist.ts';
import type { NewSubscription } from '../../src/core/records.ts';
import { NO_FILTERS } from '../../src/core/subscription.ts';
import { createRecorder, type RecorderOptions } from '../../src/engine/recorder.ts';
import { localRecords } from '../../src/engine/records.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';
import { openStore } from '../../src/store/store.ts';
import { aCentre, aSession, calendarBody } from '../support/cowin-bodies.ts';
import { scratchFolder } from '../support/scratch.ts';

const source = cowinSource();
const TODAY = istDateOf(Date.now());
const [year, month, day] = TODAY.split('-');

function wishOf(address: string, areaId: string): NewSubscription {
  return { channel: 'email', address, place: { areaId, pincode: null }, filters: NO_FILTERS };
}

function newsOf(sessionId: string, areaId = 'cowin:294') {
  const body = calendarBody(
    aCentre([
      aSession({ session_id: sessionId, date: `${day}-${month}-${year}`, available_capacity_dose2: 0 }),
    ]),
  );
  const answer = source.parse(body, source.target(areaId, TODAY));
  if (!answer.ok) throw new Error(answer.why);
  return { areaId, answeredAtMs: Date.now(), sessions: answer.sessions, absent: [] };
}

/** A recorder on a database of its own, and what it said; `other` is another process at the same database. */
function rig(options: Partial<RecorderOptions> = {}) {
  const folder = scratchFolder('vw-recorder-');
  const path = join(folder, 'vaccine-watch.db');
  const store = openStore(path, source, { busyMs: 20 });
  const other = new Database(path);
  const events: string[] = [];
  const feed: string[] = [];
  const recorder = createRecorder({
    store,
    source,
    clock: systemClock,
    log: (_level, event) => events.push(event),
    onFeed: (items) => feed.push(...items.map(({ kind, areaName }) => `${kind} in ${areaName}`)),
    onOwed: () => undefined,
    onBug: (error) => {
      throw error;
    },
    ...options,
  });
  onTestFinished(() => {
    recorder.stop();
    other.close();
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { store, recorder, other, events, feed };
}

async function until(what: string, done: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !done(); tries++) await systemClock.sleep(25);
  expect(done(), what).toBe(true);
}

describe('news from many areas at once', () => {
  it('is answered when it can be found in the database, not before, and each answer on its own', async () => {
    const { store, recorder, feed } = rig();
    const answers = ['s1', 's2', 's3'].map((id) => recorder.take(newsOf(id)));
    expect(store.slots.openSlotCounts().size).toBe(0);
    expect(await Promise.race(answers)).toBe('recorded');
    expect(store.slots.openSlotCounts()).toEqual(new Map([['cowin:294', 3]]));
    expect(await Promise.all(answers)).toEqual(['recorded', 'recorded', 'recorded']);
    expect(feed).toEqual(Array.from({ length: 3 }, () => 'opened in BBMP'));
  });

  it('is recorded but for the one answer that has met a bug of ours', async () => {
    const { store, recorder } = rig();
    const bad = newsOf('bad');
    const broken = { ...bad, sessions: bad.sessions.map((one) => ({ ...one, capacity: { '1': 0.5 } })) };
    const answers = [recorder.take(newsOf('s1')), recorder.take(broken), recorder.take(newsOf('s2'))];
    const [first, second, third] = await Promise.allSettled(answers);
    expect([first?.status, second?.status, third?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(store.slots.openSlotCounts()).toEqual(new Map([['cowin:294', 2]]));
  });

  it('does not wait while an opening is carried to a crowd', async () => {
    const { store, recorder } = rig();
    const crowd = 20_000;
    store.subscribers.addAll(
      Array.from({ length: crowd }, (_, n) => wishOf(`p${n}@example.org`, 'cowin:294')),
      Date.now(),
    );
    store.subscribers.add(wishOf('small@example.org', 'cowin:265'), Date.now());
    await recorder.take(newsOf('large'));
    await recorder.take(newsOf('small', 'cowin:265'));
    const { pending } = store.outbox.counts('email');
    expect(pending).toBeLessThan(crowd);
    const [mine] = store.subscribers.list({ search: 'small' });
    expect(store.deliveries.list({ subscriberId: mine?.id ?? 0 })).toHaveLength(1);
    await until('everybody is owed it', () => store.outbox.counts('email').pending === crowd + 1);
  });

  it('is recorded in full, however much comes at once', async () => {
    const { store, recorder } = rig();
    const answers = Array.from({ length: 400 }, (_, at) => recorder.take(newsOf(`s${at}`)));
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['recorded']));
    expect(store.slots.openSlotCounts()).toEqual(new Map([['cowin:294', 400]]));
  });

  it('is refused once nobody listens any more', async () => {
    const { recorder } = rig();
    recorder.stop();
    expect(await recorder.take(newsOf('late'))).toBe('refused');
  });
});

describe('while another process keeps the database locked', () => {
  it('refuses news without holding up the thread, says why after some seconds, and takes it afterwards', async () => {
    let aheadMs = 0;
    const clock = { ...systemClock, monotonicMs: () => performance.now() + aheadMs };
    const { recorder, other, events } = rig({ clock });
    other.exec('BEGIN IMMEDIATE');
    const fromMs = performance.now();
    for (let poll = 0; poll < 50; poll++) expect(await recorder.take(newsOf('s1'))).toBe('refused');
    expect(performance.now() - fromMs).toBeLessThan(1_000);
    expect(recorder.trouble()).toBe('');
    aheadMs += 5_000;
    expect(await recorder.take(newsOf('s1'))).toBe('refused');
    expect(recorder.trouble()).toMatch(/locked/);
    expect(events).toEqual(['store.refused']);
    other.exec('ROLLBACK');
    await systemClock.sleep(300);
    expect(await recorder.take(newsOf('s1'))).toBe('recorded');
    expect(recorder.trouble()).toBe('');
    expect(events.at(-1)).toBe('store.recovered');
  });

  it('tells a newcomer who joined meanwhile, once it can', async () => {
    const { store, recorder, other } = rig();
    await recorder.take(newsOf('s1'));
    store.subscribers.add(wishOf('a@example.org', 'cowin:294'), Date.now());
    other.exec('BEGIN IMMEDIATE');
    recorder.join(['cowin:294']);
    expect(await recorder.take(newsOf('s2'))).toBe('refused');
    expect(store.deliveries.list({})).toEqual([]);
    other.exec('ROLLBACK');
    await until('the newcomer is told', () => store.deliveries.list({}).length > 0);
  });

  it('lets a person wait a little instead of refusing at once', async () => {
    const { store, other } = rig();
    const records = localRecords({ store, clock: systemClock });
    other.exec('BEGIN IMMEDIATE');
    const adding = records.addSubscription(wishOf('b@example.org', 'cowin:294'));
    await systemClock.sleep(300);
    other.exec('ROLLBACK');
    expect((await adding).added).toBe(true);
  });
});
