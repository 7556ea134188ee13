// What the operator sees of several polling threads: one poller.
import { describe, expect, it } from 'vitest';
import { createHistogram } from '../../src/core/stats.ts';
import { mergeStats } from '../../src/poll/merge-stats.ts';
import type { ThreadStats } from '../../src/poll/protocol.ts';

function thread(fields: Partial<ThreadStats> = {}, latenciesMs: readonly number[] = []): ThreadStats {
  const histogram = createHistogram();
  for (const ms of latenciesMs) histogram.observe(ms);
  return {
    calls: 1,
    unchanged: 0,
    changed: 0,
    bytes: 0,
    sessions: 0,
    pastSessions: 0,
    failed: {},
    errors: {},
    problems: {},
    pace: {
      setting: '20/1s',
      allowedPerS: 10,
      settingPerS: 10,
      usedPerS: 9,
      breaker: 'closed',
      waitsUntilMs: null,
    },
    dedupe: { mode: 'redis-unix', state: 'ok', detail: '' },
    lastGoodMs: null,
    trouble: null,
    areas: [],
    latency: histogram.counts(),
    ...fields,
  };
}

describe('the figures of several threads', () => {
  it('are added up, reason by reason', () => {
    const merged = mergeStats([
      thread({ calls: 5, bytes: 100, failed: { timeout: 2 }, problems: { 'date-missing': 1 } }),
      thread({ calls: 7, bytes: 11, failed: { timeout: 1, dns: 4 } }),
    ]);
    expect(merged).toMatchObject({
      calls: 12,
      bytes: 111,
      failed: { timeout: 3, dns: 4 },
      problems: { 'date-missing': 1 },
    });
    expect(merged.pace).toMatchObject({ setting: '20/1s', allowedPerS: 20, settingPerS: 20, usedPerS: 18 });
  });

  it('count the failures of an area that has been with several of them, and know the last', () => {
    const { errors } = mergeStats([
      thread({ errors: { 'cowin:1': { count: 2, lastWhy: 'dns', lastMs: 9 } } }),
      thread({
        errors: {
          'cowin:1': { count: 3, lastWhy: 'timeout', lastMs: 7 },
          'cowin:2': { count: 1, lastWhy: 'reset', lastMs: 5 },
        },
      }),
    ]);
    expect(errors).toEqual({
      'cowin:1': { count: 5, lastWhy: 'dns', lastMs: 9 },
      'cowin:2': { count: 1, lastWhy: 'reset', lastMs: 5 },
    });
  });

  it('have the latency of all calls, not a mean of means', () => {
    const fast = thread({}, Array(98).fill(1));
    const slow = thread({}, [500, 500]);
    const { latencyP50Ms, latencyP99Ms } = mergeStats([fast, slow]);
    expect(latencyP50Ms).toBeCloseTo(1, 0);
    expect(latencyP99Ms).toBeGreaterThan(400);
    expect(mergeStats([thread(), thread()]).latencyP50Ms).toBeNull();
  });

  it('an unlimited pace stays unlimited', () => {
    const pace = { ...thread().pace, allowedPerS: null, settingPerS: null };
    expect(mergeStats([thread({ pace }), thread({ pace })]).pace).toMatchObject({
      allowedPerS: null,
      settingPerS: null,
    });
  });

  it('show the worst of breaker and dedupe, the latest good answer, and the trouble that began first', () => {
    const open = { ...thread().pace, breaker: 'open' as const, waitsUntilMs: 9 };
    const away = { mode: 'redis-unix' as const, state: 'degraded' as const, detail: 'away' };
    const merged = mergeStats([
      thread({ lastGoodMs: 5, trouble: { why: 'dns', sinceMs: 8 } }),
      thread({ pace: open, dedupe: away, lastGoodMs: 7, trouble: { why: 'timeout', sinceMs: 3 } }),
      thread(),
    ]);
    expect(merged).toMatchObject({
      pace: { breaker: 'open', waitsUntilMs: null },
      dedupe: { state: 'degraded', detail: 'away' },
      lastGoodMs: 7,
      trouble: { why: 'timeout', sinceMs: 3 },
    });
    const waiting = { ...open, waitsUntilMs: 4 };
    expect(mergeStats([thread({ pace: open }), thread({ pace: waiting })]).pace.waitsUntilMs).toBe(4);
  });

  it('say when the next call goes out, also where one thread has no areas to wait for', () => {
    const areas = [
      {
        id: 'district:395',
        intervalMs: null,
        why: 'share',
        cachedForMs: null,
        newsPerDay: null,
        lastGoodMs: null,
        failure: '',
      },
    ] as const;
    const waiting = thread({ pace: { ...thread().pace, breaker: 'open', waitsUntilMs: 9 }, areas });
    expect(mergeStats([thread(), waiting]).pace.waitsUntilMs).toBe(9);
    expect(mergeStats([thread({ areas }), waiting]).pace.waitsUntilMs).toBeNull();
  });
});
