// What the operator and those who sign up are told, in words, where something is rare.
import { describe, expect, it } from 'vitest';
import { clientKey, targetKey } from '../../src/alert/client-key.ts';
import { POLICIES } from '../../src/alert/policy.ts';
import { laneMove } from '../../src/alert/settlement.ts';
import { tooManyTries } from '../../src/alert/sign-up-wording.ts';
import { stoppedText, waitingText } from '../../src/alert/wording.ts';

describe('a lane that cannot go on', () => {
  it('says why, also for a reason without words of its own', () => {
    expect(stoppedText('webhook', 'teapot')).toBe(
      'The webhook refuses us (teapot). What is owed waits; it is looked at again now and then.',
    );
    expect(waitingText('twitter', 'spend-cap', 60_000)).toBe(
      'The spending cap for X is reached; going on in 1 min.',
    );
    expect(waitingText('email', 'sending-limit', 5_000)).toBe(
      'The mail account has sent as many mails as it may for now; going on in 5 s.',
    );
    expect(waitingText('email', 'status-500', 5_000)).toBe(
      'The mail server cannot be used (status-500); going on in 5 s.',
    );
  });

  it('is no matter of one recipient of many', () => {
    const silent = { kind: 'ambiguous', why: 'timeout' } as const;
    expect(laneMove(silent, POLICIES.webhook)).toEqual({ move: 'on' });
    expect(laneMove(silent, POLICIES.telegram)).toMatchObject({ move: 'trouble', inDoubt: true });
  });
});

describe('whoever typed too many codes', () => {
  it('is told who that was, and never a shorter wait than there is', () => {
    expect(tooManyTries({ what: 'client', waitMs: 59_001 }).message).toContain(
      'from your network for now. Try again in 1 min.',
    );
    expect(tooManyTries({ what: 'all', waitMs: 61_000 }).message).toContain(
      'here for now. Try again in 2 min.',
    );
    expect(tooManyTries({ what: 'all', waitMs: 1 }).message).toContain('in 1 s.');
  });
});

it('waits between tries grow, each within its bounds, on every channel', () => {
  for (const policy of Object.values(POLICIES)) {
    for (const random of [0, 0.999]) {
      const waits = [1, 2, 3, 8, 20].map((attempt) => policy.retryMs(attempt, random));
      expect(waits.every((ms, index) => ms > 0 && ms >= (waits[index - 1] ?? 0))).toBe(true);
      expect(waits.at(-1)).toBeLessThanOrEqual(10 * 60_000);
      expect(policy.perRecipientMs({ address: '-100', secret: null })).toBeGreaterThanOrEqual(0);
    }
  }
  const mail = [1, 2, 3, 4, 9].map((attempt) => POLICIES.email.recipientRetryMs?.(attempt, 0.999) ?? 0);
  expect(mail.map((ms) => Math.round(ms / 60_000))).toEqual([1, 5, 15, 30, 30]);
});

it('addresses that are none are one client, and one place', () => {
  expect(clientKey('::ffff:0:0')).toBe('0.0.0.0');
  expect(targetKey({ channel: 'webhook', address: 'nowhere' })).toBe('webhook ');
});
