// The poller as a whole: a real server, the real fetch, pace, plan and memory of what was recorded.
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { NovelBatch } from '../../src/core/batch.ts';
import { addDays, istDateOf } from '../../src/core/ist.ts';
import { type PaceSetting, parsePace } from '../../src/core/pace-setting.ts';
import { quantileOf } from '../../src/core/stats.ts';
import type { LogFields } from '../../src/log.ts';
import { createFetcher, type FetchLimits } from '../../src/poll/fetch.ts';
import { createPace } from '../../src/poll/pace.ts';
import { createPlan } from '../../src/poll/plan.ts';
import { createPoller, type Poller } from '../../src/poll/poller.ts';
import type { KnownOpen, PollReport, Watch } from '../../src/poll/protocol.ts';
import { createSeen } from '../../src/store/redis/seen.ts';
import { answerBody, type FakeAnswer, fakeSource } from './fake-source.ts';
import { type Loopback, loopback, until } from './loopback.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const TODAY = istDateOf(Date.now());

interface Rig {
  readonly server: Loopback;
  readonly poller: Poller;
  readonly batches: NovelBatch[];
  readonly reports: PollReport[];
  readonly events: { readonly event: string; readonly fields: LogFields }[];
  /** Answers read so far. */
  parses(): number;
  /** What every area answers from now on. */
  say(answer: FakeAnswer): void;
  /** Waits for so many more calls to end. */
  calls(more: number): Promise<void>;
}

interface RigOptions {
  readonly pace?: string;
  readonly take?: (batch: NovelBatch) => Promise<'recorded' | 'refused'>;
  readonly limits?: Partial<FetchLimits>;
  readonly seen?: ReturnType<typeof createSeen>;
  readonly etags?: boolean;
  /** Areas rest this long between polls (ms), so that a test sees every one. */
  readonly restMs?: number;
}

async function rig(options: RigOptions = {}): Promise<Rig> {
  let body = answerBody({ rows: [] });
  let parsed = 0;
  const server = await loopback((request, response) => {
    const etag = `"${body.toString('base64').slice(-20)}"`;
    if (options.etags && request.headers['if-none-match'] === etag) response.writeHead(304).end();
    else
      response.writeHead(200, { 'content-encoding': 'gzip', ...(options.etags ? { etag } : {}) }).end(body);
  });
  const batches: NovelBatch[] = [];
  const reports: PollReport[] = [];
  const events: Rig['events'] = [];
  const poller = createPoller({
    source: fakeSource(() => {
      parsed += 1;
    }),
    fetcher: createFetcher({
      baseUrl: server.url,
      userAgent: 'test',
      connections: 4,
      clock: systemClock,
      limits: options.limits ?? {},
    }),
    pace: createPace({
      setting: parsePace(options.pace ?? 'unlimited') as PaceSetting,
      startedAtMs: systemClock.monotonicMs(),
      random: () => 0,
    }),
    plan: createPlan({ minIntervalMs: options.restMs ?? 5 }),
    seen:
      options.seen ??
      createSeen({ generation: 'g', endpoint: null, why: '', clock: systemClock, log: () => undefined }),
    sink: {
      async take(batch) {
        batches.push(batch);
        return options.take?.(batch) ?? 'recorded';
      },
    },
    clock: systemClock,
    log: (_level, event, fields = {}) => events.push({ event, fields }),
    maxInFlight: 4,
    onReport: (report) => reports.push(report),
  });
  cleanups.push(() => server.close());
  cleanups.push(() => poller.stop());
  return {
    server,
    poller,
    batches,
    reports,
    events,
    parses: () => parsed,
    say(answer) {
      body = answerBody(answer);
    },
    calls(more) {
      const target = poller.stats().calls + more;
      return until(`${more} more calls`, () => poller.stats().calls >= target);
    },
  };
}

function watch(id = 'fake:1', open: readonly KnownOpen[] = []): Watch {
  return { area: { id, sourceId: 'fake', name: id, region: '' }, weight: 1, open };
}

function idsOf(batch: NovelBatch | undefined): string[] {
  return (batch?.sessions ?? []).map((session) => session.sessionId);
}

describe('the poller', () => {
  it('brings a slot that opens, once, and then skips the unchanged body', async () => {
    const { poller, batches, say, calls, parses, reports } = await rig();
    poller.watch([watch()]);
    await calls(5);
    say({ rows: [{ id: 's', capacity: 12 }] });
    await until('the news', () => batches.length > 0);
    await calls(20);
    expect(batches).toHaveLength(1);
    expect(batches[0]).toMatchObject({ areaId: 'fake:1', absent: [] });
    expect(idsOf(batches[0])).toEqual(['s']);
    // The empty list, the news, and the news once more (R3): then nothing is read any more.
    expect(parses()).toBe(3);
    expect(poller.stats().unchanged).toBeGreaterThan(15);
    expect(reports.at(-1)).toMatchObject({ areaId: 'fake:1', failure: '', settled: true });
  });

  it('asks nothing before it is given areas, and nothing of an area that left', async () => {
    const { poller, server, calls } = await rig();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.requests).toHaveLength(0);
    poller.watch([watch('fake:1'), watch('fake:2')]);
    await calls(6);
    poller.watch([watch('fake:2')]);
    await calls(3);
    const before = server.requests.length;
    await calls(10);
    expect(server.requests.slice(before).every((request) => request.path.includes('fake%3A2'))).toBe(true);
    expect(poller.stats().areas.map((area) => area.id)).toEqual(['fake:2']);
  });

  it('brings news again until it is recorded, and remembers nothing before (R1)', async () => {
    let refusals = 3;
    const { poller, batches, say, calls, reports } = await rig({
      take: async () => (refusals-- > 0 ? 'refused' : 'recorded'),
    });
    say({ rows: [{ id: 's', capacity: 12 }] });
    poller.watch([watch()]);
    await until('four tries', () => batches.length === 4);
    await calls(10);
    expect(batches.map(idsOf)).toEqual([['s'], ['s'], ['s'], ['s']]);
    expect(reports.filter((report) => report.settled)).toHaveLength(1);
  });

  it('brings a rise again that was not recorded, although the slot itself is known', async () => {
    let refusals = 0;
    const { poller, batches, say, calls } = await rig({
      take: async () => (refusals-- > 0 ? 'refused' : 'recorded'),
    });
    say({ rows: [{ id: 's', capacity: 5 }] });
    poller.watch([watch()]);
    await until('open', () => batches.length === 1);
    await calls(3);
    refusals = 2;
    say({ rows: [{ id: 's', capacity: 60 }] });
    await until('three tries', () => batches.length === 4);
    await calls(5);
    expect(batches.slice(1).map((batch) => batch.sessions[0]?.capacity['1'])).toEqual([60, 60, 60]);
  });

  it('remembers only after the record is durable, so that a crash between the two loses nothing (R1)', async () => {
    const order: string[] = [];
    const memory = createSeen({
      generation: 'g',
      endpoint: null,
      why: '',
      clock: systemClock,
      log: () => undefined,
    });
    const { poller, say } = await rig({
      seen: {
        ...memory,
        async remember(sessions) {
          order.push('remembered');
          await memory.remember(sessions);
        },
      },
      take: async () => {
        order.push('taken');
        await new Promise((resolve) => setTimeout(resolve, 50));
        order.push('recorded');
        return 'recorded';
      },
    });
    say({ rows: [{ id: 's', capacity: 12 }] });
    poller.watch([watch()]);
    await until('remembered', () => order.includes('remembered'));
    expect(order).toEqual(['taken', 'recorded', 'remembered']);
  });

  it('a slot is gone after two full answers without it, although both are the same bytes (R3, R4)', async () => {
    const { poller, batches, say, calls, parses } = await rig();
    say({ rows: [{ id: 's', capacity: 12 }] });
    poller.watch([watch()]);
    await until('open', () => batches.length === 1);
    await calls(3);
    say({ rows: [] });
    await until('gone', () => batches.length === 2);
    expect(batches[1]).toMatchObject({ sessions: [], absent: ['s'] });
    const read = parses();
    await calls(10);
    expect(batches).toHaveLength(2);
    expect(parses()).toBeLessThanOrEqual(read + 1);
  });

  it('opens again after it was gone: that is news, although its capacity is the old one', async () => {
    const { poller, batches, say } = await rig();
    say({ rows: [{ id: 's', capacity: 12 }] });
    poller.watch([watch()]);
    await until('open', () => batches.length === 1);
    say({ rows: [] });
    await until('gone', () => batches.length === 2);
    say({ rows: [{ id: 's', capacity: 12 }] });
    await until('open again', () => batches.length === 3);
    expect(idsOf(batches[2])).toEqual(['s']);
  });

  it('notices at its start that a slot the database believes open is gone', async () => {
    const { poller, batches } = await rig();
    const past = addDays(TODAY, -1);
    poller.watch([
      watch('fake:1', [
        { sessionId: 'was', date: TODAY },
        { sessionId: 'past', date: past },
      ]),
    ]);
    await until('gone', () => batches.length === 1);
    expect(batches[0]).toMatchObject({ sessions: [], absent: ['was'] });
  });

  it('after a start hands on what is open once more, even if a cache that is behind knows it', async () => {
    const seen = createSeen({
      generation: 'g',
      endpoint: null,
      why: '',
      clock: systemClock,
      log: () => undefined,
    });
    const first = await rig({ seen });
    first.say({ rows: [{ id: 's', capacity: 12 }] });
    first.poller.watch([watch()]);
    await until('open', () => first.batches.length === 1);
    await first.calls(3);
    // The same cache, another start: the database was put back to before the opening.
    const second = await rig({ seen });
    second.say({ rows: [{ id: 's', capacity: 12 }] });
    second.poller.watch([watch()]);
    await second.calls(5);
    expect(second.batches.map(idsOf)).toEqual([['s']]);
  });

  it('moves within a band wake nobody; another band does', async () => {
    const { poller, batches, say, calls } = await rig();
    say({ rows: [{ id: 's', capacity: 42 }] });
    poller.watch([watch()]);
    await until('open', () => batches.length === 1);
    say({ rows: [{ id: 's', capacity: 41 }] });
    await calls(5);
    expect(batches).toHaveLength(1);
    say({ rows: [{ id: 's', capacity: 60 }] });
    await until('more doses', () => batches.length === 2);
  });

  it('asks without its ETag after a failure, in case that is what the server fails at', async () => {
    const { poller, batches, calls, server } = await rig({ etags: true });
    poller.watch([watch()]);
    await calls(3);
    const opened = answerBody({ rows: [{ id: 's', capacity: 12 }] });
    server.answer((request, response) => {
      if (request.headers['if-none-match'] !== undefined) response.writeHead(412).end();
      else response.writeHead(200, { 'content-encoding': 'gzip' }).end(opened);
    });
    await calls(4);
    expect(batches.map(idsOf)).toEqual([['s']]);
  });

  it('uses ETags: a 304 counts as unchanged, and news is read twice all the same', async () => {
    const { poller, batches, say, calls, server } = await rig({ etags: true });
    say({ rows: [{ id: 's', capacity: 12 }] });
    poller.watch([watch()]);
    await calls(8);
    expect(batches).toHaveLength(1);
    const asked = server.requests.map((request) => request.headers['if-none-match'] !== undefined);
    expect(asked.slice(0, 3)).toEqual([false, false, true]);
    say({ rows: [] });
    await until('gone', () => batches.length === 2);
    expect(batches[1]?.absent).toEqual(['s']);
  });

  it.each<readonly [string, string, (response: ServerResponse) => void]>([
    ['a page with 200', 'html', (response) => response.end('<html>no</html>')],
    ['403', 'status-403', (response) => response.writeHead(403).end('<html>no</html>')],
    ['429', 'status-429', (response) => response.writeHead(429, { 'retry-after': '0' }).end('{}')],
    ['500', 'status-5xx', (response) => response.writeHead(500).end()],
    ['a redirect', 'redirect', (response) => response.writeHead(302, { location: '/' }).end()],
    ['nothing with 200', 'empty', (response) => response.end()],
    ['no JSON', 'not-json', (response) => response.end('{"rows":')],
    ['another shape', 'envelope', (response) => response.end('{"centres":[]}')],
    ['a reset', 'reset', (response) => response.destroy()],
    [
      'truncated gzip',
      'bad-encoding',
      (response) =>
        response.setHeader('content-encoding', 'gzip').end(answerBody({ rows: [] }).subarray(0, 15)),
    ],
  ])('%s says nothing of the slots: none closes, and the area shows why', async (_, why, answer) => {
    const { poller, batches, say, server, reports, calls } = await rig();
    say({ rows: [{ id: 's', capacity: 12 }] });
    poller.watch([watch()]);
    await until('open', () => batches.length === 1);
    await calls(3);
    let failures = 3;
    const good = answerBody({ rows: [{ id: 's', capacity: 12 }] });
    server.answer((_request, response) => {
      if (failures-- > 0) answer(response);
      else response.setHeader('content-encoding', 'gzip').end(good);
    });
    await until('the failure', () => (poller.stats().failed[why] ?? 0) >= 3);
    await until('good again', () => poller.stats().areas[0]?.failure === '', 10_000);
    expect(batches).toHaveLength(1);
    expect(reports.map((report) => report.failure)).toContain(why);
    const { failed, errors } = poller.stats();
    expect(errors).toEqual({ 'fake:1': { count: failed[why], lastWhy: why, lastMs: expect.any(Number) } });
    expect(Date.now() - (errors['fake:1']?.lastMs as number)).toBeLessThan(10_000);
    expect(reports.at(-1)).toMatchObject({ failure: '', settled: true });
  });

  it('three areas in a row of another shape raise schema drift', async () => {
    const { poller, server, events } = await rig();
    server.answer((_, response) => response.end('{"centres":[]}'));
    poller.watch([watch('fake:1'), watch('fake:2'), watch('fake:3'), watch('fake:4')]);
    await until('drift', () => events.some(({ event }) => event === 'source.drift'));
    expect(poller.stats().trouble?.why).toBe('envelope');
  });

  it('counts rows that could not be used by reason, and does not take them for absent', async () => {
    const { poller, batches, say, calls } = await rig();
    const other = { id: 'other', capacity: 0 };
    say({ rows: [{ id: 's', capacity: 12 }, other] });
    poller.watch([watch()]);
    await until('open', () => batches.length === 1);
    say({ rows: [{ id: 's', capacity: null }, other] });
    await calls(6);
    expect(batches).toHaveLength(1);
    const { problems, failed } = poller.stats();
    expect([problems, failed]).toEqual([{ 'capacity-missing': 1 }, {}]);
  });

  it('an answer of which no row can be used is of another shape: no slot closes, and the next is read again', async () => {
    const { poller, batches, say, calls, events } = await rig();
    say({ rows: [{ id: 's', capacity: 12 }] });
    poller.watch([watch()]);
    await until('open', () => batches.length === 1);
    for (const spoilt of [{ rows: [{ id: 's', capacity: null }] }, { rows: [], complete: false }]) {
      say(spoilt);
      await calls(2);
      expect(poller.stats().areas[0]?.failure).toBe('envelope');
    }
    expect(poller.stats().problems['capacity-missing']).toBeGreaterThan(0);
    expect(poller.stats().trouble?.why).toBe('envelope');
    expect(events.map(({ event }) => event)).toContain('source.problem');
    say({ rows: [{ id: 's', capacity: 12 }] });
    await until('well again', () => poller.stats().areas[0]?.failure === '', 10_000);
    say({ rows: [] });
    await until('gone', () => batches.length === 2, 10_000);
    expect(batches[1]?.absent).toEqual(['s']);
  });

  it('reads an answer of days gone by, and takes nothing in it for news', async () => {
    const { poller, batches, say, calls } = await rig();
    say({ rows: [{ id: 'old', capacity: 12, date: '2021-05-08' }] });
    poller.watch([watch()]);
    await calls(5);
    expect(batches).toEqual([]);
    expect(poller.stats()).toMatchObject({ sessions: 1, pastSessions: 1 });
    expect(poller.stats().problems).toEqual({});
    say({
      rows: [
        { id: 'old', capacity: 12, date: '2021-05-08' },
        { id: 's', capacity: 1 },
      ],
    });
    await until('the news', () => batches.length > 0);
    expect(idsOf(batches[0])).toEqual(['s']);
  });

  it('says so when the source does not answer, and since when; and recovers', async () => {
    const { poller, server, say } = await rig();
    say({ rows: [] });
    const startedMs = Date.now();
    server.answer((_, response) => response.destroy());
    poller.watch([watch()]);
    await until('trouble', () => poller.stats().trouble !== null);
    expect(poller.stats().trouble?.why).toBe('reset');
    expect(poller.stats().trouble?.sinceMs).toBeGreaterThanOrEqual(startedMs);
    expect(poller.stats().lastGoodMs).toBeNull();
  });

  it('keeps to its pace', async () => {
    const { poller, server } = await rig({ pace: '20/1s', restMs: 0 });
    poller.watch([watch('fake:1'), watch('fake:2')]);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(server.requests.length).toBeGreaterThan(15);
    expect(server.requests.length).toBeLessThanOrEqual(31);
  });

  it('pausing lets no further call out; resuming goes on', async () => {
    const { poller, server, calls } = await rig();
    poller.watch([watch()]);
    await calls(3);
    poller.pause();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = server.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.requests.length).toBe(before);
    poller.resume();
    await calls(3);
  });

  it('stops at once, also with calls that nobody answers', async () => {
    const { poller, server } = await rig();
    server.answer(() => undefined);
    poller.watch([watch('fake:1'), watch('fake:2')]);
    await until('two calls', () => server.requests.length === 2);
    const startedMs = performance.now();
    await poller.stop();
    expect(performance.now() - startedMs).toBeLessThan(500);
    await until('no sockets', () => server.sockets().open === 0, 1000);
  });

  it('an area that hangs does not hold up the others', async () => {
    const { poller, server, say } = await rig({ limits: { headersMs: 1000, totalMs: 1000 } });
    say({ rows: [] });
    const good = answerBody({ rows: [] });
    server.answer((request, response) => {
      if (request.url?.includes('fake%3A1') !== true)
        response.setHeader('content-encoding', 'gzip').end(good);
    });
    poller.watch([watch('fake:1'), watch('fake:2')]);
    await until('the others go on', () => poller.stats().calls > 30);
    await until('and the hanging one is given up', () => (poller.stats().failed.timeout ?? 0) > 0);
  });

  it('shows each area with its interval and its freshness', async () => {
    const { poller, calls } = await rig({ pace: '600/1m', restMs: 0 });
    poller.watch([watch('fake:1'), watch('fake:2')]);
    await calls(3);
    poller.tick();
    const { areas, latency, lastGoodMs } = poller.stats();
    expect(areas).toMatchObject([
      { id: 'fake:1', intervalMs: expect.closeTo(200, 0), failure: '', why: 'share' },
      { id: 'fake:2', intervalMs: expect.closeTo(200, 0), failure: '', why: 'share' },
    ]);
    expect(quantileOf(latency, 0.5)).toBeGreaterThan(0);
    expect(Date.now() - (lastGoodMs as number)).toBeLessThan(2000);
  });
});
