import { describe, expect, it } from 'vitest';
import { POLICIES } from '../../src/alert/policy.ts';
import { laneMove, settlementOf } from '../../src/alert/settlement.ts';
import type { Outcome } from '../../src/core/outcome.ts';

const MINUTE = 60_000;
const first = { attempt: 1, resend: false };
const retryAt = (outcome: Outcome, attempt = first, policy = POLICIES.telegram, random = 0.999) =>
  settlementOf(outcome, attempt, policy, 0, random).retryAtMs;

describe('what is written down of a send', () => {
  it('ends with what is final', () => {
    for (const outcome of [
      { kind: 'sent' },
      { kind: 'gone', why: 'x' },
      { kind: 'rejected', why: 'x' },
    ] as const) {
      expect(retryAt(outcome)).toBeNull();
    }
  });

  it('takes the provider’s word for when to try again, within bounds', () => {
    const retry = { kind: 'retry', why: 'x', pause: 'channel' } as const;
    expect(retryAt({ ...retry, afterMs: 7_000 })).toBe(7_000);
    expect(retryAt({ ...retry, afterMs: 1e12 })).toBe(30 * MINUTE);
    expect(retryAt({ ...retry, afterMs: -5 })).toBe(0);
  });

  it('tries a deferred mail again after 1, 5, 15, 30 and 30 minutes', () => {
    const deferred = { kind: 'retry', why: 'rcpt-450', pause: 'recipient' } as const;
    const minutes = [1, 2, 3, 4, 5].map((attempt) =>
      Math.round((retryAt(deferred, { attempt, resend: false }, POLICIES.email) ?? 0) / MINUTE),
    );
    expect(minutes).toEqual([1, 5, 15, 30, 30]);
  });

  it('waits longer from try to try, but never long: the slot would be gone', () => {
    const waits = [1, 2, 3, 4, 5, 6, 40].map((attempt) =>
      retryAt({ kind: 'retry', why: 'x' }, { attempt, resend: false }),
    );
    expect(waits).toEqual([1_999, 3_998, 7_996, 15_992, 29_985, 29_985, 29_985]);
  });

  it('sends what may have arrived once more and not again', () => {
    const ambiguous = { kind: 'ambiguous', why: 'timeout' } as const;
    expect(retryAt(ambiguous)).toBe(5_000);
    expect(retryAt(ambiguous, { attempt: 2, resend: true })).toBeNull();
    // X says of what it has that it has it.
    expect(retryAt(ambiguous, first, POLICIES.twitter)).toBe(10_000);
    expect(retryAt(ambiguous, { attempt: 2, resend: true }, POLICIES.twitter)).toBe(19_990);
  });
});

describe('how a lane goes on', () => {
  it('pauses, stops or goes on as the outcome says', () => {
    const move = (outcome: Outcome, policy = POLICIES.telegram) => laneMove(outcome, policy);
    expect(move({ kind: 'sent' })).toEqual({ move: 'on' });
    expect(move({ kind: 'gone', why: 'x' })).toEqual({ move: 'on' });
    expect(move({ kind: 'retry', why: 'x', pause: 'recipient' })).toEqual({ move: 'on' });
    expect(move({ kind: 'retry', why: 'x', pause: 'stop' })).toEqual({ move: 'stop', why: 'x' });
    expect(move({ kind: 'retry', why: 'x', pause: 'channel', afterMs: 9 })).toEqual({
      move: 'pause',
      why: 'x',
      forMs: 9,
    });
    expect(move({ kind: 'retry', why: 'x', pause: 'channel', afterMs: 1e15 })).toMatchObject({
      forMs: 86_400_000,
    });
    expect(move({ kind: 'retry', why: 'x' })).toEqual({ move: 'trouble', why: 'x', inDoubt: false });
    expect(move({ kind: 'ambiguous', why: 'x' })).toEqual({ move: 'trouble', why: 'x', inDoubt: true });
    // One dead webhook says nothing of the others.
    expect(move({ kind: 'retry', why: 'x' }, POLICIES.webhook)).toEqual({ move: 'on' });
  });
});
