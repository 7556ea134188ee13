// From what a channel said to what is written down and how the lane goes on. Pure.
import { LONGEST_ASKED_MS, LONGEST_WAIT_MS } from '../core/backoff.ts';
import type { Settlement } from '../core/outbox.ts';
import type { Outcome } from '../core/outcome.ts';
import type { LanePolicy } from './policy.ts';

interface Attempt {
  readonly attempt: number;
  /** The provider left an earlier attempt open: the one resend for that is used up. */
  readonly resend: boolean;
}

/**
 * What to write down.
 * @param random in [0, 1)
 */
export function settlementOf(
  outcome: Outcome,
  { attempt, resend }: Attempt,
  policy: LanePolicy,
  nowMs: number,
  random: number,
): Settlement {
  const waitMs = waitOf(outcome, attempt, resend, policy, random);
  const retryAtMs = waitMs === null ? null : nowMs + Math.min(Math.max(0, waitMs), LONGEST_WAIT_MS);
  return { outcome, nowMs, retryAtMs };
}

function waitOf(
  outcome: Outcome,
  attempt: number,
  resend: boolean,
  policy: LanePolicy,
  random: number,
): number | null {
  if (outcome.kind === 'ambiguous') {
    if (!resend) return policy.resendMs;
    return policy.refusesRepeats ? policy.retryMs(attempt, random) : null;
  }
  if (outcome.kind !== 'retry') return null;
  if (outcome.afterMs !== undefined) return outcome.afterMs;
  // A stopped lane claims nothing; once it runs again, what waited is due.
  if (outcome.pause === 'stop') return 0;
  const ownRetry = outcome.pause === 'recipient' ? policy.recipientRetryMs : undefined;
  return (ownRetry ?? policy.retryMs)(attempt, random);
}

/**
 * How a lane goes on after an outcome. `trouble`: a failure that may be the provider's and not the recipient's;
 * `inDoubt`: the message may have arrived all the same.
 */
export type LaneMove =
  | { readonly move: 'on' }
  | { readonly move: 'pause'; readonly why: string; readonly forMs: number }
  | { readonly move: 'stop'; readonly why: string }
  | { readonly move: 'trouble'; readonly why: string; readonly inDoubt: boolean };

export function laneMove(outcome: Outcome, policy: LanePolicy): LaneMove {
  if (outcome.kind === 'ambiguous' && policy.oneProvider) {
    return { move: 'trouble', why: outcome.why, inDoubt: true };
  }
  if (outcome.kind !== 'retry') return { move: 'on' };
  const { why, pause } = outcome;
  if (pause === 'stop') return { move: 'stop', why };
  if (pause === 'channel') {
    const forMs = Math.min(outcome.afterMs ?? policy.retryMs(1, 1), LONGEST_ASKED_MS);
    return { move: 'pause', why, forMs };
  }
  return pause === undefined && policy.oneProvider
    ? { move: 'trouble', why, inDoubt: false }
    : { move: 'on' };
}
