// Telling those who were told that a slot is gone: which sent messages wait for it, and what was said of it.
// A closing is news once; it is tried again, but never at the cost of an alert.
import { LONGEST_WAIT_MS } from '../../core/backoff.ts';
import type { ClaimedClosing, ClaimOptions } from '../../core/outbox.ts';
import type { ChannelName } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import type { Places } from '../places.ts';
import { hasCome } from './queue.ts';
import { alertOf, MESSAGE_SELECT, type MessageRow, saidSlots } from './said.ts';

export interface Closings {
  claim(
    channel: ChannelName,
    options: Pick<ClaimOptions, 'nowMs' | 'limit' | 'skip'>,
  ): readonly ClaimedClosing[];
  settle(messageId: number, told: readonly string[], retryAtMs: number | null): void;
  nextDueMs(channel: ChannelName, nowMs: number): number | null;
  /** Marks the slots of a message just sent that closed while it was on its way. */
  afterSent(messageId: number, channel: ChannelName): void;
  /** After a crash: closings that were being told are due again. */
  recover(): void;
}

type DueRow = MessageRow & { readonly ref: string | null; readonly attempts: number };

/**
 * Every method belongs inside a transaction of the caller's.
 * @param closingChannels channels that can mark a sent message as gone, or say so
 */
export function createClosings(
  { sql }: Db,
  places: Places,
  closingChannels: readonly ChannelName[],
): Closings {
  const due = sql.prepare<{ channel: string; nowMs: number; farMs: number; limit: number }, DueRow>(`
    SELECT ${MESSAGE_SELECT}, m.ref, m.closing_attempts AS attempts
    FROM messages m JOIN subscribers b ON b.id = m.subscriber
    WHERE m.closing_due_ms IS NOT NULL AND m.channel = :channel
      AND (m.closing_due_ms <= :nowMs OR m.closing_due_ms > :farMs)
    ORDER BY m.closing_due_ms, m.id LIMIT :limit + 0
  `);
  const nextDue = sql.prepare<[string], { dueMs: number | null }>(`
    SELECT min(closing_due_ms) AS dueMs FROM messages WHERE closing_due_ms IS NOT NULL AND channel = ?
  `);
  const said = saidSlots(sql);
  const start = sql.prepare<[number]>(`
    UPDATE messages SET closing_due_ms = NULL, closing_telling = 1, closing_attempts = closing_attempts + 1
    WHERE id = ?
  `);
  const stop = sql.prepare<[number | null, number]>(
    'UPDATE messages SET closing_due_ms = ?, closing_telling = 0 WHERE id = ?',
  );
  const begunAnew = sql.prepare<[number]>('UPDATE messages SET closing_attempts = 0 WHERE id = ?');
  const told = sql.prepare<[number, string]>(`
    UPDATE deliveries SET closing = 'told'
    WHERE message = ? AND opening = (SELECT id FROM openings WHERE key = ?) AND closing = 'due'
  `);
  const allTold = sql.prepare<[number]>(
    "UPDATE deliveries SET closing = 'told' WHERE message = ? AND closing = 'due'",
  );
  const anyDue = sql.prepare<[number], { one: 1 }>(
    "SELECT 1 AS one FROM deliveries WHERE message = ? AND closing = 'due' LIMIT 1",
  );
  const markClosed = sql.prepare<[number]>(`
    UPDATE deliveries SET closing = 'due'
    WHERE message = ? AND closing = 'none'
      AND (SELECT closed_why FROM openings WHERE id = deliveries.opening) = 'gone'
  `);
  const recover = sql.prepare(
    'UPDATE messages SET closing_due_ms = 0, closing_telling = 0 WHERE closing_telling = 1',
  );

  return {
    claim(channel, { nowMs, limit, skip }) {
      const claimed: ClaimedClosing[] = [];
      const farMs = nowMs + LONGEST_WAIT_MS;
      for (const row of due.all({ channel, nowMs, farMs, limit: limit + skip.size })) {
        if (claimed.length >= limit) break;
        if (skip.has(row.subscriberId)) continue;
        const slots = said.all(row.id);
        const newlyClosed = slots.filter((slot) => slot.closing === 'due').map((slot) => slot.key);
        if (row.active === 0 || newlyClosed.length === 0) {
          allTold.run(row.id);
          stop.run(null, row.id);
          continue;
        }
        start.run(row.id);
        claimed.push({
          id: row.id,
          subscriberId: row.subscriberId,
          recipient: { address: row.address, secret: row.secret },
          envelope: {
            messageKey: row.key,
            composedAtMs: row.composedMs,
            resend: row.resend > 0,
            leftOpen: row.resend > 1,
          },
          alert: alertOf(slots, places, true),
          newlyClosed,
          messageRef: row.ref,
          attempt: row.attempts + 1,
        });
      }
      return claimed;
    },
    settle(messageId, toldKeys, retryAtMs) {
      if (retryAtMs !== null) {
        stop.run(retryAtMs, messageId);
        return;
      }
      if (toldKeys.length === 0) allTold.run(messageId);
      for (const key of toldKeys) told.run(messageId, key);
      begunAnew.run(messageId);
      // Another slot of the message may have closed meanwhile.
      stop.run(anyDue.get(messageId) === undefined ? null : 0, messageId);
    },
    nextDueMs(channel, nowMs) {
      const dueMs = nextDue.get(channel)?.dueMs ?? null;
      return dueMs !== null && hasCome(dueMs, nowMs) ? nowMs : dueMs;
    },
    afterSent(messageId, channel) {
      if (!closingChannels.includes(channel)) return;
      if (markClosed.run(messageId).changes > 0) stop.run(0, messageId);
    },
    recover: () => recover.run(),
  };
}
