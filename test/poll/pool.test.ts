// The polling worker as the engine runs it: a real thread, the CoWIN source, a server with CoWIN's shape.
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { NovelBatch } from '../../src/core/batch.ts';
import { istDateOf } from '../../src/core/ist.ts';
import { UNLIMITED_PACE } from '../../src/core/pace-setting.ts';
import { type PollWorker, type PollWorkerOptions, startPollWorker } from '../../src/poll/pool.ts';
import type { PollReport, PollStats, Watch, WorkerSettings } from '../../src/poll/protocol.ts';
import { type Loopback, loopback, until } from './loopback.ts';

const WORKER = new URL('../../src/poll-worker.ts', import.meta.url);
const AREA = { id: 'cowin:294', sourceId: 'cowin', name: 'BBMP', region: 'Karnataka' };

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Rig {
  readonly worker: PollWorker;
  readonly server: Loopback;
  readonly batches: NovelBatch[];
  readonly reports: PollReport[];
  readonly crashes: Error[];
  latest(): PollStats | undefined;
  setCapacity(capacity: number): void;
}

async function rig(
  more: Partial<PollWorkerOptions> = {},
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
  const worker = startPollWorker({
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
  cleanups.push(() => worker.stop());
  return {
    worker,
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

describe('the polling worker', () => {
  it('brings an opening from the wire to the sink, and tells its figures', async () => {
    const { worker, batches, reports, latest, setCapacity, crashes } = await rig();
    worker.watch(watches());
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
    const { worker, server, batches, setCapacity, crashes } = await rig({
      sink: { take: () => new Promise(() => undefined) },
    });
    setCapacity(5);
    worker.watch([...watches(), { area: { ...AREA, id: 'cowin:1' }, weight: 1, open: [] }]);
    await until('calls', () => server.requests.length >= 2);
    server.answer(() => undefined);
    const startedMs = performance.now();
    await worker.stop();
    await worker.stop();
    expect(performance.now() - startedMs).toBeLessThan(1000);
    expect(batches).toEqual([]);
    expect(crashes).toEqual([]);
  });

  it('pauses and resumes', async () => {
    const { worker, server } = await rig();
    worker.watch(watches());
    await until('calls', () => server.requests.length > 2);
    worker.pause();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = server.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.requests.length).toBe(before);
    worker.resume();
    await until('more calls', () => server.requests.length > before);
  });

  it('a bug in the thread is told once, so that the process can end', async () => {
    const { crashes } = await rig({}, { sourceId: 'no-such-source' });
    await until('the crash', () => crashes.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(crashes.map((error) => error.message)).toEqual(['there is no source "no-such-source"']);
  });

  it('a bug while polling is told as well', async () => {
    const { worker, crashes } = await rig();
    worker.watch([{ area: { ...AREA, id: 'mars:1' }, weight: 1, open: [] }]);
    await until('the crash', () => crashes.length > 0);
    expect(crashes).toHaveLength(1);
  });

  it('a sink that throws is a bug: told, and nothing is remembered', async () => {
    const { worker, crashes, setCapacity } = await rig({
      sink: { take: () => Promise.reject(new Error('the sink broke')) },
    });
    setCapacity(5);
    worker.watch(watches());
    await until('the crash', () => crashes.length > 0);
    expect(crashes[0]?.message).toBe('the sink broke');
  });
});
