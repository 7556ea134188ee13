// What polls that ended mean for polling as a whole, and what of it the log says: each turn once.
import { describe, expect, it } from 'vitest';
import type { PaceSetting } from '../../src/core/pace-setting.ts';
import { parsePace } from '../../src/core/pace-setting.ts';
import { createPace } from '../../src/poll/pace.ts';
import { createPollingHealth } from '../../src/poll/polling-health.ts';
import type { Ending } from '../../src/poll/reading.ts';

const GOOD: Ending = { kind: 'good' };
const REFUSED: Ending = { kind: 'refused', why: 'status-403', retryAfterMs: null };
const SILENT: Ending = { kind: 'failed', why: 'timeout' };

function rig(random = () => 0) {
  const pace = createPace({ setting: parsePace('unlimited') as PaceSetting, startedAtMs: 0, random });
  const events: string[] = [];
  const log = (level: string, event: string, fields?: object) =>
    events.push([level, event, ...Object.values(fields ?? {})].join(' '));
  const health = createPollingHealth('cowin', pace, log, () => 5);
  let nowMs = 0;
  const call = (ending: Ending, forMs = 100) => {
    nowMs += forMs;
    const grant = pace.take(nowMs);
    nowMs += 1;
    health.called(ending, grant, nowMs);
  };
  return { pace, events, health, call, now: () => nowMs };
}

describe('polling', () => {
  it('says once that a source refuses all, and once that it answers again', () => {
    const { events, call } = rig();
    for (let n = 0; n < 25; n++) call(REFUSED);
    expect(events).toEqual(['warn pace.breaker-open']);
    call(GOOD);
    call(GOOD);
    expect(events).toEqual(['warn pace.breaker-open', 'info pace.breaker-closed']);
  });

  it('says what it fails with when that turns, and when it goes on', () => {
    const { events, health } = rig();
    for (const why of ['timeout', 'timeout', 'reset', 'reset', 'reset', 'reset']) health.polled('a', why, 1);
    expect(health.trouble()).toMatchObject({ why: 'reset' });
    for (const area of ['a', 'b', 'c', 'd']) health.polled(area, 'envelope', 2);
    expect(health.trouble()).toEqual({ why: 'envelope', sinceMs: 2 });
    for (let n = 0; n < 20; n++) health.polled('a', '', 3);
    expect(health.trouble()).toBeNull();
    expect(events).toEqual([
      'warn poll.trouble timeout',
      'warn poll.trouble reset',
      'error source.drift cowin',
      'info poll.recovered envelope',
    ]);
  });
});

describe('a silent source', () => {
  it('that refuses after all is not taken for silent any more', () => {
    const { pace, call, now } = rig();
    for (let n = 0; n < 5; n++) call(SILENT);
    expect(pace.waitMs(now())).toBeGreaterThan(0);
    call(REFUSED, 0);
    expect(pace.waitMs(now())).toBeLessThan(1_100);
    expect(pace.breakerOpen()).toBe(false);
  });

  it('is not stepped back from further by calls that were under way when we did', () => {
    const { pace, health } = rig(() => 0.999);
    const grants = [1, 2, 3, 4, 5, 6].map((atMs) => pace.take(atMs));
    for (const grant of grants) health.called(SILENT, grant, 10);
    const waitMs = pace.waitMs(10);
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(1_000);
  });
});

it('a breaker is not held open longer by what was under way when it opened, only by the probe', () => {
  const { pace, health, call, now } = rig();
  const late = [pace.take(0), pace.take(1), pace.take(2)];
  for (let n = 0; n < 20; n++) call(REFUSED);
  const openedMs = now();
  expect(pace.waitMs(openedMs)).toBe(60_000);
  health.called(SILENT, late[0] as number, openedMs + 5_000);
  health.called(REFUSED, late[1] as number, openedMs + 5_000);
  expect(pace.waitMs(openedMs + 5_000)).toBe(55_000);
  const probe = pace.take(openedMs + 60_000);
  expect(pace.waitMs(openedMs + 60_000)).toBe(Number.POSITIVE_INFINITY);
  health.called(SILENT, probe, openedMs + 61_000);
  expect(pace.waitMs(openedMs + 61_000)).toBe(60_000);
});
