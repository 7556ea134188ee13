import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cacheAgeOf } from '../../src/poll/cache-age.ts';

const SILENT = { cachedForMs: null, freshInMs: null, aged: false };

describe('what the cache headers say', () => {
  it.each([
    ['max-age=300', '100', 300, 200, true],
    ['public, max-age=300', '100', 300, 200, true],
    ['PUBLIC, Max-Age=300', '100', 300, 200, true],
    ['max-age="300"', '100', 300, 200, true],
    ['max-age = 300', '100', 300, 200, true],
    [',,max-age=300;', ' 100 ', 300, 200, true],
    // What is said to shared caches goes first, wherever it stands.
    ['max-age=10, s-maxage=300', '100', 300, 200, true],
    ['s-maxage=60, max-age=3600', '0', 60, 60, false],
    // Of numbers that disagree, the least.
    ['max-age=300, max-age=60', '0', 60, 60, false],
    ['max-age=60, max-age=300', '0', 60, 60, false],
    // A directive of a longer name, or in another's text, is another.
    ['x-max-age=300, max-age=60', '0', 60, 60, false],
    ['note="max-age=5", max-age=60', '0', 60, 60, false],
    // Older than it should be: there may be a fresher one at once.
    ['max-age=300', '300', 300, 0, true],
    ['max-age=300', '99999', 300, 0, true],
    ['max-age=0', null, 0, 0, false],
    // Nobody says how old it is: as if made this moment.
    ['max-age=300', null, 300, 300, false],
    ['max-age=300', '', 300, 300, false],
    ['max-age=300', '-5', 300, 300, false],
    ['max-age=300', '1.5', 300, 300, false],
    ['max-age=300', '100, 200', 300, 300, false],
    ['max-age=300', 'soon', 300, 300, false],
    // No cache in between may keep it.
    ['no-store', null, 0, 0, false],
    ['no-cache, max-age=300', '7', 0, 0, true],
    ['max-age=300, NO-STORE', null, 0, 0, false],
    ['private, max-age=300', null, 0, 0, false],
    ['no-cache="set-cookie", max-age=300', null, 0, 0, false],
  ] as const)('%s, Age %s', (cacheControl, age, cachedForS, freshInS, aged) => {
    expect(cacheAgeOf(cacheControl, age)).toEqual({
      cachedForMs: cachedForS * 1000,
      freshInMs: freshInS * 1000,
      aged,
    });
  });

  it.each([
    [null, null],
    [null, '100'],
    ['', '100'],
    ['public', '100'],
    ['max-age', '100'],
    ['max-age=', '100'],
    ['max-age=-300', '100'],
    ['max-age=300s', '100'],
    ['max-age=3e2', '100'],
    ['max-age=1.5', '100'],
    ['max-age="', '100'],
    ['maxage=300', '100'],
    [`${'x,'.repeat(1000)}max-age=300`, '100'],
  ])('nothing: %s', (cacheControl, age) => {
    expect(cacheAgeOf(cacheControl, age)).toEqual(SILENT);
  });

  it('a number without end stays a number', () => {
    const huge = '9'.repeat(400);
    const { cachedForMs, freshInMs } = cacheAgeOf(`max-age=${huge}`, null);
    expect(cachedForMs).toBe(2 ** 31 * 1000);
    expect(freshInMs).toBe(2 ** 31 * 1000);
    expect(cacheAgeOf(`max-age=${huge}`, huge).freshInMs).toBe(0);
  });

  it('says the same whatever was read before', () => {
    const once = cacheAgeOf('max-age=60', null);
    cacheAgeOf('max-age=300', null);
    expect(cacheAgeOf('max-age=60', null)).toEqual(once);
    expect(cacheAgeOf('', null)).toEqual(SILENT);
  });

  it('never throws, and never says more than the copy has left', () => {
    const words = fc.constantFrom(
      'max-age',
      's-maxage',
      'no-store',
      'private',
      '=',
      '"',
      ',',
      ' ',
      '12',
      '-',
      '9e9',
    );
    const header = fc.option(
      fc.oneof(
        fc.string(),
        fc.array(words).map((parts) => parts.join('')),
      ),
    );
    fc.assert(
      fc.property(header, header, (cacheControl, age) => {
        const { cachedForMs, freshInMs } = cacheAgeOf(cacheControl, age);
        expect(cachedForMs === null).toBe(freshInMs === null);
        expect(freshInMs ?? 0).toBeGreaterThanOrEqual(0);
        expect(freshInMs ?? 0).toBeLessThanOrEqual(cachedForMs ?? 0);
      }),
    );
  });
});
