// What opened lately in a place, and what became of it for somebody.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { addDays, type IstDate, istDateOf } from '../../../src/core/ist.ts';
import type { ClaimedMessage } from '../../../src/core/outbox.ts';
import type { Session } from '../../../src/core/session.ts';
import { HISTORY_SQL } from '../../../src/store/slots/history.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  BBMP,
  batch,
  claim,
  DAY,
  deliver,
  finishFanOut,
  freshStore,
  MINUTE,
  NOON,
  session,
  settle,
  storeAt,
  tempDir,
  wish,
} from '../kit.ts';

const AREA = { areaId: BBMP, pincode: null };

function sight(store: Store, atMs: number, sessionId: string, changes: Partial<Session> = {}): void {
  const date = addDays(istDateOf(atMs), 2);
  store.slots.record(batch(atMs, [session({ sessionId, date, ...changes })]), atMs);
  finishFanOut(store, atMs);
}

function gone(store: Store, atMs: number, ...sessionIds: string[]): void {
  store.slots.record(batch(atMs, [], sessionIds), atMs);
}

function keys(
  store: Store,
  place: { areaId: string | null; pincode: string | null },
  sinceMs = 0,
  limit = 99,
) {
  return store.history
    .openings({ place, sinceMs, limit })
    .map(({ openingKey }) => openingKey.replace('cowin:', ''));
}

describe('the openings of a place', () => {
  it('come newest first, each with how it stands', () => {
    const store = freshStore();
    sight(store, NOON, 'a', { capacity: { '1': 5 } });
    sight(store, NOON + 1, 'a', { capacity: { '1': 30 } });
    sight(store, NOON + 2, 'a', { capacity: { '1': 7 } });
    sight(store, NOON + MINUTE, 'b');
    gone(store, NOON + 2 * MINUTE, 'b');
    const { capacity: _, ...facts } = session({ sessionId: 'a', date: '2021-05-10' as IstDate });
    expect(store.history.openings({ place: AREA, sinceMs: 0, limit: 9 })).toEqual([
      expect.objectContaining({ openingKey: 'cowin:b:1:1', closedAtMs: NOON + 2 * MINUTE }),
      {
        openingKey: 'cowin:a:1:1',
        session: facts,
        dose: '1',
        capacity: 7,
        peakCapacity: 30,
        openedAtMs: NOON,
        seenAtMs: NOON + 2,
        closedAtMs: null,
      },
    ]);
  });

  it('are those of an area, of a pincode wherever it lies, or of a pincode in an area', () => {
    const store = freshStore();
    for (const [name, areaId, pincode] of [
      ['a', BBMP, '560011'],
      ['b', BBMP, '560034'],
      ['c', 'cowin:265', '560011'],
    ] as const) {
      sight(store, NOON, name, session({ areaId, pincode, sessionId: name }));
    }
    expect(keys(store, AREA)).toEqual(['b:1:1', 'a:1:1']);
    expect(keys(store, { areaId: null, pincode: '560011' })).toEqual(['c:1:1', 'a:1:1']);
    expect(keys(store, { areaId: BBMP, pincode: '560011' })).toEqual(['a:1:1']);
    expect(keys(store, { areaId: null, pincode: null })).toEqual([]);
  });

  it('reach back to a time, and are no more than asked for', () => {
    const store = freshStore();
    for (const n of [0, 1, 2, 3]) sight(store, NOON + n, `s${n}`);
    expect(keys(store, AREA, NOON + 1)).toEqual(['s3:1:1', 's2:1:1', 's1:1:1']);
    expect(keys(store, AREA, NOON, 2)).toEqual(['s3:1:1', 's2:1:1']);
  });

  it('include what is of a day that has passed since it opened', () => {
    const store = freshStore();
    sight(store, NOON, 'today', { date: istDateOf(NOON) });
    store.slots.forgetPast(istDateOf(NOON + DAY), NOON + DAY);
    expect(keys(store, AREA, NOON)).toEqual(['today:1:1']);
  });

  it('leave out doses that are told under another name since', () => {
    const store = freshStore();
    sight(store, NOON, 'a', { capacity: { any: 9 } });
    sight(store, NOON + 1, 'a', { capacity: { '1': 9, '2': 0 } });
    expect(keys(store, AREA)).toEqual(['a:1:1']);
  });

  it('say for one person how each ended, and what was never owed', () => {
    const store = freshStore();
    store.subscribers.add(wish('ann'), NOON);
    store.subscribers.add(wish('bob', { dose: '2' }), NOON);
    sight(store, NOON, 'sent');
    expect(deliver(store, NOON)).toEqual(['ann: 1:1']);
    sight(store, NOON + 1, 'rejected');
    settle(store, claim(store, NOON + 1)[0] as ClaimedMessage, { kind: 'rejected', why: 'x' }, NOON + 1);
    sight(store, NOON + 2, 'expired');
    gone(store, NOON + 3, 'expired');
    sight(store, NOON + 4, 'pending');
    const fates = (id: number) =>
      store.history
        .fates(id, { place: AREA, sinceMs: NOON, limit: 9 })
        .map(({ opening, state }) => `${opening.session.sessionId} ${state}`);
    expect(fates(1)).toEqual(['pending pending', 'expired expired', 'rejected rejected', 'sent sent']);
    expect(fates(2)).toEqual(['pending null', 'expired null', 'rejected null', 'sent null']);
  });
});

describe('a large history', () => {
  it('is read by the place and the days to come alone', () => {
    const path = join(tempDir(), 'vaccine-watch.db');
    storeAt(path).close();
    const sql = new Database(path);
    // A month of 300 sessions a day in one district, all opened once, among as many elsewhere.
    sql.exec(`
      WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 17999)
      INSERT INTO sessions (source_id, session_id, area_id, centre_id, centre_name, address, block, district, state,
        pincode, date, vaccine, age_min_years, fee_type, times)
      SELECT 'cowin', 's' || i, 'cowin:' || (294 + i % 2), '', '', '', '', '', '', printf('%06d', 560000 + i % 100),
        date('2021-05-10', '-' || (i / 600) || ' days'), 'COVAXIN', 18, 'free', '[]' FROM n;
      INSERT INTO openings (key, session, dose, epoch, cools, opened_ms, seen_ms, first_capacity, capacity, peak_capacity)
      SELECT 'cowin:s' || id, id, '1', 1, 0, ${NOON} - (id / 600) * ${DAY} - id, 0, 1, 1, 1 FROM sessions;
    `);
    const asked = { fromDate: '2021-05-08', sinceMs: NOON - DAY, limit: 50, subscriber: 1 };
    const area = { ...asked, areaId: BBMP, pincode: null };
    const pincode = { ...asked, areaId: null, pincode: '560011' };
    const planOf = (query: string, values: object) =>
      sql
        .prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${query}`)
        .all(values)
        .map(({ detail }) => detail)
        .join('\n');
    const plans = [planOf(HISTORY_SQL.area, area), planOf(HISTORY_SQL.pincode, pincode)];
    sql.exec('ANALYZE');
    expect([planOf(HISTORY_SQL.area, area), planOf(HISTORY_SQL.pincode, pincode)]).toEqual(plans);
    sql.close();
    expect(plans[0]).toMatch(/SEARCH s USING INDEX sessions_by_area \(area_id=\? AND date>\?\)/);
    expect(plans[1]).toMatch(/SEARCH s USING INDEX sessions_by_pincode \(pincode=\? AND date>\?\)/);
    for (const plan of plans) {
      expect(plan).toMatch(/SEARCH o USING INDEX openings_by_session \(session=\?\)/);
      expect(plan).toMatch(/SEARCH d USING INDEX deliveries_once \(opening=\? AND subscriber=\?\)/);
      expect(plan).not.toContain('SCAN');
    }
    const store = storeAt(path);
    const startedMs = performance.now();
    expect(store.history.openings({ place: AREA, sinceMs: NOON - DAY, limit: 50 })).toHaveLength(50);
    // A scan of the country would take a hundred times as long.
    expect(performance.now() - startedMs).toBeLessThan(100);
  });
});
