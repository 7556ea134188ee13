// News on its way into a real database that another process locks: nothing blocks, nothing is lost, and it is said.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { istDateOf } from '../../src/core/ist.ts';
import { NO_FILTERS } from '../../src/core/subscription.ts';
import { createRecorder, type Recorder } from '../../src/engine/recorder.ts';
import { localRecords } from '../../src/engine/records.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { aCentre, aSession, calendarBody } from '../support/cowin-bodies.ts';

const source = cowinSource();
const TODAY = istDateOf(Date.now());
const [year, month, day] = TODAY.split('-');

function newsOf(sessionId: string) {
  const body = calendarBody(aCentre([aSession({ session_id: sessionId, date: `${day}-${month}-${year}` })]));
  const answer = source.parse(body, source.target('cowin:294', TODAY));
  if (!answer.ok) throw new Error(answer.why);
  return { areaId: 'cowin:294', answeredAtMs: Date.now(), sessions: answer.sessions, absent: [] };
}

async function until(what: string, done: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !done(); tries++) await systemClock.sleep(25);
  expect(done(), what).toBe(true);
}

describe('while another process keeps the database locked', () => {
  let folder: string;
  let store: Store;
  let recorder: Recorder;
  let other: Database.Database;
  let events: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vw-recorder-'));
    const path = join(folder, 'vaccine-watch.db');
    store = openStore(path, source, { busyMs: 20 });
    other = new Database(path);
    events = [];
    recorder = createRecorder({
      store,
      source,
      clock: systemClock,
      log: (_level, event) => events.push(event),
      onFeed: () => undefined,
      onOwed: () => undefined,
      onBug: (error) => {
        throw error;
      },
    });
  });
  afterEach(() => {
    recorder.stop();
    other.close();
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('refuses news without holding up the thread, says why, and takes it afterwards', async () => {
    other.exec('BEGIN IMMEDIATE');
    const fromMs = performance.now();
    for (let poll = 0; poll < 50; poll++) expect(await recorder.take(newsOf('s1'))).toBe('refused');
    expect(performance.now() - fromMs).toBeLessThan(1_000);
    expect(recorder.trouble()).toMatch(/locked/);
    expect(events).toEqual(['store.refused']);
    other.exec('ROLLBACK');
    await systemClock.sleep(300);
    expect(await recorder.take(newsOf('s1'))).toBe('recorded');
    expect(recorder.trouble()).toBe('');
    expect(events.at(-1)).toBe('store.recovered');
  });

  it('tells a newcomer who joined meanwhile, once it can', async () => {
    await recorder.take(newsOf('s1'));
    const wish = {
      channel: 'email',
      address: 'a@example.org',
      place: { areaId: 'cowin:294', pincode: null },
    } as const;
    store.subscribers.add({ ...wish, filters: NO_FILTERS }, Date.now());
    other.exec('BEGIN IMMEDIATE');
    recorder.join(['cowin:294']);
    await until('the lock is met', () => recorder.trouble() !== '');
    expect(store.deliveries.list({})).toEqual([]);
    other.exec('ROLLBACK');
    await until('the newcomer is told', () => store.deliveries.list({}).length > 0);
  });

  it('lets a person wait a little instead of refusing at once', async () => {
    const records = localRecords({ store, clock: systemClock });
    other.exec('BEGIN IMMEDIATE');
    const adding = records.addSubscription({
      channel: 'email',
      address: 'b@example.org',
      place: { areaId: 'cowin:294', pincode: null },
      filters: NO_FILTERS,
    });
    await systemClock.sleep(300);
    other.exec('ROLLBACK');
    expect((await adding).added).toBe(true);
  });
});
