// Deliveries as a person looks at them: what was owed, to whom, how it ended. It only reads; people who were removed are
// not in it. However rare what is looked for is among millions, it is found by an index, so that no look takes long.
import type { DeliveryQuery } from '../../core/records.ts';
import type { DeliveryState, DeliveryView } from '../../core/snapshot.ts';
import type { Db } from '../database/db.ts';

export interface Deliveries {
  /**
   * Newest first, at most `limit` (default 100): the newest of those that fit; with `afterId` the ones right above it.
   * Deliveries of people who were removed are not shown.
   */
  list(query: DeliveryQuery): readonly DeliveryView[];
  /**
   * Since when the delivery that has waited longest for a first try might have been told (wall ms); null: none waits. One
   * that was tried waits for its recipient: what anybody's broken webhook refuses is not late. Nor is a post on X, which
   * waits until tomorrow when today's money is spent, as the operator wished.
   */
  oldestPendingMs(): number | null;
}

interface Parameters {
  readonly state: string | null;
  readonly channel: string | null;
  readonly subscriber: number | null;
  /** Below every id where none was given. */
  readonly after: number;
  /** Above every id where none was given. */
  readonly before: number;
  readonly limit: number;
}

type Look = 'newest' | 'pending' | 'sending' | 'unsent' | 'theirs';

const COLUMNS = `d.id, o.key AS openingKey, d.subscriber AS subscriberId, d.channel, b.address, d.state, d.why,
  d.attempts, d.created_ms AS createdAtMs, d.settled_ms AS settledAtMs, s.centre_name AS centreName,
  s.area_id AS areaId, s.date, s.vaccine, o.dose`;
const JOINS = `JOIN subscribers b ON b.id = d.subscriber JOIN openings o ON o.id = d.opening
  JOIN sessions s ON s.id = o.session`;
const FILTERS = '(:state IS NULL OR d.state = :state) AND (:channel IS NULL OR d.channel = :channel)';
const BETWEEN = 'd.id > :after AND d.id < :before';

/** How each look finds its deliveries. @param order DESC: the newest of them; ASC: the oldest */
export function looksSql(order: 'ASC' | 'DESC'): Readonly<Record<Look, string>> {
  const page = `ORDER BY d.id ${order} LIMIT :limit + 0`;
  /** The ids of what is looked for; the rest is read of those alone. */
  const among = (ids: string) => `
    WITH ids AS (${ids})
    SELECT ${COLUMNS} FROM ids CROSS JOIN deliveries d ON d.id = ids.id ${JOINS}
    WHERE ${FILTERS} AND ${BETWEEN} ${page}
  `;
  return {
    newest: `SELECT ${COLUMNS} FROM deliveries d ${JOINS} WHERE ${FILTERS} AND ${BETWEEN} ${page}`,
    pending: among(`
      SELECT id FROM deliveries INDEXED BY deliveries_waiting
      WHERE state = 'pending' AND id > :after AND id < :before AND (:channel IS NULL OR channel = :channel)
      ORDER BY id ${order} LIMIT :limit + 0
    `),
    sending: among(`
      SELECT d.id FROM messages m JOIN deliveries d ON d.message = m.id WHERE m.state = 'sending'
      UNION ALL
      SELECT d.id FROM messages m JOIN deliveries d ON d.message = m.id WHERE m.state = 'resend'
    `),
    unsent: `
      SELECT ${COLUMNS} FROM deliveries d INDEXED BY deliveries_unsent ${JOINS}
      WHERE d.state IN ('gone', 'rejected', 'expired', 'unknown') AND d.state = :state
        AND (:channel IS NULL OR d.channel = :channel) AND ${BETWEEN} ${page}
    `,
    // One person's are found through their messages and what is not in any, without reading everybody's.
    theirs: among(`
      SELECT id FROM deliveries WHERE message IS NULL AND subscriber = :subscriber
      UNION ALL
      SELECT d.id FROM messages m JOIN deliveries d ON d.message = m.id WHERE m.subscriber = :subscriber
    `),
  };
}

const LOOK_OF: Readonly<Record<DeliveryState, Look>> = {
  pending: 'pending',
  sending: 'sending',
  sent: 'newest',
  gone: 'unsent',
  rejected: 'unsent',
  expired: 'unsent',
  unknown: 'unsent',
};

/** Works on a database opened for reading alone, too. `list` @throws StoreError */
export function createDeliveries(db: Db): Deliveries {
  const prepared = (order: 'ASC' | 'DESC') => {
    const sql = looksSql(order);
    const prepare = (look: Look) => db.sql.prepare<Parameters, DeliveryView>(sql[look]);
    return {
      newest: prepare('newest'),
      pending: prepare('pending'),
      sending: prepare('sending'),
      unsent: prepare('unsent'),
      theirs: prepare('theirs'),
    };
  };
  const newest = prepared('DESC');
  const oldest = prepared('ASC');
  const tallied = db.sql
    .prepare<{ channel: string; state: string | null }, number>(`
      SELECT ifnull(sum(n), 0) FROM tallies WHERE kind = :channel AND (:state IS NULL OR name = :state)
    `)
    .pluck();

  const oldestPending = db.sql
    .prepare<[], number>(`
      SELECT max(created_ms, seen_ms) FROM deliveries INDEXED BY deliveries_waiting
      WHERE state = 'pending' AND attempts = 0 AND channel <> 'twitter' ORDER BY max(created_ms, seen_ms) LIMIT 1
    `)
    .pluck();

  /** A channel with nothing of the kind is the one case in which every row would be looked at in vain. */
  const isEmpty = (channel: string, state: string | null) => tallied.get({ channel, state }) === 0;

  return {
    list({ state, channel, subscriberId, afterId, beforeId, limit }) {
      const look = subscriberId !== undefined ? 'theirs' : state === undefined ? 'newest' : LOOK_OF[state];
      return db.read(() => {
        if (channel !== undefined && isEmpty(channel, state ?? null)) return [];
        const found = (afterId === undefined ? newest : oldest)[look].all({
          state: state ?? null,
          channel: channel ?? null,
          subscriber: subscriberId ?? null,
          after: afterId ?? -1,
          before: beforeId ?? Number.MAX_SAFE_INTEGER,
          limit: limit ?? 100,
        });
        return afterId === undefined ? found : found.reverse();
      });
    },
    oldestPendingMs: () => db.read(() => oldestPending.get() ?? null),
  };
}
