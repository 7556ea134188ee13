// Messages that may have arrived, or were on their way at a crash, taken up once more as they were: their slots, their
// words and their key stay. New messages are composed in `claim.ts`; how an attempt ended is `settle.ts`'s.
import { LONGEST_WAIT_MS } from '../../core/backoff.ts';
import type { ClaimedMessage, ClaimOptions } from '../../core/outbox.ts';
import { quietEndedMs, quietUntilMs } from '../../core/quiet.ts';
import type { ChannelName } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import { type QuietColumns, quietOf } from '../people/person-rows.ts';
import type { Places } from '../places.ts';
import { lookAgainMs } from './offering.ts';
import { hasCome } from './queue.ts';
import { alertOf, MESSAGE_SELECT, type MessageRow, saidSlots } from './said.ts';

type ResendRow = MessageRow & QuietColumns & { readonly attempts: number; readonly seenMs: number };

export interface Resends {
  /** Those whose time has come, committed as `sending` with the transaction (R2). */
  claim(channel: ChannelName, options: Pick<ClaimOptions, 'nowMs' | 'limit' | 'skip'>): ClaimedMessage[];
  /** When the next one's time comes (wall ms); null: there is none. */
  nextDueMs(channel: ChannelName, nowMs: number): number | null;
}

/**
 * Every method belongs inside a transaction of the caller's.
 * @param giveUp settles a message that shall not be resent
 */
export function createResends(
  { sql }: Db,
  places: Places,
  giveUp: (messageId: number, why: string, nowMs: number) => void,
): Resends {
  const dueResends = sql.prepare<
    { channel: string; nowMs: number; farMs: number; limit: number },
    ResendRow
  >(`
    SELECT ${MESSAGE_SELECT}, m.attempts, m.seen_ms AS seenMs, b.quiet_from AS quietFrom, b.quiet_to AS quietTo
    FROM messages m JOIN subscribers b ON b.id = m.subscriber
    WHERE m.state = 'resend' AND m.channel = :channel AND (m.not_before_ms <= :nowMs OR m.not_before_ms > :farMs)
    ORDER BY m.not_before_ms LIMIT :limit + 0
  `);
  const nextResend = sql.prepare<[string], { dueMs: number | null }>(
    "SELECT min(not_before_ms) AS dueMs FROM messages WHERE state = 'resend' AND channel = ?",
  );
  const startResend = sql.prepare<[number]>(
    "UPDATE messages SET state = 'sending', attempts = attempts + 1 WHERE id = ?",
  );
  const restResend = sql.prepare<[number, number]>('UPDATE messages SET not_before_ms = ? WHERE id = ?');
  const countAttempt = sql.prepare<[number]>(
    'UPDATE deliveries SET attempts = attempts + 1 WHERE message = ?',
  );
  const said = saidSlots(sql);

  return {
    claim(channel, { nowMs, limit, skip }) {
      const farMs = nowMs + LONGEST_WAIT_MS;
      const claimed: ClaimedMessage[] = [];
      for (const row of dueResends.all({ channel, nowMs, farMs, limit: limit + skip.size })) {
        if (claimed.length >= limit) break;
        if (skip.has(row.subscriberId)) continue;
        const slots = said.all(row.id);
        if (row.active === 0 || slots.every((slot) => slot.closedMs !== null)) {
          giveUp(row.id, row.active === 0 ? 'subscriber not active' : 'slot gone before the resend', nowMs);
          continue;
        }
        const quiet = quietOf(row);
        const quietMs = quietUntilMs(quiet, nowMs);
        if (quietMs !== null) {
          restResend.run(lookAgainMs(quietMs, nowMs), row.id);
          continue;
        }
        startResend.run(row.id);
        countAttempt.run(row.id);
        claimed.push({
          id: row.id,
          subscriberId: row.subscriberId,
          recipient: { address: row.address, secret: row.secret },
          envelope: {
            messageKey: row.key,
            composedAtMs: row.composedMs,
            resend: true,
            leftOpen: row.resend > 1,
          },
          alert: alertOf(slots, places, false),
          attempt: row.attempts + 1,
          seenAtMs: quiet === null ? row.seenMs : Math.max(row.seenMs, quietEndedMs(quiet, nowMs)),
        });
      }
      return claimed;
    },
    nextDueMs(channel, nowMs) {
      const dueMs = nextResend.get(channel)?.dueMs ?? null;
      return dueMs !== null && hasCome(dueMs, nowMs) ? nowMs : dueMs;
    },
  };
}
