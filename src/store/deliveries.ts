// Deliveries as a person looks at them: what was owed, to whom, how it ended.
// It only reads; people who were removed are not in it.
import type { DeliveryQuery } from '../core/records.ts';
import type { DeliveryView } from '../core/snapshot.ts';
import type { Db } from './db.ts';

export interface Deliveries {
  /** Newest first, at most `limit` (default 100). Deliveries of people who were removed are not shown. */
  list(query: DeliveryQuery): readonly DeliveryView[];
}

interface Parameters {
  readonly state: string | null;
  readonly channel: string | null;
  readonly subscriber: number | null;
  readonly limit: number;
}

const COLUMNS = `d.id, o.key AS openingKey, d.subscriber AS subscriberId, d.channel, b.address, d.state, d.why,
  d.attempts, d.created_ms AS createdAtMs, d.settled_ms AS settledAtMs, s.centre_name AS centreName,
  s.area_id AS areaId, s.date, s.vaccine, o.dose`;
const JOINS = `JOIN subscribers b ON b.id = d.subscriber JOIN openings o ON o.id = d.opening
  JOIN sessions s ON s.id = o.session`;
const FILTERS = '(:state IS NULL OR d.state = :state) AND (:channel IS NULL OR d.channel = :channel)';

/** Works on a database opened for reading alone, too. `list` @throws StoreError */
export function createDeliveries(db: Db): Deliveries {
  const newest = db.sql.prepare<Parameters, DeliveryView>(`
    SELECT ${COLUMNS} FROM deliveries d ${JOINS}
    WHERE ${FILTERS} AND (:subscriber IS NULL OR d.subscriber = :subscriber) ORDER BY d.id DESC LIMIT :limit
  `);
  // One person's deliveries are found through their messages and what is not in any, without reading everybody's.
  const ofSubscriber = db.sql.prepare<Parameters, DeliveryView>(`
    WITH theirs AS (
      SELECT id FROM deliveries WHERE message IS NULL AND subscriber = :subscriber
      UNION ALL
      SELECT d.id FROM messages m JOIN deliveries d ON d.message = m.id WHERE m.subscriber = :subscriber
    )
    SELECT ${COLUMNS} FROM theirs CROSS JOIN deliveries d ON d.id = theirs.id ${JOINS}
    WHERE ${FILTERS} ORDER BY d.id DESC LIMIT :limit
  `);
  return {
    list: ({ state, channel, subscriberId, limit }) =>
      db.read(() =>
        (subscriberId === undefined ? newest : ofSubscriber).all({
          state: state ?? null,
          channel: channel ?? null,
          subscriber: subscriberId ?? null,
          limit: limit ?? 100,
        }),
      ),
  };
}
