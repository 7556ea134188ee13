import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  learn,
  type NewsRate,
  newsPerDay,
  noNewsYet,
  timesTypical,
  typicalOf,
} from '../../src/poll/news-rate.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** An area whose answers came every `everyMs` for so many days; every n-th had news. */
function watched(everyMs: number, days: number, newsEvery: number): NewsRate {
  const rate = noNewsYet();
  for (let poll = 1; poll * everyMs <= days * DAY_MS; poll++) {
    learn(rate, everyMs, poll % newsEvery === 0);
    if (poll % 100 === 0) typicalOf([rate], everyMs * 100);
  }
  return rate;
}

describe('the rate of news', () => {
  it('of an area that has four times the news is told as about four times', () => {
    const busy = watched(MINUTE_MS, 4, 15);
    const calm = watched(MINUTE_MS, 4, 60);
    const typical = typicalOf([busy, calm], 0);
    const ratio = timesTypical(busy, typical) / timesTypical(calm, typical);
    expect(ratio).toBeGreaterThan(3.5);
    expect(ratio).toBeLessThan(4.1);
    expect(newsPerDay(calm)).toBeCloseTo(24, -1);
    expect(newsPerDay(busy)).toBeCloseTo(96, -1);
  });

  it('does not depend on how often was asked: half of the answers with news mean more news when they are rare', () => {
    // Poisson, 3 an hour: with x expected between two polls, 1 - e^-x of the answers have news.
    const perHour = 3;
    const often = noNewsYet();
    const rarely = noNewsYet();
    for (const [rate, everyMs] of [
      [often, MINUTE_MS],
      [rarely, 25 * MINUTE_MS],
    ] as const) {
      const chance = 1 - Math.exp((-perHour * everyMs) / HOUR_MS);
      let carried = 0;
      for (let passedMs = 0; passedMs < 5 * DAY_MS; passedMs += everyMs) {
        carried += chance;
        learn(rate, everyMs, carried >= 1);
        if (carried >= 1) carried -= 1;
        typicalOf([rate], everyMs);
      }
    }
    expect(newsPerDay(often) as number).toBeGreaterThan(65);
    expect(newsPerDay(often) as number).toBeLessThan(79);
    expect(newsPerDay(rarely) as number).toBeGreaterThan(60);
    expect(newsPerDay(rarely) as number).toBeLessThan(80);
  });

  it('of a new area is the typical one', () => {
    const fresh = noNewsYet();
    const typical = typicalOf([fresh, watched(MINUTE_MS, 2, 30)], 0);
    expect(typical).toBeGreaterThan(0);
    expect(timesTypical(fresh, typical)).toBe(1);
  });

  it('is typical for all while nobody has had news', () => {
    const quiet = watched(MINUTE_MS, 2, 1e9);
    const typical = typicalOf([quiet, noNewsYet()], 0);
    expect(timesTypical(quiet, typical)).toBe(1);
  });

  it('one lucky burst does not make an area a hot one', () => {
    const others = Array.from({ length: 20 }, () => watched(MINUTE_MS, 1, 360));
    const lucky = watched(MINUTE_MS, 1, 360);
    for (let at = 0; at < 5; at++) learn(lucky, MINUTE_MS, true);
    const typical = typicalOf([...others, lucky], 0);
    expect(timesTypical(lucky, typical)).toBeGreaterThan(1);
    // Five in five minutes is a thousand times the typical rate.
    expect(timesTypical(lucky, typical)).toBeLessThan(3);
  });

  it('nor does luck with the first answers of a new one', () => {
    const fresh = noNewsYet();
    for (let at = 0; at < 2; at++) learn(fresh, 5 * MINUTE_MS, true);
    const typical = typicalOf([watched(MINUTE_MS, 1, 360), watched(MINUTE_MS, 1, 360), fresh], 0);
    expect(timesTypical(fresh, typical)).toBeGreaterThan(1);
    expect(timesTypical(fresh, typical)).toBeLessThan(2);
  });

  it('of answers that came in the same instant says nothing', () => {
    const rate = noNewsYet();
    learn(rate, 0, true);
    expect(timesTypical(rate, typicalOf([rate], 0))).toBe(1);
  });

  it('a quiet area is never forgotten, a hot one never takes all', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ gapMs: fc.integer({ min: -5, max: DAY_MS }), news: fc.boolean(), at: fc.nat(3) }),
          { maxLength: 200 },
        ),
        (answers) => {
          const rates = Array.from({ length: 4 }, noNewsYet);
          for (const { gapMs, news, at } of answers) {
            learn(rates[at] as NewsRate, gapMs, news);
            const typical = typicalOf(rates, gapMs);
            for (const rate of rates) {
              expect(timesTypical(rate, typical)).toBeGreaterThanOrEqual(1 / 16);
              expect(timesTypical(rate, typical)).toBeLessThanOrEqual(16);
            }
          }
        },
      ),
    );
  });

  it('what was is forgotten: after some quiet days a hot area is an ordinary one', () => {
    const once = watched(MINUTE_MS, 2, 5);
    const other = watched(MINUTE_MS, 2, 60);
    typicalOf([once, other], 0);
    const before = timesTypical(once, typicalOf([once, other], 0));
    for (let minute = 0; minute < 5 * 24 * 60; minute++) {
      learn(once, MINUTE_MS, minute % 60 === 0);
      learn(other, MINUTE_MS, minute % 60 === 0);
      typicalOf([once, other], MINUTE_MS);
    }
    const after =
      timesTypical(once, typicalOf([once, other], 0)) / timesTypical(other, typicalOf([once, other], 0));
    expect(before).toBeGreaterThan(1.5);
    expect(after).toBeLessThan(1.5);
  });

  it('is told only once the area was watched for some hours', () => {
    const rate = noNewsYet();
    learn(rate, 10 * MINUTE_MS, true);
    expect(newsPerDay(rate)).toBeNull();
    expect(newsPerDay(watched(MINUTE_MS, 1, 60))).not.toBeNull();
  });
});
