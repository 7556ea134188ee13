// Composing messages: takes what is due for recipients whose turn it is, and commits it as `sending` before anybody
// may send it (R2). It never talks to a channel and never decides how an attempt ended.
import { LONGEST_WAIT_MS } from '../../core/backoff.ts';
import { istDateOf } from '../../core/ist.ts';
import type { ClaimedMessage, ClaimOptions } from '../../core/outbox.ts';
import type { Recipient } from '../../core/outcome.ts';
import { quietUntilMs } from '../../core/quiet.ts';
import type { ChannelName } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import { type QuietColumns, quietOf } from '../people/person-rows.ts';
import type { Places } from '../places.ts';
import { SESSION_SELECT } from '../session-row.ts';
import { EXPIRED_WHY } from './fan-out.ts';
import { lookAgainMs } from './offering.ts';
import type { Owing } from './owe.ts';
import { hasCome, type Queue } from './queue.ts';
import { alertOf, type SlotRow } from './said.ts';

/** Deliveries of one recipient looked at in one go, in the order they were owed; the rest comes in the next message. */
const LOOK_AT_ONCE = 500;

type DueRow = SlotRow & {
  readonly session: number;
  readonly cools: number;
  readonly attempts: number;
  readonly seenMs: number;
  readonly createdMs: number;
  readonly closedWhy: keyof typeof EXPIRED_WHY | null;
};

type RecipientRow = Recipient & QuietColumns;

export interface Claims {
  /** New messages, at most one per recipient. */
  compose(channel: ChannelName, options: ClaimOptions): ClaimedMessage[];
}

/** Every method belongs inside a transaction of the caller's. */
export function createClaims(
  { sql }: Db,
  places: Places,
  owing: Owing,
  queue: Queue,
  newKey: () => string,
): Claims {
  const recipientOf = sql.prepare<[number], RecipientRow>(`
    SELECT address, secret, quiet_from AS quietFrom, quiet_to AS quietTo FROM subscribers
    WHERE id = ? AND state = 'active'
  `);
  // Nothing is late in quiet hours.
  const rest = sql.prepare<{ quietMs: number; subscriber: number }>(`
    UPDATE deliveries SET seen_ms = :quietMs
    WHERE message IS NULL AND subscriber = :subscriber AND state = 'pending' AND seen_ms < :quietMs
  `);
  const dueOf = sql.prepare<{ subscriber: number; nowMs: number; farMs: number }, DueRow>(`
    SELECT d.id AS delivery, d.attempts, d.seen_ms AS seenMs, d.created_ms AS createdMs, o.id AS opening, o.key,
      o.session, o.dose, o.cools, o.capacity, o.opened_ms AS openedMs, o.seen_ms AS shownMs,
      o.closed_ms AS closedMs, o.closed_why AS closedWhy, ${SESSION_SELECT}
    FROM deliveries d JOIN openings o ON o.id = d.opening JOIN sessions s ON s.id = o.session
    WHERE d.message IS NULL AND d.subscriber = :subscriber AND d.state = 'pending'
      AND (d.not_before_ms <= :nowMs OR d.not_before_ms > :farMs)
    ORDER BY d.id LIMIT ${LOOK_AT_ONCE}
  `);
  const expire = sql.prepare<[string, number, number]>(
    "UPDATE deliveries SET state = 'expired', why = ?, settled_ms = ? WHERE id = ?",
  );
  const defer = sql.prepare<[number, number]>('UPDATE deliveries SET not_before_ms = ? WHERE id = ?');
  const insertMessage = sql.prepare<{
    channel: string;
    subscriber: number;
    key: string;
    attempts: number;
    nowMs: number;
    seenMs: number;
  }>(`
    INSERT INTO messages (channel, subscriber, state, key, attempts, composed_ms, not_before_ms, seen_ms)
    VALUES (:channel, :subscriber, 'sending', :key, :attempts, :nowMs, :nowMs, :seenMs)
  `);
  const startSending = sql.prepare<[number, number, number, number]>(`
    UPDATE deliveries SET state = 'sending', message = ?, attempts = attempts + 1, capacity = ?, shown_ms = ?
    WHERE id = ?
  `);
  // What is left for them waits as if it had come just now: others have not been told anything yet.
  const toBack = sql.prepare<[number, number, number]>(
    'UPDATE queue SET told_of_ms = ?, oldest_ms = ? WHERE subscriber = ?',
  );

  /** The due deliveries that can still help; the others are settled or deferred on the way. */
  function usable(subscriber: number, nowMs: number): DueRow[] {
    const farMs = nowMs + LONGEST_WAIT_MS;
    const today = istDateOf(nowMs);
    return dueOf.all({ subscriber, nowMs, farMs }).filter((row) => {
      const over = row.closedMs !== null ? (row.closedWhy ?? 'gone') : row.date < today ? 'past' : null;
      if (over !== null) {
        expire.run(EXPIRED_WHY[over], nowMs, row.delivery);
        return false;
      }
      if (row.cools === 0) return true;
      // They may have heard of the session since this was written down.
      const earliestMs = owing.earliestMs(row.session, subscriber, nowMs);
      if (hasCome(earliestMs, nowMs)) return true;
      defer.run(earliestMs, row.delivery);
      return false;
    });
  }

  function composeFor(
    subscriber: number,
    channel: ChannelName,
    options: ClaimOptions,
  ): ClaimedMessage | undefined {
    const { nowMs } = options;
    const recipient = recipientOf.get(subscriber);
    if (recipient === undefined) {
      queue.leave(subscriber);
      return undefined;
    }
    const quietMs = quietUntilMs(quietOf(recipient), nowMs);
    if (quietMs !== null) {
      rest.run({ quietMs, subscriber });
      queue.postpone(subscriber, lookAgainMs(quietMs, nowMs));
      return undefined;
    }
    const groups = groupsOf(usable(subscriber, nowMs), options.groupBy);
    const group = groups.find((rows) => heldUntilMs(rows, options) <= nowMs);
    if (group === undefined) {
      queue.replace(subscriber, nowMs);
      const wakeMs = Math.min(...groups.map((rows) => heldUntilMs(rows, options)));
      if (groups.length > 0) queue.postpone(subscriber, wakeMs);
      return undefined;
    }
    const rows = group.slice(0, options.maxSlots);
    const key = newKey();
    const attempts = Math.max(...rows.map((row) => row.attempts)) + 1;
    const seenMs = Math.min(...rows.map((row) => row.seenMs));
    const { lastInsertRowid } = insertMessage.run({ channel, subscriber, key, attempts, nowMs, seenMs });
    const id = Number(lastInsertRowid);
    for (const row of rows) startSending.run(id, row.capacity, row.shownMs, row.delivery);
    queue.replace(subscriber, nowMs);
    toBack.run(Math.max(...rows.map((row) => row.seenMs)), nowMs, subscriber);
    return {
      id,
      subscriberId: subscriber,
      recipient: { address: recipient.address, secret: recipient.secret },
      envelope: { messageKey: key, composedAtMs: nowMs, resend: false, leftOpen: false },
      alert: alertOf(rows, places, false),
      attempt: attempts,
      seenAtMs: seenMs,
    };
  }

  return {
    compose(channel, options) {
      const claimed: ClaimedMessage[] = [];
      if (options.limit <= 0) return claimed;
      queue.promote(channel, options.nowMs);
      // Those passed over are never looked at twice: a stale place in line gives way, a held message leaves its place.
      const done = new Set<number>();
      const skip = (subscriber: number) => done.has(subscriber) || options.skip.has(subscriber);
      while (claimed.length < options.limit) {
        const subscriber = queue.next(channel, skip);
        if (subscriber === undefined) break;
        done.add(subscriber);
        const message = composeFor(subscriber, channel, options);
        if (message !== undefined) claimed.push(message);
      }
      return claimed;
    },
  };
}

/** Groups in the order of their oldest delivery. */
function groupsOf(rows: readonly DueRow[], groupBy: ClaimOptions['groupBy']): DueRow[][] {
  const groups = new Map<string, DueRow[]>();
  for (const row of rows) {
    const name = groupBy === 'recipient' ? '' : row.area_id;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

/** When a group may go (wall ms). A delivery dated after now is of a clock that jumped back, and holds nothing up. */
function heldUntilMs(rows: readonly DueRow[], { nowMs, holdMs }: ClaimOptions): number {
  const oldestMs = Math.min(...rows.map((row) => row.createdMs));
  return oldestMs > nowMs ? nowMs : oldestMs + holdMs;
}
