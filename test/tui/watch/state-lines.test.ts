// What the lines of "Watch" say of the engine and of all it stands on.
import { describe, expect, it } from 'vitest';
import { freshnessLine, freshnessOf } from '../../../tui/screens/watch/freshness.ts';
import { answersLine, sourceLine } from '../../../tui/screens/watch/lines.ts';
import {
  asFarAsKnown,
  databaseLine,
  engineStateLine,
  redisLine,
  STATE_LINES,
} from '../../../tui/screens/watch/state-lines.ts';
import { area, busySnapshot, NOW_MS, quietSnapshot } from '../../support/snapshots.ts';

describe('the state of the engine', () => {
  it('is told with what it costs, and with what a pause means', () => {
    expect(engineStateLine(busySnapshot())).toMatchObject({ state: 'running', tone: 'good' });
    expect(engineStateLine(busySnapshot()).text).toMatch(/^142 MB · loop p99 11 ms · version 0\.1\.0 · /);
    const paused = engineStateLine(quietSnapshot({ state: 'paused' }));
    expect(paused).toMatchObject({ state: 'paused', tone: 'warn' });
    expect(paused.text).toMatch(/^polling is paused, no call goes out; what is owed is still sent/);
  });

  it('says what calls failed with most often', () => {
    const { polls } = busySnapshot();
    const failing = (failed: Record<string, number>) =>
      answersLine({ ...busySnapshot(), polls: { ...polls, failed } });
    expect(failing({ timeout: 2, 'status-403': 40 }).text).toContain('42 failed, most: forbidden (403)');
    expect(failing({}).text).toMatch(/ 0 failed( ·|$)/);
  });

  it('names the source once, and says first what is wrong with it', () => {
    const { source } = quietSnapshot();
    const refused = { ...source, state: 'refused', detail: 'CoWIN refuses since 10:02:00 IST' } as const;
    expect(sourceLine(quietSnapshot({ source: refused }))).toMatchObject({
      state: 'refused',
      tone: 'bad',
      text: 'CoWIN refuses since 10:02:00 IST · cdn-api.co-vin.in/api',
    });
    const well = { ...source, state: 'ok', detail: '', lastGoodMs: NOW_MS - 2000 } as const;
    expect(sourceLine(quietSnapshot({ source: well })).text).toMatch(/^CoWIN · last good answer 2 s ago · /);
  });

  it('says which dedupe is in use, why there is no Redis, and when it fails', () => {
    expect(redisLine(busySnapshot())).toMatchObject({ state: 'ok', tone: 'good' });
    expect(redisLine(quietSnapshot())).toMatchObject({
      state: 'none',
      tone: 'quiet',
      text: 'dedupe in-process · no redis-server on PATH; apt-get install redis-server',
    });
    const dedupe = { mode: 'redis', state: 'degraded', detail: 'no answer' } as const;
    expect(redisLine(quietSnapshot({ dedupe }))).toMatchObject({ state: 'degraded', tone: 'warn' });
  });

  it('says how large the database is, and what follows when it refuses', () => {
    expect(databaseLine(quietSnapshot())).toMatchObject({ state: 'ok', tone: 'good' });
    const database = { state: 'refused', detail: 'The disk is full.', bytes: 1 } as const;
    expect(databaseLine(quietSnapshot({ database }))).toEqual({
      label: 'SQLite',
      state: 'refused',
      tone: 'bad',
      text: 'The disk is full. Nothing new is recorded or sent until it can be written.',
    });
  });

  it('is told as what was, where nobody can be asked, and as nothing where no engine runs', () => {
    const busy = busySnapshot();
    const absent = quietSnapshot({ state: 'stopped' });
    for (const [name, line] of STATE_LINES) {
      expect(asFarAsKnown(line(busy), busy, false)).toEqual(line(busy));
      const was = asFarAsKnown(line(busy), busy, true);
      expect(was).toMatchObject({ state: `was ${line(busy).state}`, tone: 'quiet' });
      const none = asFarAsKnown(line(absent), absent, true);
      expect(none).toMatchObject(name === 'engine' ? { state: 'stopped', tone: 'bad' } : { state: '–' });
    }
  });

  it('fits its labels and state words into their columns', () => {
    for (const snapshot of [busySnapshot(), quietSnapshot(), quietSnapshot({ state: 'draining' })]) {
      for (const [, line] of STATE_LINES) {
        expect(line(snapshot).label.length).toBeLessThan(9);
        expect(line(snapshot).state.length).toBeLessThan(10);
      }
    }
  });
});

describe('the freshness of areas', () => {
  const fresh = area('Pune', { lastGoodMs: NOW_MS - 12_000 });
  const old = area('Alwar', { lastGoodMs: NOW_MS - 750_000 });
  const silent = area('Patna', { lastGoodMs: null, failure: 'timeout' });
  const paused = area('Delhi', { lastGoodMs: NOW_MS - 9_000_000, paused: true });

  it('counts those that are fresh, old, silent and paused, and finds the oldest that is polled', () => {
    const found = freshnessOf([fresh, old, silent, paused], NOW_MS);
    expect(found).toEqual({ polled: 3, fresh: 1, old: 1, silent: 1, unasked: 0, paused: 1, oldest: old });
  });

  it('is one line, which warns unless all are fresh', () => {
    const line = (areas: ReturnType<typeof area>[]) => freshnessLine(quietSnapshot({ areas }));
    expect(line([fresh, old, silent, paused])).toEqual({
      label: 'Areas',
      state: '1 fresh',
      tone: 'warn',
      text: 'of 3 · 1 without a good answer · 1 paused · oldest Alwar, Karnataka: 12 min 30 s',
    });
    expect(line([fresh])).toMatchObject({ state: '1 fresh', tone: 'good' });
    expect(line([old, silent])).toMatchObject({ state: '0 fresh', tone: 'bad' });
    expect(line([paused])).toMatchObject({ tone: 'quiet', text: 'all are paused · 1 paused' });
    expect(line([]).text).toBe('none is polled: nobody subscribes');
  });

  it('says how far the first sweep is, and how long the rest takes at the allowed pace', () => {
    const unasked = Array.from({ length: 444 }, (_, index) => area(`Area ${index}`, { lastGoodMs: null }));
    const at = (allowedPerS: number | null) => {
      const snapshot = quietSnapshot({ areas: [fresh, ...unasked] });
      return freshnessLine({ ...snapshot, pace: { ...snapshot.pace, allowedPerS } });
    };
    expect(at(0.3)).toMatchObject({ state: '1 fresh', tone: 'good' });
    expect(at(0.3).text).toMatch(/^of 445 · first sweep: 444 to be asked, 24 min 40 s at this pace · oldest/);
    expect(at(null).text).toMatch(/^of 445 · first sweep: 444 to be asked · oldest/);
  });
});
