// Polling as the engine runs it: real threads, the CoWIN source, a server with CoWIN's shape.
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { NovelBatch } from '../../src/core/batch.ts';
import { istDateOf } from '../../src/core/ist.ts';
import { type PaceSetting, parsePace, UNLIMITED_PACE } from '../../src/core/pace-setting.ts';
import { type PollPool, type PollPoolOptions, startPollPool, threadsFor } from '../../src/poll/pool.ts';
import type { PollReport, PollStats, Watch, WorkerSettings } from '../../src/poll/protocol.ts';
import { type Loopback, loopback, until } from './loopback.ts';

const WORKER = new URL('../../src/poll-worker.ts', import.meta.url);
const AREA = { id: 'cowin:294', sourceId: 'cowin', name: 'BBMP', region: 'Karnataka' };

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Rig {
  readonly pool: PollPool;
  readonly server: Loopback;
  readonly batches: NovelBatch[];
  readonly reports: PollReport[];
  readonly crashes: Error[];
  latest(): PollStats | undefined;
  setCapacity(capacity: number): void;
}

async function rig(
  more: Partial<PollPoolOptions> = {},
  settings: Partial<WorkerSettings> = {},
): Promise<Rig> {
  let capacity = 0;
  const server = await loopback((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify(calendar(capacity))));
  });
  const batches: NovelBatch[] = [];
  const reports: PollReport[] = [];
  const crashes: Error[] = [];
  let stats: PollStats | undefined;
  const pool = startPollPool({
    threads: 1,
    workerUrl: WORKER,
    settings: {
      sourceId: 'cowin',
      baseUrl: server.url,
      userAgent: 'test',
      pace: UNLIMITED_PACE,
      redis: null,
      noRedisWhy: 'no Redis in this test',
      generation: 'g',
      maxInFlight: 4,
      hangMs: 120_000,
      ...settings,
    },
    sink: {
      async take(batch) {
        batches.push(batch);
        return 'recorded';
      },
    },
    onReport: (report) => reports.push(report),
    onStats: (newest) => {
      stats = newest;
    },
    onLog: () => undefined,
    onCrash: (error) => crashes.push(error),
    ...more,
  });
  cleanups.push(() => server.close());
  cleanups.push(() => pool.stop());
  return {
    pool,
    server,
    batches,
    reports,
    crashes,
    latest: () => stats,
    setCapacity(next) {
      capacity = next;
    },
  };
}

function calendar(capacity: number): unknown {
  const [year, month, day] = istDateOf(Date.now()).split('-');
  return {
    centers: [
      {
        center_id: 1,
        name: 'Town Hall',
        address: '1 Main Road',
        state_name: 'Karnataka',
        district_name: 'BBMP',
        block_name: 'East',
        pincode: 560001,
        lat: 12,
        long: 77,
        from: '09:00:00',
        to: '18:00:00',
        fee_type: 'Free',
        sessions: [
          {
            session_id: '0c2b3a52-6a4c-4b0a-9d53-3f3f6a2a4f10',
            date: `${day}-${month}-${year}`,
            available_capacity: capacity,
            available_capacity_dose1: capacity,
            available_capacity_dose2: 0,
            min_age_limit: 18,
            vaccine: 'COVAXIN',
            slots: ['09:00AM-11:00AM'],
          },
        ],
      },
    ],
  };
}

const watches = (open: Watch['open'] = []): Watch[] => [{ area: AREA, weight: 1, open }];

describe('the polling threads', () => {
  it('brings an opening from the wire to the sink, and tells its figures', async () => {
    const { pool, batches, reports, latest, setCapacity, crashes } = await rig();
    pool.watch(watches());
    await until('a settled answer', () => reports.some((report) => report.settled));
    setCapacity(12);
    const opened = () =>
      batches.filter((batch) => batch.sessions.some((session) => session.capacity['1'] === 12)).length;
    await until('the opening', () => opened() === 1);
    await until('figures', () => (latest()?.unchanged ?? 0) > 20);
    expect(opened()).toBe(1);
    expect(latest()).toMatchObject({
      failed: {},
      problems: {},
      pace: { setting: 'unlimited', breaker: 'closed' },
      dedupe: { mode: 'in-process', detail: 'no Redis in this test' },
      areas: [{ id: 'cowin:294', failure: '' }],
    });
    expect(crashes).toEqual([]);
  });

  it('stops at once, with calls that nobody answers and news that nobody took', async () => {
    const { pool, server, batches, setCapacity, crashes } = await rig({
      sink: { take: () => new Promise(() => undefined) },
    });
    setCapacity(5);
    pool.watch([...watches(), { area: { ...AREA, id: 'cowin:1' }, weight: 1, open: [] }]);
    await until('calls', () => server.requests.length >= 2);
    server.answer(() => undefined);
    const startedMs = performance.now();
    await pool.stop();
    await pool.stop();
    expect(performance.now() - startedMs).toBeLessThan(1000);
    expect(batches).toEqual([]);
    expect(crashes).toEqual([]);
  });

  it('pauses and resumes', async () => {
    const { pool, server } = await rig();
    pool.watch(watches());
    await until('calls', () => server.requests.length > 2);
    pool.pause();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = server.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.requests.length).toBe(before);
    pool.resume();
    await until('more calls', () => server.requests.length > before);
  });

  it('a bug in the thread is told once, so that the process can end', async () => {
    const { crashes } = await rig({}, { sourceId: 'no-such-source' });
    await until('the crash', () => crashes.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(crashes.map((error) => error.message)).toEqual(['there is no source "no-such-source"']);
  });

  it('a bug while polling is told as well', async () => {
    const { pool, crashes } = await rig();
    pool.watch([{ area: { ...AREA, id: 'mars:1' }, weight: 1, open: [] }]);
    await until('the crash', () => crashes.length > 0);
    expect(crashes).toHaveLength(1);
  });

  it('a sink that throws is a bug: told, and nothing is remembered', async () => {
    const { pool, crashes, setCapacity } = await rig({
      sink: { take: () => Promise.reject(new Error('the sink broke')) },
    });
    setCapacity(5);
    pool.watch(watches());
    await until('the crash', () => crashes.length > 0);
    expect(crashes[0]?.message).toBe('the sink broke');
  });

  describe('several threads', () => {
    const areas = [1, 2, 3, 4, 5, 6].map((id) => ({ ...AREA, id: `cowin:${id}` }));
    const all: Watch[] = areas.map((area) => ({ area, weight: 1, open: [] }));

    it('share the areas, and tell their figures as one', async () => {
      const { pool, latest, batches, setCapacity, server } = await rig({ threads: 3 });
      pool.watch(all);
      await until('an answer for each', () => latest()?.areas.filter((area) => area.lastGoodMs).length === 6);
      setCapacity(7);
      const told = () => new Set(batches.filter((batch) => batch.sessions.length > 0).map((b) => b.areaId));
      await until('the opening in each', () => told().size === 6);
      await until('the figures of both', () => (latest()?.calls ?? 0) > 12);
      const { calls, areas: polled, latencyP50Ms } = latest() as PollStats;
      expect(polled.map((area) => area.id).sort()).toEqual(areas.map((area) => area.id));
      expect(calls).toBeGreaterThan(12);
      expect(calls).toBeLessThanOrEqual(server.requests.length);
      expect(latencyP50Ms).toBeGreaterThan(0);
    });

    it('an area stays where its last answer is known when others come and go', async () => {
      const { pool, batches, setCapacity, latest } = await rig({ threads: 2 });
      setCapacity(3);
      pool.watch(all.slice(0, 3));
      const told = (id: string) => batches.filter((batch) => batch.areaId === id).length;
      await until('the openings', () => [1, 2, 3].every((id) => told(`cowin:${id}`) > 0));
      pool.watch(all.slice(1));
      await until('the new ones', () => [4, 5, 6].every((id) => told(`cowin:${id}`) > 0));
      const before = latest()?.calls ?? 0;
      await until('more calls', () => (latest()?.calls ?? 0) > before + 50);
      expect(areas.map(({ id }) => told(id))).toEqual([1, 1, 1, 1, 1, 1]);
      // Each thread tells its own in its own time.
      const polled = () => new Set(latest()?.areas.map((area) => area.id));
      await until('its areas', () => !polled().has('cowin:1') && polled().size === 5);
    });

    it('keep to the pace together', async () => {
      const pace = parsePace('60/1s') as PaceSetting;
      const { pool, server, latest } = await rig({ threads: 3 }, { pace, maxInFlight: 12 });
      pool.watch(all);
      await until('calls', () => server.requests.length > 10);
      const from = server.requests.length;
      const startedMs = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const perS = ((server.requests.length - from) * 1000) / (performance.now() - startedMs);
      expect(perS).toBeLessThan(63);
      expect(perS).toBeGreaterThan(30);
      expect(latest()?.pace).toMatchObject({ setting: '60/1s', settingPerS: expect.closeTo(60, 5) });
    });

    it('one that breaks is told once', async () => {
      const { pool, crashes } = await rig({ threads: 3 });
      pool.watch([...all, { area: { ...AREA, id: 'mars:1' }, weight: 1, open: [] }]);
      await until('the crash', () => crashes.length > 0);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(crashes).toHaveLength(1);
    });

    it.each([
      ['100/5m', 8, 1],
      ['10000/1s', 8, 1],
      ['10001/1s', 8, 2],
      ['1000000/1s', 4, 3],
      ['unlimited', 8, 7],
      ['unlimited', 2, 1],
      ['unlimited', 1, 1],
    ])('a pace of %s on %i cores is worth %i', (pace, cores, threads) => {
      expect(threadsFor(parsePace(pace) as PaceSetting, cores)).toBe(threads);
    });
  });
});
