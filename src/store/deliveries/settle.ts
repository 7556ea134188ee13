// How an attempt ended, written down at once: every delivery of the message gets its next state (R5), and a
// recipient who refuses us is not tried again. It never sends and never waits.

import type { Settlement } from '../../core/outbox.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { DeliveryState } from '../../core/snapshot.ts';
import type { ChannelName } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import type { Leaving } from '../people/leaving.ts';
import type { Moving } from '../people/move.ts';
import type { Unwanted } from '../people/unwanted.ts';
import type { Closings } from './closings.ts';
import { EXPIRED_WHY } from './fan-out.ts';
import type { Queue } from './queue.ts';

export interface Settling {
  settle(messageId: number, settlement: Settlement): void;
  /** Ends a message that may have arrived and is not tried again. */
  giveUp(messageId: number, why: string, nowMs: number): void;
  /** Messages a crash left `sending`: they may have arrived. Returns how many. */
  recover(nowMs: number): number;
}

interface MessageRow {
  readonly id: number;
  readonly channel: ChannelName;
  readonly subscriber: number;
  readonly state: string;
  readonly resend: number;
  readonly attempts: number;
}

/** `messages.resend`: a crash left it open whether it arrived; its provider did, for which it is resent once only. */
const CRASHED = 1;
const LEFT_OPEN = 2;

/**
 * A crash says less than a silent provider: most likely the message never left. So it does not use up the one resend,
 * however many crashes there are. But a message that itself brings the process down must not do so at every start: after
 * some attempts it waits, longer each time (ms), so that the others are told before; in the end it is too old.
 */
const QUICK_ATTEMPTS = 4;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;

/** Channels that say of a message they have already that they have it: sending it again harms nobody. */
const REFUSE_REPEATS: ReadonlySet<ChannelName> = new Set(['twitter']);

const MESSAGE = 'id, channel, subscriber, state, resend, attempts';

type Refusal = Extract<Outcome, { kind: 'gone' }>;

export interface SettlingParts {
  readonly queue: Queue;
  readonly closings: Closings;
  readonly moving: Moving;
  readonly leaving: Leaving;
  readonly unwanted: Unwanted;
}

/** Every method belongs inside a transaction of the caller's. */
export function createSettling({ sql }: Db, parts: SettlingParts): Settling {
  const { queue, closings, moving, leaving, unwanted } = parts;
  const find = sql.prepare<[number], MessageRow>(`SELECT ${MESSAGE} FROM messages WHERE id = ?`);
  const endAll = sql.prepare<[DeliveryState, string, number, number]>(
    'UPDATE deliveries SET state = ?, why = ?, settled_ms = ? WHERE message = ?',
  );
  const endMessage = sql.prepare<[string | null, number]>(
    "UPDATE messages SET state = 'settled', ref = ? WHERE id = ?",
  );
  const newestTold = sql.prepare<[number], { seenMs: number }>(
    'SELECT max(seen_ms) AS seenMs FROM deliveries WHERE message = ?',
  );
  const alerted = sql.prepare<[number, number, number]>(
    'UPDATE subscribers SET last_alert_ms = ?, told_of_ms = ?, failures = 0 WHERE id = ?',
  );
  const alertedInLine = sql.prepare<[number, number]>('UPDATE queue SET told_of_ms = ? WHERE subscriber = ?');
  const failed = sql.prepare<[number]>('UPDATE subscribers SET failures = failures + 1 WHERE id = ?');
  const toResend = sql.prepare<[number, number, number]>(
    "UPDATE messages SET state = 'resend', resend = max(resend, ?), not_before_ms = ? WHERE id = ?",
  );
  const openSlots = sql.prepare<[number], { n: number }>(`
    SELECT count(*) AS n FROM deliveries d JOIN openings o ON o.id = d.opening
    WHERE d.message = ? AND o.closed_ms IS NULL
  `);
  const expireClosed = sql.prepare<[string, number, number]>(`
    UPDATE deliveries SET state = 'expired', why = ?, settled_ms = ?
    WHERE message = ? AND (SELECT closed_ms FROM openings WHERE id = deliveries.opening) IS NOT NULL
  `);
  const pendAgain = sql.prepare<[string, number, number]>(`
    UPDATE deliveries SET state = 'pending', why = ?, not_before_ms = ?, message = NULL, capacity = NULL,
      shown_ms = NULL
    WHERE message = ? AND state = 'sending'
  `);
  const unlink = sql.prepare<[number]>(
    'UPDATE deliveries SET message = NULL, capacity = NULL, shown_ms = NULL WHERE message = ?',
  );
  const drop = sql.prepare<[number]>('DELETE FROM messages WHERE id = ?');
  const leftSending = sql.prepare<[], MessageRow>(`SELECT ${MESSAGE} FROM messages WHERE state = 'sending'`);

  function end(
    message: MessageRow,
    state: DeliveryState,
    why: string,
    nowMs: number,
    ref: string | null,
  ): void {
    endAll.run(state, why, nowMs, message.id);
    endMessage.run(ref, message.id);
  }

  function sent(message: MessageRow, ref: string | null, nowMs: number): void {
    end(message, 'sent', '', nowMs, ref);
    const toldOfMs = newestTold.get(message.id)?.seenMs ?? nowMs;
    alerted.run(nowMs, toldOfMs, message.subscriber);
    alertedInLine.run(toldOfMs, message.subscriber);
    // A slot may have gone while its message was on the way.
    closings.afterSent(message.id, message.channel);
  }

  function gone(message: MessageRow, { why }: Refusal, nowMs: number): void {
    end(message, 'gone', why, nowMs, null);
    // It never arrived: should they come back, they can be told of what it was about.
    if (message.resend === 0) discard(message);
    leaving.leave(message.subscriber, why, 'them', nowMs);
  }

  function discard(message: MessageRow): void {
    unlink.run(message.id);
    drop.run(message.id);
  }

  /** Not accepted. A message that may have arrived earlier stays whole; any other is composed anew. */
  function retry(message: MessageRow, why: string, retryAtMs: number | null, nowMs: number): void {
    if (message.resend > 0) {
      if (retryAtMs === null) end(message, 'unknown', why, nowMs, null);
      else toResend.run(message.resend, retryAtMs, message.id);
      return;
    }
    if (retryAtMs === null) {
      endAll.run('expired', why, nowMs, message.id);
    } else {
      expireClosed.run(EXPIRED_WHY.gone, nowMs, message.id);
      pendAgain.run(why, retryAtMs, message.id);
    }
    discard(message);
    // They may have changed their mind while it was on the way.
    unwanted.expire(message.subscriber, nowMs);
    queue.replace(message.subscriber, nowMs);
  }

  /** It may have arrived. @param retryAtMs null: it may not be sent once more as it is */
  function ambiguous(
    message: MessageRow,
    why: string,
    retryAtMs: number | null,
    nowMs: number,
    mark: typeof CRASHED | typeof LEFT_OPEN,
  ): void {
    if (retryAtMs !== null && (openSlots.get(message.id)?.n ?? 0) > 0) {
      toResend.run(mark, retryAtMs, message.id);
    } else {
      end(message, 'unknown', why, nowMs, null);
    }
  }

  return {
    settle(messageId, { outcome, nowMs, retryAtMs }) {
      const message = find.get(messageId);
      // Forgotten, or settled already: nothing is owed any more.
      if (message?.state !== 'sending') return;
      if (isFailure(outcome)) failed.run(message.subscriber);
      switch (outcome.kind) {
        case 'sent':
          return sent(message, outcome.messageRef ?? null, nowMs);
        case 'rejected':
          return end(message, 'rejected', outcome.why, nowMs, null);
        case 'gone':
          return gone(message, outcome, nowMs);
        case 'ambiguous': {
          const mayAgain = message.resend < LEFT_OPEN || REFUSE_REPEATS.has(message.channel);
          return ambiguous(message, outcome.why, mayAgain ? retryAtMs : null, nowMs, LEFT_OPEN);
        }
        case 'retry': {
          const moved = outcome.movedTo;
          const subscriber =
            moved === undefined ? message.subscriber : moving.move(message.subscriber, moved, nowMs);
          return retry({ ...message, subscriber }, outcome.why, retryAtMs, nowMs);
        }
      }
    },
    giveUp(messageId, why, nowMs) {
      const message = find.get(messageId);
      if (message !== undefined) end(message, 'unknown', why, nowMs, null);
    },
    recover(nowMs) {
      const left = leftSending.all();
      for (const message of left) {
        ambiguous(message, 'stopped while sending', nowMs + afterCrashMs(message.attempts), nowMs, CRASHED);
      }
      return left.length;
    },
  };
}

/** How long a message that was on its way at a crash waits (ms). */
function afterCrashMs(attempts: number): number {
  if (attempts <= QUICK_ATTEMPTS) return 0;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - QUICK_ATTEMPTS - 1));
}

/** Whether a send is not known to have arrived, for a reason that may be the recipient's: not one that stops a channel. */
function isFailure(outcome: Outcome): boolean {
  if (outcome.kind === 'retry') return outcome.pause !== 'channel' && outcome.pause !== 'stop';
  return outcome.kind !== 'sent';
}
