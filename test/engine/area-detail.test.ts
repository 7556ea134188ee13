// One area looked at closely: what is open, what is gone, at which hours slots tend to open, and what a look costs.
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import { addDays, istDateOf } from '../../src/core/ist.ts';
import { areaDetailOf } from '../../src/engine/area-detail.ts';
import { AREA_HISTORY_SQL } from '../../src/store/slots/area-history.ts';
import type { Store } from '../../src/store/store.ts';
import {
  BBMP,
  batch,
  DAY,
  finishFanOut,
  freshStore,
  MINUTE,
  NOON,
  session,
  storeAt,
  TODAY,
  tempDir,
} from '../store/kit.ts';

const HOUR = 60 * MINUTE;
const at = (nowMs: number): Clock => ({ ...systemClock, wallMs: () => nowMs });
const look = (store: Store, nowMs: number, areaId = BBMP) =>
  areaDetailOf(store.areaHistory, at(nowMs), areaId);

/** Opens a slot for the day after next. */
function opens(store: Store, sessionId: string, atMs: number, areaId = BBMP): void {
  const date = addDays(istDateOf(atMs), 2);
  store.slots.record(batch(atMs, [session({ sessionId, date, areaId })]), atMs);
  finishFanOut(store, atMs);
}

function goes(store: Store, atMs: number, ...sessionIds: string[]): void {
  store.slots.record(batch(atMs, [], sessionIds), atMs);
  finishFanOut(store, atMs);
}

const names = (openings: readonly { readonly openingKey: string }[]) =>
  openings.map(({ openingKey }) => openingKey.split(':')[1]);

describe('an area looked at', () => {
  it('shows what is open now, and apart from it what is gone, the newest first; nothing of others', async () => {
    const store = freshStore();
    opens(store, 'first', NOON);
    opens(store, 'second', NOON + MINUTE);
    opens(store, 'third', NOON + 2 * MINUTE);
    opens(store, 'elsewhere', NOON, 'cowin:395');
    goes(store, NOON + 5 * MINUTE, 'third');
    goes(store, NOON + 6 * MINUTE, 'first');
    opens(store, 'fourth', NOON + 7 * MINUTE);
    const { areaId, open, gone } = await look(store, NOON + 8 * MINUTE);
    expect(areaId).toBe(BBMP);
    expect(names(open)).toEqual(['fourth', 'second']);
    expect(names(gone)).toEqual(['first', 'third']);
    expect(gone[0]).toMatchObject({
      openedAtMs: NOON,
      closedAtMs: NOON + 6 * MINUTE,
      session: { centre: { name: 'Jayanagar UPHC' } },
    });
  });

  it('counts what opened by the hour of the day in India, over the days since the first of it', async () => {
    const store = freshStore();
    const midnight = NOON - 12 * HOUR;
    opens(store, 'late', midnight - 1);
    opens(store, 'early', midnight);
    opens(store, 'noon', NOON);
    opens(store, 'noon too', NOON + HOUR - 1);
    opens(store, 'one', NOON + HOUR);
    goes(store, NOON + HOUR, 'noon');
    const { byHour, overDays } = await look(store, NOON + 2 * HOUR);
    expect(byHour).toHaveLength(24);
    expect(Object.entries(byHour).filter(([, count]) => count > 0)).toEqual([
      ['0', 1],
      ['12', 2],
      ['13', 1],
      ['23', 1],
    ]);
    expect(overDays).toBe(2);
  });

  it('shows no slot as open whose day is past, and counts no day of which not everything is kept', async () => {
    const store = freshStore();
    const date = addDays(TODAY, 30);
    store.slots.record(batch(NOON, [session({ sessionId: 'far', date })]), NOON);
    opens(store, 'near', NOON);
    expect(names((await look(store, NOON + 5 * DAY)).open)).toEqual(['far']);
    expect((await look(store, NOON + 30 * DAY)).byHour[12]).toBe(2);
    expect(await look(store, NOON + 30 * DAY)).toMatchObject({ overDays: 31 });
    expect(await look(store, NOON + 31 * DAY)).toMatchObject({ overDays: 0 });
    expect((await look(store, NOON + 31 * DAY)).byHour[12]).toBe(0);
  });

  it('is empty where nothing was ever seen', async () => {
    expect(await look(freshStore(), NOON, 'cowin:1')).toEqual({
      areaId: 'cowin:1',
      open: [],
      gone: [],
      byHour: Array.from({ length: 24 }, () => 0),
      overDays: 0,
    });
  });
});

describe('a look at a large district in a large country', () => {
  it('finds its rows by area and day, shows a bounded number, and holds up nobody', async () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    const store = storeAt(path);
    const sql = new Database(path);
    // Thirty-five days of a district with 800 sessions a day that opened eight times each, and the same elsewhere.
    sql.exec(`
      WITH RECURSIVE day (n) AS (SELECT -30 UNION ALL SELECT n + 1 FROM day WHERE n < 4),
        slot (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM slot WHERE n < 800)
      INSERT INTO sessions (source_id, session_id, area_id, centre_id, centre_name, address, block, district, state,
        pincode, date, vaccine, age_min_years, fee_type, times)
      SELECT 'cowin', a || d.n || '-' || s.n, a, s.n, 'Jayanagar UPHC', '12th Main Road', 'South', 'BBMP',
        'Karnataka', '560011', date('${TODAY}', d.n || ' days'), 'COVAXIN', 18, 'free', '[]'
      FROM day d, slot s, (SELECT '${BBMP}' AS a UNION ALL SELECT 'cowin:395');
      WITH RECURSIVE epoch (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM epoch WHERE n < 8)
      INSERT INTO openings (key, session, dose, epoch, cools, opened_ms, seen_ms, closed_ms, closed_why,
        first_capacity, capacity, peak_capacity)
      SELECT 'cowin:' || s.id || ':1:' || e.n, s.id, '1', e.n, 0, t, t, iif(s.date >= '${TODAY}' AND e.n = 8, NULL, t + 1),
        iif(s.date >= '${TODAY}' AND e.n = 8, NULL, 'gone'), 5, 5, 5
      FROM epoch e, (
        SELECT id, date, (unixepoch(date) * 1000 - ${2 * DAY} + id % 20 * ${HOUR}) AS t FROM sessions
      ) s;
      INSERT INTO slots (session, dose, capacity, open, epoch, peak_band, opening)
      SELECT session, '1', 5, 1, 8, 1, id FROM openings WHERE closed_ms IS NULL;
    `);
    const plans = Object.fromEntries(
      Object.entries(AREA_HISTORY_SQL).map(([step, text]) => [
        step,
        sql
          .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`)
          .all(...(step === 'open' ? [{ areaId: BBMP, today: TODAY, limit: 9 }] : [BBMP, TODAY]))
          .map(({ detail }) => detail)
          .join('\n'),
      ]),
    );
    sql.close();
    expect(plans.open).toMatch(/SEARCH s USING COVERING INDEX sessions_by_area \(area_id=\? AND date>\?\)/);
    expect(plans.open).toMatch(/SEARCH x USING INDEX slots_open \(session=\?\)/);
    expect(plans.ofDay).toMatch(/SEARCH s USING COVERING INDEX sessions_by_area \(area_id=\? AND date=\?\)/);
    expect(plans.ofDay).toMatch(/SEARCH o USING INDEX openings_by_session \(session=\?\)/);
    expect(plans.nextDay).toMatch(/USING COVERING INDEX sessions_by_area/);
    expect(Object.values(plans).join()).not.toContain('SCAN');

    let turns = 0;
    let done = false;
    const others = (async () => {
      for (; !done; turns += 1) await setImmediate();
    })();
    const { open, gone, byHour, overDays } = await look(store, NOON);
    done = true;
    await others;
    expect([open.length, gone.length, overDays]).toEqual([200, 50, 31]);
    expect(byHour.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(100_000);
    // Others had their turn again and again while the days were read.
    expect(turns).toBeGreaterThanOrEqual(5);
  }, 60_000);
});
