// A subscriber in words, as the operator reads them in the list and on the screen.
import { describe, expect, it } from 'vitest';
import { originText, stateText } from '../../../src/core/text/subscriber.ts';
import { ANITA } from '../../support/plain-control.ts';

const NOON = Date.parse('2021-05-08T12:00+05:30');

describe('a subscriber in words', () => {
  it.each([
    [{}, 'active'],
    [{ state: 'gone', stateWhy: 'unsubscribed' }, 'gone (unsubscribed)'],
    [
      {
        state: 'paused',
        stateWhy: 'paused by themselves',
        resumesAtMs: Date.parse('2021-05-09T07:00+05:30'),
      },
      'paused until 9 May 07:00 IST (paused by themselves)',
    ],
    [{ quiet: { fromHour: 22, toHour: 7 } }, 'active, quiet 22:00 to 07:00 IST'],
  ] as const)('stands %j', (changes, words) => {
    expect(stateText({ ...ANITA, ...changes })).toBe(words);
  });

  it.each([
    [{}, 'operator'],
    [{ verifiedAtMs: NOON }, 'operator, verified'],
    [{ origin: 'page', verifiedAtMs: NOON }, 'page, verified'],
    [{ origin: 'import' }, 'import, not verified'],
  ] as const)('comes from %j', (changes, words) => {
    expect(originText({ ...ANITA, ...changes })).toBe(words);
  });
});
