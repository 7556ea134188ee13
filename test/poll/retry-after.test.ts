import { describe, expect, it } from 'vitest';
import { retryAfter } from '../../src/poll/retry-after.ts';

const NOW = Date.parse('2021-05-07T12:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['seconds', '120', 120_000],
    ['none at all', '0', 0],
    ['a date', 'Fri, 07 May 2021 12:01:00 GMT', 60_000],
    ['a date that is past', 'Fri, 07 May 2021 11:00:00 GMT', 0],
    ['a date years away', 'Wed, 07 May 2031 12:00:00 GMT', 900_000],
    ['absurdly many seconds', '999999999999999999999', 900_000],
    ['negative seconds', '-5', 30_000],
    ['nonsense', 'soon', 30_000],
    ['nothing', '', 30_000],
    ['a number of another kind', '1e9', 30_000],
  ])('%s: a sensible wait', (_, header, waitMs) => {
    expect(retryAfter(header, NOW)).toBe(waitMs);
  });

  it('missing: no wait is asked for', () => {
    expect(retryAfter(null, NOW)).toBeNull();
  });
});
