// The journal of what is owed and how it ended, as dispatch uses it. The store keeps it in SQLite.
// Every method is one transaction, durable when it returns (R2).
import type { Alert } from './alert.ts';
import type { Envelope, Outcome, Recipient } from './outcome.ts';
import type { ChannelName } from './subscription.ts';

/** A message that is durably `sending`: it must be given to the channel once, then settled. */
export interface ClaimedMessage {
  readonly id: number;
  readonly subscriberId: number;
  readonly recipient: Recipient;
  readonly envelope: Envelope;
  readonly alert: Alert;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** When the oldest answer that showed one of its slots arrived (wall ms). */
  readonly seenAtMs: number;
}

/** A message already sent, some of whose slots closed since and must be marked gone. */
export interface ClaimedClosing {
  /** The message's id. */
  readonly id: number;
  readonly subscriberId: number;
  readonly recipient: Recipient;
  readonly envelope: Envelope;
  /** All slots of the message; the closed ones carry `closedAtMs`. */
  readonly alert: Alert;
  /** Opening keys whose closing has not been told yet. */
  readonly newlyClosed: readonly string[];
  readonly messageRef: string | null;
  readonly attempt: number;
}

export interface ClaimOptions {
  readonly nowMs: number;
  /** At most this many messages. */
  readonly limit: number;
  /** Subscribers with a send in flight or too recent. */
  readonly skip: ReadonlySet<number>;
  /** `recipient`: all due openings in one message; `recipient-area`: one message per area (X). */
  readonly groupBy: 'recipient' | 'recipient-area';
  /** A group waits until its oldest delivery is this old (ms), so that openings gather (X). */
  readonly holdMs: number;
  /** At most this many openings in one message; the rest come in the next. */
  readonly maxSlots: number;
}

/** What to do with an outcome that was not final: when to try again, or null to give up as expired. */
export interface Settlement {
  readonly outcome: Outcome;
  readonly nowMs: number;
  /** Wall ms of the next attempt, for `retry` and for the first `ambiguous`. */
  readonly retryAtMs: number | null;
}

export interface Outbox {
  /** Messages that may have arrived and are to be resent once come first, with the slots they had. */
  claim(channel: ChannelName, options: ClaimOptions): readonly ClaimedMessage[];
  /**
   * Ends or postpones a claimed message: `sent`, `rejected` and `gone` settle its deliveries (`gone` also the
   * subscriber); `retry` makes them pending again at `retryAtMs`; `ambiguous` keeps the message whole for one resend,
   * and settles it `unknown` the second time.
   */
  settle(messageId: number, settlement: Settlement): void;
  claimClosings(
    channel: ChannelName,
    options: Pick<ClaimOptions, 'nowMs' | 'limit' | 'skip'>,
  ): readonly ClaimedClosing[];
  /** `retryAtMs` null: told, or given up. */
  settleClosing(messageId: number, told: readonly string[], retryAtMs: number | null): void;
  /** When the next message or closing of a channel falls due (wall ms), null when nothing waits. */
  nextDueMs(channel: ChannelName, nowMs: number): number | null;
  /**
   * Settles as `expired` what came too late to help: slot gone, date past, or owed longer than `lifetimeMs`, which
   * counts from the end of quiet hours where they kept it. Returns how many.
   */
  expire(nowMs: number, lifetimeMs: number): number;
  /**
   * After a crash: messages left `sending` may have arrived and are resent, after more than a few attempts not at once.
   * A crash does not use up the one resend of an ambiguous outcome. Returns how many there were.
   */
  recover(nowMs: number): number;
  /** Deliveries by state for a channel. */
  counts(
    channel: ChannelName,
  ): Readonly<Record<'pending' | 'sending' | 'sent' | 'gone' | 'rejected' | 'expired' | 'unknown', number>>;
}

/** What X posts have cost, kept across restarts. Amounts in millionths of a US dollar; days are UTC. */
export interface Spending {
  spent(day: string): { readonly dayMicros: number; readonly monthMicros: number };
  /** Counted before a post goes out, and again after a crash, so that a crash can only count too much. */
  reserve(day: string, micros: number): void;
}
