// Freshness as a person reads it: ages, intervals, reasons, and what the allowed pace can give.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ageText,
  allowedText,
  everyText,
  figureText,
  intervalText,
  isStale,
  tooSlowText,
  whyBrief,
  whyText,
} from '../../src/core/freshness.ts';
import { type PaceSetting, parsePace, UNLIMITED_PACE } from '../../src/core/pace-setting.ts';
import { area, NOW_MS } from '../support/snapshots.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

function pace(text: string): PaceSetting {
  const setting = parsePace(text);
  if ('problem' in setting) throw new Error(setting.problem);
  return setting;
}

describe('what the allowed pace can give', () => {
  const even = (areas: number) => ({ areas, even: true });

  it.each([
    ['90/5m', 40, 'at 90 calls per 5 minutes and 40 areas: every 2 min 15 s'],
    ['90/5m', 1, 'at 90 calls per 5 minutes and 1 area: every 3 s'],
    ['90/5m', 756, 'at 90 calls per 5 minutes and 756 areas: every 42 min'],
    ['10/m', 4, 'at 10 calls per minute and 4 areas: every 24 s'],
    ['1/24h', 3, 'at 1 call per 24 hours and 3 areas: every 3 days'],
    ['45/90s', 10, 'at 45 calls per 90 seconds and 10 areas: every 20 s'],
    ['2000/1s', 14, 'at 2,000 calls per second and 14 areas: several times a second'],
    ['unlimited', 756, 'at an unlimited pace and 756 areas: as often as the server answers'],
  ])('%s over %i areas: %s', (text, areas, said) => {
    expect(allowedText(pace(text), even(areas))).toBe(said);
  });

  it('is a mean where not all areas get the same, and says who gets more', () => {
    const uneven = { areas: 40, even: false };
    const at = 'at 90 calls per 5 minutes and 40 areas: every 2 min 15 s on average';
    expect(allowedText(pace('90/5m'), uneven)).toBe(`${at}, the busiest more often`);
    expect(allowedText(pace('90/5m'), uneven, 'BBMP every 45 s')).toBe(`${at}, BBMP every 45 s`);
    expect(allowedText(pace('2000/1s'), uneven)).not.toContain('average');
    expect(allowedText(UNLIMITED_PACE, uneven)).not.toContain('average');
  });

  it('is warned of when anybody would wait longer than 5 min, with what can be done', () => {
    expect(tooSlowText(pace('90/5m'), 90, null)).toBe('');
    expect(tooSlowText(UNLIMITED_PACE, 10_000, null)).toBe('');
    expect(tooSlowText(pace('90/5m'), 91, null)).toBe(
      'That is longer than the 5 min anybody should wait: in 5 min this pace serves 90 areas. ' +
        'Watch fewer areas, or set a faster pace (VACCINE_WATCH_PACE).',
    );
    expect(tooSlowText(pace('90/5m'), 756, { calls: 100, perMs: 5 * MINUTE })).toContain(
      'Watch fewer areas; the source allows no more than 100 calls per 5 minutes.',
    );
    expect(tooSlowText(pace('1/1h'), 1, null)).toContain('serves 0 areas');
  });
});

describe('a figure', () => {
  it.each([
    [40, '<1 s'],
    [499, '<1 s'],
    [500, '1 s'],
    [44_600, '45 s'],
    [59_700, '1 min'],
    [133_333, '2 min 15 s'],
    [299_000, '5 min'],
    [597_600, '10 min'],
    [2_520_000, '42 min'],
    [3_590_000, '1 h'],
    [7_530_000, '2 h 6 min'],
  ])('of %i ms is %s', (ms, text) => {
    expect(figureText(ms)).toBe(text);
  });

  it('is never further from the truth than a person would mind', () => {
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 10 * MINUTE }), (ms) => {
        const [, minutes = '0'] = /(\d+) min/.exec(figureText(ms)) ?? [];
        const [, seconds = '0'] = /(\d+) s/.exec(figureText(ms)) ?? [];
        const said = Number(minutes) * MINUTE + Number(seconds) * SECOND;
        expect(Math.abs(said - ms)).toBeLessThanOrEqual(ms < MINUTE ? 500 : 2500);
      }),
    );
  });

  it('goes into a sentence', () => {
    expect([everyText(3), everyText(45_000)]).toEqual(['several times a second', 'every 45 s']);
  });
});

describe('the age of the last good answer', () => {
  const aged = (ageMs: number, intervalMs: number | null = 30_000) =>
    ageText(area('BBMP', { lastGoodMs: NOW_MS - ageMs, intervalMs }), NOW_MS);

  it('is told in seconds, minutes, hours', () => {
    expect([aged(0), aged(12_300), aged(65_000)]).toEqual(['0 s', '12 s', '1 min 5 s']);
    expect(ageText(area('BBMP', { lastGoodMs: null }), NOW_MS)).toBe('never');
  });

  it('carries a mark once three answers are overdue, and not within the first minute', () => {
    expect([aged(59_000, 3000), aged(61_000, 3000)]).toEqual(['59 s', '! 1 min']);
    expect([aged(89_000), aged(91_000)]).toEqual(['1 min 29 s', '! 1 min']);
    expect([aged(14 * MINUTE, 5 * MINUTE), aged(16 * MINUTE, 5 * MINUTE)]).toEqual(['14 min', '! 16 min']);
    expect([aged(59_000, null), aged(61_000, null)]).toEqual(['59 s', '! 1 min']);
    expect([aged(7_530_000), aged(50 * 3_600_000)]).toEqual(['! 2 h', '! 2 days']);
  });

  it('is not called old when there never was one', () => {
    expect(isStale(area('BBMP', { lastGoodMs: null }), NOW_MS)).toBe(false);
  });
});

describe('how often an area is polled', () => {
  it('is a figure, or as often as it can, or not known yet', () => {
    expect(intervalText(area('BBMP', { intervalMs: 133_333 }))).toBe('2 min 15 s');
    expect(intervalText(area('BBMP', { intervalMs: null, why: 'unlimited' }))).toBe('as it can');
    expect(intervalText(area('BBMP', { intervalMs: null }))).toBe('–');
  });

  it('has a reason a newcomer understands', () => {
    const share = (subscribers: number, newsPerDay: number | null) =>
      whyText(area('BBMP', { subscribers, newsPerDay }));
    expect(share(72, 3.2)).toBe('72 people, 3 changes/day');
    expect(share(1, 1)).toBe('1 person, 1 change/day');
    expect(share(1204, null)).toBe('1,204 people');
    expect(share(5, 0.1)).toBe('5 people, hardly a change');
    expect(share(5, 480)).toBe('5 people, 20 changes/hour');
    expect(share(5, 7200)).toBe('5 people, 5 changes/minute');
    expect(share(0, null)).toBe('nobody yet');
    expect(whyText(area('BBMP', { why: 'longest-wait' }))).toBe('so nobody waits longer');
    expect(whyText(area('BBMP', { why: 'cached', cachedForMs: 300_000 }))).toBe('answers change every 5 min');
    expect(whyText(area('BBMP', { why: 'cached' }))).toBe('answers change no oftener');
    expect(whyText(area('BBMP', { why: 'unlimited' }))).toBe('the pace has no limit');
  });

  it('has the same reason in a word or two where there is little room', () => {
    expect(whyBrief(area('BBMP', { subscribers: 72, newsPerDay: 3 }))).toBe('72 people');
    expect(whyBrief(area('BBMP', { why: 'longest-wait' }))).toBe('longest wait');
    expect(whyBrief(area('BBMP', { why: 'cached', cachedForMs: 300_000 }))).toBe('kept 5 min');
    expect(whyBrief(area('BBMP', { why: 'unlimited' }))).toBe('no limit');
  });
});
