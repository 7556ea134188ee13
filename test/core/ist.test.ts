// Days and times in India, whatever the zone of the machine.
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  addDays,
  DAY_MS,
  dayText,
  durationText,
  type IstDate,
  istDateOf,
  istMidnightMs,
  parseIsoDate,
  timeText,
} from '../../src/core/ist.ts';

const day = (text: string) => text as IstDate;
const ZONE = process.env.TZ;

afterEach(() => {
  if (ZONE === undefined) delete process.env.TZ;
  else process.env.TZ = ZONE;
});

describe('the day in India', () => {
  it('begins half past six in the evening, UTC', () => {
    expect(istDateOf(Date.parse('2021-05-07T18:29:59.999Z'))).toBe('2021-05-07');
    expect(istDateOf(Date.parse('2021-05-07T18:30:00Z'))).toBe('2021-05-08');
    expect(istMidnightMs(day('2021-05-08'))).toBe(Date.parse('2021-05-07T18:30:00Z'));
  });

  it.each([
    ['Pacific/Kiritimati', -840],
    ['America/Los_Angeles', 480],
    ['Asia/Kolkata', -330],
    ['UTC', 0],
  ])('is the same on a machine in %s', (zone, offsetMin) => {
    process.env.TZ = zone;
    expect(new Date('2021-12-31T18:31:05Z').getTimezoneOffset()).toBe(offsetMin);
    const atMs = Date.parse('2021-12-31T18:31:05Z');
    expect(istDateOf(atMs)).toBe('2022-01-01');
    expect(dayText(istDateOf(atMs))).toBe('Sat 1 Jan 2022');
    expect(timeText(atMs, true)).toBe('1 Jan 00:01:05 IST');
    expect(addDays(day('2021-12-31'), 1)).toBe('2022-01-01');
  });

  it('holds all instants from its midnight to the next', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (atMs) => {
        const date = istDateOf(atMs);
        expect(istMidnightMs(date)).toBeLessThanOrEqual(atMs);
        expect(istMidnightMs(date) + DAY_MS).toBeGreaterThan(atMs);
        expect(addDays(date, 1) > date).toBe(true);
        expect(parseIsoDate(date)).toBe(date);
      }),
    );
  });
});

describe('dates', () => {
  it.each<[string, number, string]>([
    ['2021-05-08', 6, '2021-05-14'],
    ['2021-12-31', 1, '2022-01-01'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2023-03-01', -1, '2023-02-28'],
    ['2021-05-08', 0, '2021-05-08'],
  ])('%s and %i days: %s', (date, days, expected) => {
    expect(addDays(day(date), days)).toBe(expected);
  });

  it.each(['2021-05-08', '2024-02-29', '1999-12-31'])('%s is one', (text) => {
    expect(parseIsoDate(text)).toBe(text);
  });

  it.each([
    '',
    '2021-5-8',
    '2021-02-29',
    '2021-13-01',
    '2021-00-10',
    '2021-04-31',
    '08-05-2021',
    ' 2021-05-08',
    '2021-05-08T00:00',
  ])('%j is none', (text) => {
    expect(parseIsoDate(text)).toBeUndefined();
  });
});

describe('in words', () => {
  it('names days and times', () => {
    expect(dayText(day('2021-05-08'))).toBe('Sat 8 May 2021');
    expect(timeText(Date.parse('2021-05-08T08:33:22.999Z'))).toBe('14:03:22 IST');
  });

  it.each<[number, string]>([
    [-5, '0 s'],
    [0, '0 s'],
    [499, '0 s'],
    [45_000, '45 s'],
    [59_600, '1 min'],
    [150_000, '2 min 30 s'],
    [3_599_700, '1 h'],
    [3_900_000, '1 h 5 min'],
    [47 * 3_600_000, '47 h'],
    [48 * 3_600_000, '2 days'],
    [50 * 3_600_000, '2 days 2 h'],
  ])('%i ms: %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});
