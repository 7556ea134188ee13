// The line in which recipients wait for a message: who may be served now, who later. It lets a claim touch only
// the recipients it takes. A row may be stale, but an active recipient with pending deliveries always has one.
import { LONGEST_WAIT_MS } from '../core/backoff.ts';
import type { ChannelName } from '../core/subscription.ts';
import type { Db } from './db.ts';

/** Recipients moved from "later" to "now" in one claim, so that a claim stays short whatever falls due. */
const PROMOTE_AT_ONCE = 1000;

export interface Waiting {
  readonly subscriber: number;
  readonly channel: ChannelName;
  readonly dueMs: number;
  /** 0: never. */
  readonly lastAlertMs: number;
  readonly oldestMs: number;
}

export interface Queue {
  /** Puts a recipient in line, or moves their turn forward. */
  wake(waiting: Waiting, nowMs: number): void;
  /** Sets a recipient's place anew from what is pending; out of the line when nothing is. */
  replace(subscriber: number, nowMs: number): void;
  /** Lets a recipient wait until `dueMs`, whatever stood. */
  postpone(subscriber: number, dueMs: number): void;
  leave(subscriber: number): void;
  /** Those whose turn has come: alerted least recently first, then who has waited longest. */
  ready(channel: ChannelName, limit: number, nowMs: number): readonly { readonly subscriber: number }[];
  /** When somebody's turn comes (wall ms), null when nobody waits. */
  nextDueMs(channel: ChannelName, nowMs: number): number | null;
}

/** Whether a stored time has come; one too far away to have been meant is of a clock that jumped. */
export function hasCome(atMs: number, nowMs: number): boolean {
  return atMs <= nowMs || atMs > nowMs + LONGEST_WAIT_MS;
}

/** Every method belongs inside a transaction of the caller's. */
export function createQueue({ sql }: Db): Queue {
  const wake = sql.prepare<[number, string, 0 | 1, number, number, number]>(`
    INSERT INTO queue (subscriber, channel, ready, due_ms, last_alert_ms, oldest_ms) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (subscriber) DO UPDATE SET
      ready = max(ready, excluded.ready),
      due_ms = min(due_ms, excluded.due_ms),
      oldest_ms = min(oldest_ms, excluded.oldest_ms)
    WHERE excluded.due_ms < due_ms OR excluded.ready > ready OR excluded.oldest_ms < oldest_ms
  `);
  const pendingOf = sql.prepare<
    [number],
    { channel: ChannelName; dueMs: number; oldestMs: number; lastAlertMs: number | null }
  >(`
    SELECT b.channel, min(d.not_before_ms) AS dueMs, min(d.created_ms) AS oldestMs, b.last_alert_ms AS lastAlertMs
    FROM deliveries d JOIN subscribers b ON b.id = d.subscriber
    WHERE d.message IS NULL AND d.subscriber = ? AND d.state = 'pending' AND b.state = 'active'
    GROUP BY b.id
  `);
  const postpone = sql.prepare<[number, number]>(
    'UPDATE queue SET ready = 0, due_ms = ? WHERE subscriber = ?',
  );
  const leave = sql.prepare<[number]>('DELETE FROM queue WHERE subscriber = ?');
  const promote = sql.prepare<{ channel: string; nowMs: number; farMs: number; limit: number }>(`
    UPDATE queue SET ready = 1 WHERE subscriber IN (
      SELECT subscriber FROM (
        SELECT subscriber FROM queue WHERE ready = 0 AND channel = :channel AND due_ms <= :nowMs
        UNION ALL
        SELECT subscriber FROM queue WHERE ready = 0 AND channel = :channel AND due_ms > :farMs
      ) LIMIT :limit
    )
  `);
  const ready = sql.prepare<[string, number], { subscriber: number }>(`
    SELECT subscriber FROM queue WHERE ready = 1 AND channel = ?
    ORDER BY last_alert_ms, oldest_ms LIMIT ?
  `);
  const later = sql.prepare<[string], { dueMs: number | null }>(
    'SELECT min(due_ms) AS dueMs FROM queue WHERE ready = 0 AND channel = ?',
  );

  function wakeOne(waiting: Waiting, nowMs: number): void {
    const isReady = hasCome(waiting.dueMs, nowMs) ? 1 : 0;
    wake.run(
      waiting.subscriber,
      waiting.channel,
      isReady,
      waiting.dueMs,
      waiting.lastAlertMs,
      waiting.oldestMs,
    );
  }

  return {
    wake: wakeOne,
    replace(subscriber, nowMs) {
      leave.run(subscriber);
      const pending = pendingOf.get(subscriber);
      if (pending === undefined) return;
      wakeOne({ ...pending, subscriber, lastAlertMs: pending.lastAlertMs ?? 0 }, nowMs);
    },
    postpone: (subscriber, dueMs) => postpone.run(dueMs, subscriber),
    leave: (subscriber) => leave.run(subscriber),
    ready(channel, limit, nowMs) {
      promote.run({ channel, nowMs, farMs: nowMs + LONGEST_WAIT_MS, limit: PROMOTE_AT_ONCE });
      return ready.all(channel, limit);
    },
    nextDueMs(channel, nowMs) {
      if (ready.get(channel, 1) !== undefined) return nowMs;
      const dueMs = later.get(channel)?.dueMs ?? null;
      return dueMs !== null && hasCome(dueMs, nowMs) ? nowMs : dueMs;
    },
  };
}
