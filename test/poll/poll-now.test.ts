// An area polled because the operator asks: it is the next, nothing is taken from the others, and the pace is kept.
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type PaceSetting, parsePace } from '../../src/core/pace-setting.ts';
import { createFetcher } from '../../src/poll/fetch.ts';
import { createPace } from '../../src/poll/pace.ts';
import { createPlan, type Plan } from '../../src/poll/plan.ts';
import { createPoller } from '../../src/poll/poller.ts';
import { createSeen } from '../../src/store/redis/seen.ts';
import { answerBody, fakeSource } from './fake-source.ts';
import { loopback, until } from './loopback.ts';

function planOf(...ids: readonly string[]): Plan {
  const plan = createPlan();
  plan.set(ids.map((id) => ({ id, weight: 1 })));
  return plan;
}

let now = 0;

/** So many polls, each over before the next. */
function polls(plan: Plan, count: number): string {
  return Array.from({ length: count }, () => {
    now += 1;
    const id = plan.next(now) ?? '-';
    plan.finished(id, now);
    return id;
  }).join('');
}

describe('an area that is hurried', () => {
  it('is next, whoever was, and as often as it is asked for before that, once', () => {
    const plan = planOf('a', 'b', 'c', 'd');
    polls(plan, 40);
    for (const _ of [1, 2, 3]) plan.hurry('c');
    expect(polls(plan, 1)).toBe('c');
    expect([...polls(plan, 4)].filter((id) => id === 'c').length).toBeLessThanOrEqual(1);
  });

  it('goes before those that failed and those that are new', () => {
    const plan = planOf('a', 'b', 'c', 'd');
    polls(plan, 40);
    now += 1;
    const failed = plan.next(now) ?? '-';
    plan.finished(failed, now, { retry: true });
    plan.set([...'abcdef'].map((id) => ({ id, weight: 1 })));
    const other = [...'abcd'].find((id) => id !== failed) ?? '-';
    plan.hurry(other);
    expect(polls(plan, 1)).toBe(other);
  });

  it('does not wait for its cache', () => {
    const plan = planOf('a');
    now += 1;
    plan.next(now);
    plan.finished('a', now, { freshInMs: 60_000, cachedForMs: 60_000, aged: true });
    expect(plan.waitMs(now + 1)).toBeGreaterThan(50_000);
    plan.hurry('a');
    expect(plan.waitMs(now + 1)).toBe(0);
    expect(plan.next(now + 1)).toBe('a');
  });

  it('takes next to nothing from the others, however often it is asked for', () => {
    const plan = planOf('a', 'b', 'c', 'd');
    polls(plan, 40);
    let order = '';
    for (let time = 0; time < 100; time++) {
      plan.hurry('a');
      order += polls(plan, 5);
    }
    const countOf = (id: string) => [...order].filter((other) => other === id).length;
    expect(countOf('a')).toBeLessThan(210);
    const counts = [...'bcd'].map(countOf);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
  });

  it('gains nothing by it while its poll is under way', () => {
    const plan = planOf('a', 'b', 'c', 'd');
    polls(plan, 40);
    now += 1;
    const under = plan.next(now) ?? '-';
    plan.hurry(under);
    plan.finished(under, now);
    expect(polls(plan, 3)).not.toContain(under);
  });

  it('is not given out twice at a time, nor when nobody wants it', () => {
    const plan = planOf('a', 'b');
    polls(plan, 4);
    now += 1;
    const under = plan.next(now) ?? '-';
    plan.hurry(under);
    expect(plan.next(now)).not.toBe(under);
    expect(plan.next(now)).toBeUndefined();
    plan.hurry('nowhere');
    plan.set([{ id: 'b', weight: 1 }]);
    plan.hurry('a');
    plan.finished('a', now);
    plan.finished('b', now);
    expect(polls(plan, 2)).toBe('bb');
  });
});

describe('polling now', () => {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function rig(pace: string) {
    const server = await loopback((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(answerBody({ rows: [] })),
    );
    const clock = systemClock;
    const poller = createPoller({
      source: fakeSource(),
      fetcher: createFetcher({ baseUrl: server.url, userAgent: 'test', connections: 4, clock }),
      pace: createPace({
        setting: parsePace(pace) as PaceSetting,
        startedAtMs: clock.monotonicMs(),
        random: () => 0,
      }),
      plan: createPlan(),
      seen: createSeen({ generation: 'g', endpoint: null, why: '', clock, log: () => undefined }),
      sink: { take: async () => 'recorded' },
      clock,
      log: () => undefined,
      maxInFlight: 4,
      onReport: () => undefined,
    });
    cleanups.push(
      () => server.close(),
      () => poller.stop(),
    );
    const ids = [...'12345678'].map((number) => `fake:${number}`);
    poller.watch(
      ids.map((id) => ({ area: { id, sourceId: 'fake', name: id, region: '' }, weight: 1, open: [] })),
    );
    return { server, poller };
  }

  it('takes the very next call', async () => {
    const { server, poller } = await rig('10/1s');
    await until('a sweep', () => server.requests.length >= 10);
    // Of all but the last, it would be the last to have its turn. One call may have been on its way already.
    const asked = server.requests.length;
    const recent = new URL(server.requests.at(-2)?.path ?? '', server.url).searchParams.get('id') ?? '';
    poller.pollNow(recent);
    await until('the next calls', () => server.requests.length >= asked + 2);
    const next = server.requests.slice(asked, asked + 2).map(({ path }) => path);
    expect(next.join()).toContain(encodeURIComponent(recent));
  });

  it('is never above the pace, however often it is asked for', async () => {
    const { server, poller } = await rig('10/1s');
    await until('it runs', () => server.requests.length >= 3);
    const began = server.requests.length;
    const beganMs = performance.now();
    while (server.requests.length < began + 15) {
      poller.pollNow('fake:1');
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    // Fifteen calls at ten a second; a call or two may have been in hand.
    expect(performance.now() - beganMs).toBeGreaterThan(1_250);
  });

  it('asks nothing while polling is paused', async () => {
    const { server, poller } = await rig('50/1s');
    await until('it runs', () => server.requests.length >= 3);
    poller.pause();
    await until('what was under way ended', () => poller.stats().calls === server.requests.length);
    const before = server.requests.length;
    poller.pollNow('fake:1');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(server.requests).toHaveLength(before);
  });
});
