// The line in which recipients wait for a message: who may be served now, who later. It lets a claim touch only
// the recipients it takes. A recipient stands in it once for each area they wait for, and the areas take turns, so that
// a small district never waits behind a large one; public channels, where one message serves many, come before all.
// A row may be stale, but an active recipient with pending deliveries always has one.
import type { AreaId } from '../../core/area.ts';
import { LONGEST_WAIT_MS } from '../../core/backoff.ts';
import type { ChannelName } from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';

/** Recipients moved from "later" to "now" in one claim, so that a claim stays short whatever falls due. */
const PROMOTE_AT_ONCE = 1000;
/** Pending deliveries of one recipient looked at to find their places in line. */
const LOOK_AT_ONCE = 1000;
/** Lots are drawn from 0 to this: four bytes, and hardly ever two alike. */
const HIGHEST_LOT = 2 ** 31 - 1;

export interface Waiting {
  readonly subscriber: number;
  /** Of the sessions waited for. */
  readonly areaId: AreaId;
  readonly channel: ChannelName;
  readonly dueMs: number;
  /** When the answer arrived that their last alert told of; 0: never alerted. */
  readonly toldOfMs: number;
  /** When the answer arrived that they wait to be told of; the oldest, where there are several. */
  readonly oldestMs: number;
  /** 1: a public channel. */
  readonly broadcast: 0 | 1;
}

export interface Queue {
  /** Puts a recipient in line, or moves their turn forward. */
  wake(waiting: Waiting, nowMs: number): void;
  /** Sets a recipient's places anew from what is pending; out of the line when nothing is. */
  replace(subscriber: number, nowMs: number): void;
  /** Lets a recipient wait until `dueMs`, whatever stood. */
  postpone(subscriber: number, dueMs: number): void;
  leave(subscriber: number): void;
  /** Lets those come forward whose time has come. */
  promote(channel: ChannelName, nowMs: number): void;
  /**
   * Whose turn it is: a public channel; else, of the next area in which anybody waits, who was alerted least recently,
   * then who waits for the oldest answer; among equals it is drawn. Passes over those to `skip`; undefined when nobody
   * else is left.
   */
  next(channel: ChannelName, skip: (subscriber: number) => boolean): number | undefined;
  /** When somebody's turn comes (wall ms), null when nobody waits. */
  nextDueMs(channel: ChannelName, nowMs: number): number | null;
}

/** Whether a stored time has come; one too far away to have been meant is of a clock that jumped. */
export function hasCome(atMs: number, nowMs: number): boolean {
  return atMs <= nowMs || atMs > nowMs + LONGEST_WAIT_MS;
}

/** Every method belongs inside a transaction of the caller's. */
export function createQueue({ sql }: Db): Queue {
  /** The area served last, by channel. */
  const served = new Map<ChannelName, AreaId>();
  // The lot is drawn when a place is taken, and kept until it is left.
  const wake = sql.prepare<[number, string, string, 0 | 1, number, number, number, 0 | 1]>(`
    INSERT INTO queue (subscriber, area_id, channel, ready, due_ms, told_of_ms, oldest_ms, broadcast, lot)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, random() & ${HIGHEST_LOT})
    ON CONFLICT (subscriber, area_id) DO UPDATE SET
      ready = max(ready, excluded.ready),
      due_ms = min(due_ms, excluded.due_ms),
      oldest_ms = min(oldest_ms, excluded.oldest_ms)
    WHERE excluded.due_ms < due_ms OR excluded.ready > ready OR excluded.oldest_ms < oldest_ms
  `);
  const pendingOf = sql.prepare<
    [number],
    {
      areaId: AreaId;
      channel: ChannelName;
      n: number;
      dueMs: number;
      oldestMs: number;
      toldOfMs: number;
      broadcast: 0 | 1;
    }
  >(`
    SELECT s.area_id AS areaId, b.channel, count(*) AS n, min(d.not_before_ms) AS dueMs,
      min(d.seen_ms) AS oldestMs, ifnull(b.told_of_ms, 0) AS toldOfMs, b.broadcast
    FROM (
      SELECT subscriber, opening, not_before_ms, seen_ms FROM deliveries
      WHERE message IS NULL AND subscriber = ? AND state = 'pending' LIMIT ${LOOK_AT_ONCE}
    ) d JOIN subscribers b ON b.id = d.subscriber JOIN openings o ON o.id = d.opening
      JOIN sessions s ON s.id = o.session
    WHERE b.state = 'active' GROUP BY s.area_id
  `);
  const earliestOf = sql.prepare<[number], { dueMs: number | null }>(`
    SELECT min(not_before_ms) AS dueMs FROM deliveries
    WHERE message IS NULL AND subscriber = ? AND state = 'pending'
  `);
  const postpone = sql.prepare<[number, number]>(
    'UPDATE queue SET ready = 0, due_ms = ? WHERE subscriber = ?',
  );
  const leave = sql.prepare<[number]>('DELETE FROM queue WHERE subscriber = ?');
  const promote = sql.prepare<{ channel: string; nowMs: number; farMs: number }>(`
    UPDATE queue SET ready = 1 WHERE (subscriber, area_id) IN (
      SELECT subscriber, area_id FROM (
        SELECT subscriber, area_id FROM queue WHERE ready = 0 AND channel = :channel AND due_ms <= :nowMs
        UNION ALL
        SELECT subscriber, area_id FROM queue WHERE ready = 0 AND channel = :channel AND due_ms > :farMs
      ) LIMIT ${PROMOTE_AT_ONCE}
    )
  `);
  const publicFirst = sql.prepare<[string], { subscriber: number }>(
    'SELECT subscriber FROM queue WHERE ready = 1 AND broadcast = 1 AND channel = ? ORDER BY oldest_ms',
  );
  const areaAfter = sql.prepare<[string, string], { areaId: AreaId | null }>(
    'SELECT min(area_id) AS areaId FROM queue WHERE ready = 1 AND channel = ? AND area_id > ?',
  );
  const firstArea = sql.prepare<[string], { areaId: AreaId | null }>(
    'SELECT min(area_id) AS areaId FROM queue WHERE ready = 1 AND channel = ?',
  );
  const waitingFor = sql.prepare<[string, string], { subscriber: number }>(`
    SELECT subscriber FROM queue WHERE ready = 1 AND channel = ? AND area_id = ?
    ORDER BY told_of_ms, oldest_ms, lot
  `);
  const later = sql.prepare<[string], { dueMs: number | null }>(
    'SELECT min(due_ms) AS dueMs FROM queue WHERE ready = 0 AND channel = ?',
  );

  function wakeOne(waiting: Waiting, nowMs: number): void {
    const { subscriber, areaId, channel, dueMs, toldOfMs, oldestMs, broadcast } = waiting;
    const ready = hasCome(dueMs, nowMs) ? 1 : 0;
    wake.run(subscriber, areaId, channel, ready, dueMs, toldOfMs, oldestMs, broadcast);
  }

  /** In the order in which they take turns; after the last comes the first. */
  function areaFollowing(channel: ChannelName, area: AreaId | null): AreaId | null {
    const after = area === null ? null : (areaAfter.get(channel, area)?.areaId ?? null);
    return after ?? firstArea.get(channel)?.areaId ?? null;
  }

  function firstOf(
    line: Iterable<{ readonly subscriber: number }>,
    skip: (subscriber: number) => boolean,
  ): number | undefined {
    for (const { subscriber } of line) if (!skip(subscriber)) return subscriber;
    return undefined;
  }

  return {
    wake: wakeOne,
    replace(subscriber, nowMs) {
      leave.run(subscriber);
      const areas = pendingOf.all(subscriber);
      // Beyond what was looked at something may be due earlier.
      const all = areas.reduce((sum, { n }) => sum + n, 0) < LOOK_AT_ONCE;
      const earliestMs = all ? null : (earliestOf.get(subscriber)?.dueMs ?? null);
      for (const { n: _, dueMs, ...place } of areas) {
        wakeOne({ ...place, subscriber, dueMs: Math.min(dueMs, earliestMs ?? dueMs) }, nowMs);
      }
    },
    postpone: (subscriber, dueMs) => postpone.run(dueMs, subscriber),
    leave: (subscriber) => leave.run(subscriber),
    promote(channel, nowMs) {
      promote.run({ channel, nowMs, farMs: nowMs + LONGEST_WAIT_MS });
    },
    next(channel, skip) {
      const broadcast = firstOf(publicFirst.iterate(channel), skip);
      if (broadcast !== undefined) return broadcast;
      const begin = areaFollowing(channel, served.get(channel) ?? null);
      let area = begin;
      while (area !== null) {
        const subscriber = firstOf(waitingFor.iterate(channel, area), skip);
        if (subscriber !== undefined) {
          served.set(channel, area);
          return subscriber;
        }
        area = areaFollowing(channel, area);
        if (area === begin) break;
      }
      return undefined;
    },
    nextDueMs(channel, nowMs) {
      if (areaFollowing(channel, null) !== null) return nowMs;
      const dueMs = later.get(channel)?.dueMs ?? null;
      return dueMs !== null && hasCome(dueMs, nowMs) ? nowMs : dueMs;
    },
  };
}
