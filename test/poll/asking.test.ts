// When calls go out: the day they are asked for, the timer that lets the next one out, and who is asked nothing.
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { addDays, type IstDate, istDateOf } from '../../src/core/ist.ts';
import { type AreaMemory, createAreaMemories } from '../../src/poll/area-memory.ts';
import { createAsking } from '../../src/poll/asking.ts';
import type { FetchResult } from '../../src/poll/call.ts';
import type { ReadyRequest } from '../../src/poll/fetch.ts';
import { createPace } from '../../src/poll/pace.ts';
import { createPlan } from '../../src/poll/plan.ts';
import { createPollFigures } from '../../src/poll/poll-figures.ts';
import { createTally } from '../../src/poll/tally.ts';
import { fakeSource } from './fake-source.ts';

const MONDAY = '2021-05-10' as IstDate;

/** Everything but the wire: what would be called stands in `calls`. */
function rig(setting: { calls: number | null; perMs: number } = { calls: null, perMs: 1 }) {
  let nowMs = 0;
  let today = MONDAY;
  const alarms: { readonly atMs: number; go(): void }[] = [];
  const clock: Clock = {
    wallMs: () => Date.parse(`${today}T06:00:00Z`),
    monotonicMs: () => nowMs,
    sleep: (ms) => new Promise((resolve) => alarms.push({ atMs: nowMs + ms, go: resolve })),
  };
  const calls: string[] = [];
  const answers: ((result: FetchResult) => void)[] = [];
  const fetcher = {
    ready: ({ path }: { readonly path: string }) => ({ path, method: 'GET' }) as ReadyRequest,
    call(request: ReadyRequest, _known: unknown, done: (result: FetchResult) => void) {
      calls.push(decodeURIComponent(String(request.path)));
      answers.push(done);
    },
  };
  const plan = createPlan({ minIntervalMs: 5 });
  const pace = createPace({ setting, startedAtMs: 0, random: () => 0 } as Parameters<typeof createPace>[0]);
  const ended: AreaMemory[] = [];
  const memories = createAreaMemories(fakeSource(), { ...fetcher, close: async () => undefined }, (area) =>
    ended.push(area),
  );
  const areas = new Map<string, AreaMemory>();
  const end = new AbortController();
  const asking = createAsking({
    plan,
    pace,
    fetcher,
    clock,
    areas,
    today: () => today,
    setDay: memories.setDay,
    maxInFlight: 2,
    end: end.signal,
  });
  return {
    ...{ asking, plan, pace, memories, areas, calls, answers, ended, alarms, clock, end },
    watch(...ids: readonly string[]) {
      for (const id of ids) areas.set(id, memories.create(id, [], today));
      plan.set(ids.map((id) => ({ id, weight: 1 })));
    },
    /** The first area that was called is done. */
    finish(id: string) {
      plan.finished(id, nowMs);
      asking.ended();
    },
    pass(ms: number) {
      nowMs += ms;
    },
    sleepUntil(day: IstDate) {
      today = day;
    },
  };
}

describe('an area', () => {
  it('is asked for the day it is when the call goes out, and forgets what it held of the old one', () => {
    const { asking, areas, calls, watch, finish, pass, sleepUntil, memories } = rig();
    watch('a');
    asking.go();
    const area = areas.get('a') as AreaMemory;
    const body = { bytes: Buffer.from('x'), encoding: 'identity', etag: '"1"', kind: 'body' } as const;
    memories.know(area, { ...body, cache: { cacheControl: null, age: null } });
    expect(area.known).not.toBeNull();
    finish('a');
    pass(10);
    sleepUntil(addDays(MONDAY, 1));
    asking.go();
    expect(calls).toEqual(['/area?id=a&date=2021-05-10', '/area?id=a&date=2021-05-11']);
    expect(area).toMatchObject({ known: null, etag: null });
    expect(istDateOf(Date.parse('2021-05-11T06:00:00Z'))).toBe(area.target.firstDate);
  });

  it('with a body larger than is kept is read anew each time', () => {
    const { areas, watch, memories } = rig();
    watch('a');
    const area = areas.get('a') as AreaMemory;
    const cache = { cacheControl: null, age: null };
    memories.know(area, {
      kind: 'body',
      bytes: Buffer.alloc(300_000),
      encoding: 'identity',
      etag: '"1"',
      cache,
    });
    expect(area).toMatchObject({ known: null, etag: null });
  });

  it('holds one body after the other in the same room, as long as they are about as long', () => {
    const { areas, watch, memories } = rig();
    watch('a');
    const area = areas.get('a') as AreaMemory;
    const rooms = ['a body', 'one somewhat longer', 'short', 'x'.repeat(5_000), 'y', 'yes'].map((text) => {
      const bytes = Buffer.from(text);
      const cache = { cacheControl: null, age: null };
      memories.know(area, { kind: 'body', bytes, encoding: 'identity', etag: null, cache });
      bytes.fill(0);
      expect(area.known?.bytes.toString()).toBe(text);
      return area.known?.bytes.buffer;
    });
    expect(new Set(rooms)).toHaveLength(3);
    expect([rooms[1], rooms[2], rooms[5]]).toEqual([rooms[0], rooms[0], rooms[4]]);
  });

  it('that nobody watches any more is not asked, though its turn may have come', () => {
    const { asking, areas, calls, watch } = rig();
    watch('a');
    areas.clear();
    asking.go();
    expect(calls).toEqual([]);
  });
});

describe('calls', () => {
  it('wait for the earliest alarm only, and go out once it rings', async () => {
    const { asking, alarms, calls, watch, finish, pass } = rig({ calls: 1, perMs: 1_000 });
    watch('a');
    asking.go();
    expect(alarms.map(({ atMs }) => atMs)).toEqual([1_000]);
    asking.go();
    expect(alarms).toHaveLength(1);
    pass(1_000);
    alarms[0]?.go();
    await Promise.resolve();
    await Promise.resolve();
    expect(calls).toHaveLength(1);
    finish('a');
    asking.go();
    expect(alarms.map(({ atMs }) => atMs)).toEqual([1_000, 2_000]);
  });

  it('leave no timer behind each, while another area rests for a cache', async () => {
    const { asking, plan, alarms, calls, watch, finish, pass } = rig({ calls: 1, perMs: 1_000 });
    const ring = async () => {
      const last = alarms.at(-1);
      pass(1_000);
      last?.go();
      await Promise.resolve();
      await Promise.resolve();
    };
    watch('resting', 'polled');
    asking.go();
    await ring();
    plan.finished('resting', 1_000, { freshInMs: 290_000.1, cachedForMs: 300_000, aged: true });
    asking.ended();
    asking.go();
    for (let poll = 0; poll < 20; poll++) {
      await ring();
      finish('polled');
      asking.go();
    }
    expect(calls.map((path) => path.includes('id=polled'))).toEqual([false, ...Array(20).fill(true)]);
    const rang = alarms.filter(({ atMs }) => atMs <= 22_000);
    expect(rang).toHaveLength(22);
    expect(alarms.filter((alarm) => !rang.includes(alarm)).map(({ atMs }) => Math.round(atMs))).toEqual([
      291_000,
    ]);
  });

  it('do not go out while paused, nor after the end', () => {
    const { asking, calls, watch, end } = rig();
    watch('a', 'b', 'c');
    asking.pause();
    asking.go();
    expect(calls).toEqual([]);
    asking.resume();
    expect(calls).toHaveLength(2);
    end.abort();
    asking.ended();
    asking.go();
    expect(calls).toHaveLength(2);
  });
});

it('figures: latency is forgotten in slices, and the plan learns the pace that came about', () => {
  const { plan, pace, areas, clock, watch, pass } = rig();
  watch('a');
  const rates: (number | null)[] = [];
  const figures = createPollFigures({
    ...{ pace, areas, clock },
    tally: createTally(),
    health: { trouble: () => null },
    plan: { ...plan, rate: (perMs) => void rates.push(perMs) },
    seen: { state: () => ({ mode: 'in-process', state: 'ok', detail: '' }) },
  });
  figures.answered(12);
  figures.tick();
  figures.tick();
  expect(rates).toEqual([0]);
  const counted = () => Object.values(figures.stats().latency).reduce((sum: number, n) => sum + Number(n), 0);
  expect(counted()).toBeGreaterThan(0);
  for (let slice = 0; slice < 20; slice++) {
    pass(10_000);
    figures.tick();
  }
  expect(rates.length).toBe(21);
  expect(figures.stats().areas).toMatchObject([{ id: 'a', failure: '', lastGoodMs: null }]);
  plan.set([]);
  expect(figures.stats().areas).toMatchObject([{ id: 'a', intervalMs: null, why: 'share' }]);
});
