// How each channel is treated: how fast, how many at once, how messages are put together, when to try again.
// Limits are those of the providers; nothing here sends or waits.
import { backoffMs } from '../core/backoff.ts';
import type { ClaimOptions } from '../core/outbox.ts';
import type { Recipient } from '../core/outcome.ts';
import type { ChannelName } from '../core/subscription.ts';

export interface LanePolicy {
  /** Sends in flight at a time, closings too. */
  readonly concurrency: number;
  /**
   * Of the alerts that all channels together may have on their way (`places.ts`), so many are this channel's alone;
   * null: the provider refuses what is sent twice, so it needs none.
   */
  readonly keptPlaces: number | null;
  /** At most `limit` calls in any `perMs`; null: as many as there are. */
  readonly rate: { readonly limit: number; readonly perMs: number } | null;
  /** Least time between two messages to one recipient (ms), counted from the end of the first. */
  readonly perRecipientMs: (to: Recipient) => number;
  readonly grouping: Pick<ClaimOptions, 'groupBy' | 'holdMs' | 'maxSlots'>;
  /** Wait (ms) before the next attempt of a message that was not taken; `random` in [0, 1). */
  readonly retryMs: (attempt: number, random: number) => number;
  /** Wait (ms) when only this recipient was deferred; default as `retryMs`. */
  readonly recipientRetryMs?: (attempt: number, random: number) => number;
  /** Wait (ms) before the first resend of a message that may have arrived. */
  readonly resendMs: number;
  /**
   * Whether the provider refuses what it has already and says so: then a message that may have arrived is sent again
   * until it answers, as often as one that was not taken; elsewhere once.
   */
  readonly refusesRepeats: boolean;
  /** Whether one failing provider stands behind all recipients, so that its failures make the lane wait. */
  readonly oneProvider: boolean;
  /** Whether a lane asks the provider at its start if our settings work, before anything is owed. */
  readonly asksAtStart: boolean;
  /** Whether a lane asks a provider that left a send without an answer, and sends nothing before it answers. */
  readonly asksInDoubt: boolean;
  /** How often a stopped lane asks the provider whether all is well again (ms). */
  readonly recheckMs: number;
  /** What a closing shows: the whole message again, or only what has just closed. */
  readonly closingShows: 'message' | 'closed';
}

/** Attempts to tell a closing before it is given up: nobody is harmed by a late "gone". */
export const CLOSING_ATTEMPTS = 5;

const MINUTE_MS = 60_000;
const quickly = (attempt: number, random: number) => backoffMs(attempt, 2_000, 30_000, random);
const byRecipient = { groupBy: 'recipient', holdMs: 0, maxSlots: 500 } as const;

/** Minutes after which a mail deferred by the recipient's server is tried again. */
const MAIL_STEPS_MIN = [1, 5, 15, 30] as const;

export const POLICIES: Readonly<Record<ChannelName, LanePolicy>> = {
  telegram: {
    concurrency: 6,
    keptPlaces: 3,
    // The limit is said to be about 30 a second in all, 1 a second per chat, 20 a minute per group.
    rate: { limit: 28, perMs: 1_000 },
    perRecipientMs: ({ address }) => (/^[-@]/.test(address) ? 3_050 : 1_050),
    // As many as a message has room to name: what is only counted in it nobody can act on.
    grouping: { ...byRecipient, maxSlots: 12 },
    retryMs: quickly,
    resendMs: 5_000,
    refusesRepeats: false,
    oneProvider: true,
    asksAtStart: true,
    asksInDoubt: true,
    recheckMs: 2 * MINUTE_MS,
    closingShows: 'message',
  },
  email: {
    concurrency: 4,
    keptPlaces: 1,
    rate: null,
    perRecipientMs: () => 0,
    grouping: { ...byRecipient, maxSlots: 100 },
    retryMs: quickly,
    recipientRetryMs(attempt, random) {
      const minutes = MAIL_STEPS_MIN[Math.min(attempt, MAIL_STEPS_MIN.length) - 1] ?? 1;
      return Math.round(minutes * MINUTE_MS * (0.95 + random * 0.05));
    },
    resendMs: 30_000,
    refusesRepeats: false,
    oneProvider: true,
    asksAtStart: true,
    asksInDoubt: true,
    recheckMs: 2 * MINUTE_MS,
    closingShows: 'message',
  },
  webhook: {
    concurrency: 6,
    keptPlaces: 1,
    rate: null,
    perRecipientMs: () => 0,
    grouping: byRecipient,
    retryMs: (attempt, random) => backoffMs(attempt, 5_000, 10 * MINUTE_MS, random),
    resendMs: 5_000,
    refusesRepeats: false,
    oneProvider: false,
    asksAtStart: true,
    // One silent receiver says nothing of another, and a question would be a call like any.
    asksInDoubt: false,
    recheckMs: 2 * MINUTE_MS,
    closingShows: 'closed',
  },
  twitter: {
    concurrency: 1,
    keptPlaces: null,
    rate: { limit: 100, perMs: 15 * MINUTE_MS },
    perRecipientMs: () => 0,
    grouping: { groupBy: 'recipient-area', holdMs: 20_000, maxSlots: 50 },
    retryMs: (attempt, random) => backoffMs(attempt, 10_000, 5 * MINUTE_MS, random),
    resendMs: 10_000,
    refusesRepeats: true,
    oneProvider: true,
    // Asking X costs money too; a post sent again is recognised.
    asksAtStart: false,
    asksInDoubt: false,
    recheckMs: 60 * MINUTE_MS,
    closingShows: 'message',
  },
};
