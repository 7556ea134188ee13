// The journal of what is owed and how it ended: `core/outbox.ts` on SQLite. Each method is one durable transaction.
// It puts the parts together; composing, settling and closings have their own files.
import type { Outbox } from '../../core/outbox.ts';
import { quietEndedMs, quietUntilMs } from '../../core/quiet.ts';
import { type DeliveryState, NO_DELIVERIES } from '../../core/snapshot.ts';
import type { ChannelName } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import type { Leaving } from '../people/leaving.ts';
import type { Moving } from '../people/move.ts';
import { type QuietColumns, quietOf } from '../people/person-rows.ts';
import { createUnwanted } from '../people/unwanted.ts';
import type { Places } from '../places.ts';
import { createClaims } from './claim.ts';
import { createClosings } from './closings.ts';
import type { Owing } from './owe.ts';
import type { Queue } from './queue.ts';
import { createResends } from './resends.ts';
import { createSettling } from './settle.ts';

/** Deliveries (or messages) given up in one call of `expire`, so that it stays short. */
const EXPIRE_AT_ONCE = 2000;

export interface OutboxParts {
  readonly db: Db;
  readonly places: Places;
  readonly owing: Owing;
  readonly queue: Queue;
  readonly leaving: Leaving;
  readonly moving: Moving;
  readonly closingChannels: readonly ChannelName[];
  /** A new key for a message: unguessable, and saying nothing of anybody. */
  readonly newKey: () => string;
}

/** @throws StoreError from every method, when nothing of it was done */
export function createOutbox(parts: OutboxParts): Outbox {
  const { db, places, owing, queue, leaving, moving, closingChannels, newKey } = parts;
  const { sql } = db;
  const closings = createClosings(db, places, closingChannels);
  const settling = createSettling(db, { queue, closings, moving, leaving, unwanted: createUnwanted(db) });
  const resends = createResends(db, places, settling.giveUp);
  const claims = createClaims(db, places, owing, queue, newKey);
  const expireOld = sql.prepare<[number, number, number]>(`
    UPDATE deliveries SET state = 'expired', why = 'owed too long', settled_ms = ?
    WHERE id IN (SELECT id FROM deliveries WHERE state = 'pending' AND max(created_ms, seen_ms) < ? LIMIT ? + 0)
  `);
  const oldResends = sql.prepare<[number, number], QuietColumns & { id: number }>(`
    SELECT m.id, b.quiet_from AS quietFrom, b.quiet_to AS quietTo
    FROM messages m JOIN subscribers b ON b.id = m.subscriber
    WHERE m.state = 'resend' AND m.composed_ms < ? LIMIT ? + 0
  `);
  const tallies = sql.prepare<[string], { state: DeliveryState; n: number }>(
    'SELECT name AS state, n FROM tallies WHERE kind = ?',
  );

  return {
    claim: (channel, options) =>
      db.write(() => {
        const again = resends.claim(channel, options);
        const taken = new Set([...options.skip, ...again.map((message) => message.subscriberId)]);
        const limit = options.limit - again.length;
        return [...again, ...claims.compose(channel, { ...options, limit, skip: taken })];
      }),
    settle: (messageId, settlement) => db.write(() => settling.settle(messageId, settlement)),
    claimClosings: (channel, options) => db.write(() => closings.claim(channel, options)),
    settleClosing: (messageId, told, retryAtMs) =>
      db.write(() => closings.settle(messageId, told, retryAtMs)),
    nextDueMs: (channel, nowMs) =>
      db.read(() => {
        const times = [
          queue.nextDueMs(channel, nowMs),
          resends.nextDueMs(channel, nowMs),
          closings.nextDueMs(channel, nowMs),
        ].filter((time) => time !== null);
        return times.length === 0 ? null : Math.min(...times);
      }),
    // Slots that are gone and days that are past expire their deliveries as they close; only age is left to look for.
    expire: (nowMs, lifetimeMs) =>
      db.write(() => {
        const before = nowMs - lifetimeMs;
        const { changes } = expireOld.run(nowMs, before, EXPIRE_AT_ONCE);
        const late = oldResends.all(before, EXPIRE_AT_ONCE).filter((row) => {
          const quiet = quietOf(row);
          if (quiet === null) return true;
          return quietUntilMs(quiet, nowMs) === null && quietEndedMs(quiet, nowMs) < before;
        });
        for (const { id } of late) settling.giveUp(id, 'too late to resend', nowMs);
        return changes + late.length;
      }),
    recover: (nowMs) =>
      db.write(() => {
        closings.recover();
        return settling.recover(nowMs);
      }),
    counts: (channel) =>
      db.read(() => {
        const found = tallies.all(channel).map(({ state, n }) => [state, n]);
        return { ...NO_DELIVERIES, ...Object.fromEntries(found) };
      }),
  };
}
