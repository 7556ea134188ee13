// How many there are, and how many want what: what decides about polling, and what a newcomer is told of the crowd.
// Answers come from sums that are kept, whatever the number of people.
import type { AreaId } from '../../core/area.ts';
import type { Crowd } from '../../core/self-service.ts';
import {
  CHANNEL_NAMES,
  type ChannelName,
  type Place,
  type SubscriberState,
} from '../../core/subscription.ts';
import type { Db } from '../database/db.ts';
import { EVERYWHERE, type Places, pincodeOfWatch } from '../places.ts';
import { watchOf } from './subscription-sql.ts';

export interface SubscriberCounts {
  readonly active: number;
  readonly paused: number;
  readonly gone: number;
  readonly activeByChannel: Readonly<Record<ChannelName, number>>;
}

export interface Demand {
  /** The areas to poll, with the number of active people each serves. Pincodes ask for their own area. */
  demand(): readonly { readonly areaId: AreaId; readonly weight: number }[];
  counts(): SubscriberCounts;
  crowd(place: Place): Crowd;
}

/** Every method belongs inside a transaction of the caller's. */
export function createDemand({ sql }: Db, places: Places): Demand {
  const demand = sql.prepare<[string], { watch: string; weight: number }>(`
    SELECT name AS watch, n AS weight FROM tallies WHERE kind = 'watch' AND name <> ? AND n > 0 ORDER BY name
  `);
  const states = sql.prepare<[], { state: SubscriberState; n: number }>(
    "SELECT name AS state, n FROM tallies WHERE kind = 'subscribers'",
  );
  const actives = sql.prepare<[], { channel: ChannelName; n: number }>(
    "SELECT name AS channel, n FROM tallies WHERE kind = 'active'",
  );
  const watching = sql.prepare<[string], { n: number }>(
    "SELECT n FROM tallies WHERE kind = 'watch' AND name = ?",
  );
  // All names of public channels begin with @, and are found by their address.
  const broadcasts = sql.prepare<{ watch: string; pincode: string | null }, { address: string }>(`
    SELECT b.address FROM subscribers b
    WHERE b.channel = 'telegram' AND b.address >= '@' AND b.address < 'A' AND b.state = 'active' AND EXISTS (
      SELECT 1 FROM subscriptions w
      WHERE w.subscriber = b.id AND w.watch = :watch AND w.paused = 0 AND (w.pincode IS NULL OR w.pincode = :pincode)
    )
    ORDER BY b.address
  `);
  return {
    demand: () =>
      demand.all(EVERYWHERE).map(({ watch, weight }) => {
        const pincode = pincodeOfWatch(watch);
        return { areaId: pincode === null ? watch : places.pinAreaId(pincode), weight };
      }),
    counts: () => ({
      ...{ active: 0, paused: 0, gone: 0 },
      ...Object.fromEntries(states.all().map(({ state, n }) => [state, n])),
      activeByChannel: {
        ...(Object.fromEntries(CHANNEL_NAMES.map((name) => [name, 0])) as Record<ChannelName, number>),
        ...Object.fromEntries(actives.all().map(({ channel, n }) => [channel, n])),
      },
    }),
    crowd(place) {
      const watch = watchOf(place);
      return {
        people: watching.get(watch)?.n ?? 0,
        channels: broadcasts.all({ watch, pincode: place.pincode }).map(({ address }) => address),
      };
    },
  };
}
