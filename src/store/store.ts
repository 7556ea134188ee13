// The store of one data directory: opens the database and puts the parts on it together, so that `main` wires them.
// Everything that is SQL lives behind this; nothing here knows a channel's or a source's ways.
import { randomBytes } from 'node:crypto';
import type { Codes } from '../core/codes.ts';
import type { Copying } from '../core/copying.ts';
import type { Outbox, Spending } from '../core/outbox.ts';
import type { ChannelName } from '../core/subscription.ts';
import { backupTo } from './database/backup.ts';
import { openDb } from './database/db.ts';
import { keyFileOf, keyringAt } from './database/key-file.ts';
import { readMigrations, schemaVersion } from './database/migrations.ts';
import { createDeliveries, type Deliveries } from './deliveries/deliveries.ts';
import { createFanOut } from './deliveries/fan-out.ts';
import { createJoining } from './deliveries/join.ts';
import { createOffering } from './deliveries/offering.ts';
import { createOutbox } from './deliveries/outbox.ts';
import { createOwing } from './deliveries/owe.ts';
import { createQueue } from './deliveries/queue.ts';
import { createSecondThoughts, type SecondThoughts } from './deliveries/second-thoughts.ts';
import { createSpending } from './deliveries/spending.ts';
import { asStoreError, StoreError, type StoreErrorCode } from './errors.ts';
import { createHolds, type Holds } from './holds.ts';
import { createBlocks } from './people/blocks.ts';
import { createCodes } from './people/codes.ts';
import { createErasing, type Erasing } from './people/erasing.ts';
import { createLeaving } from './people/leaving.ts';
import { createLinks, type Links } from './people/links.ts';
import { createMoving } from './people/move.ts';
import { createSubscribers, type Subscribers } from './people/subscribers.ts';
import { subscriptionSql } from './people/subscription-sql.ts';
import { createUnwanted } from './people/unwanted.ts';
import { placesOf, type SourceFacts } from './places.ts';
import { type AreaHistory, createAreaHistory } from './slots/area-history.ts';
import { createForgetting } from './slots/forget.ts';
import { createHistory, type History } from './slots/history.ts';
import { createSlots, type Slots } from './slots/slots.ts';

export interface StoreOptions {
  /** Unguessable bytes for secrets and message keys. Default: the system's. */
  readonly randomBytes?: (size: number) => Buffer;
  /** Channels that can mark a sent message as gone, or say so. Default: Telegram and webhook. */
  readonly closingChannels?: readonly ChannelName[];
  /** Never creates, migrates or writes. Default false. */
  readonly readonly?: boolean;
  /** As `OpenOptions.busyMs`. */
  readonly busyMs?: number;
}

export interface Store {
  readonly slots: Slots;
  readonly outbox: Outbox;
  readonly subscribers: Subscribers;
  readonly deliveries: Deliveries;
  readonly secondThoughts: SecondThoughts;
  readonly history: History;
  readonly areaHistory: AreaHistory;
  readonly holds: Holds;
  readonly codes: Codes;
  readonly links: Links;
  readonly spending: Spending;
  /** What is left to do when somebody was forgotten. */
  readonly erasing: Pick<Erasing, 'wipe' | 'rewrite'>;
  /** Mark of this database; another database, or this one restored, has another. */
  readonly generation: string;
  /** Does work on several parts as one transaction: all of it, or none. @throws StoreError, and what the work throws */
  transaction<T>(work: () => T): T;
  /** Whether another process has changed the database since this was last asked. @throws StoreError */
  changedElsewhere(): boolean;
  /** Why nothing can be written now, found by trying without changing anything; null: it can. */
  refusal(): StoreErrorCode | null;
  /** Writes a consistent copy to a file that must not exist. @throws StoreError */
  backup(path: string, copying?: Copying): Promise<{ readonly bytes: number }>;
  /** Safe to call twice. */
  close(): void;
}

/** Opens the database at `path`, made anew when there never was one. @throws StoreError */
export function openStore(path: string, source: SourceFacts, options: StoreOptions = {}): Store {
  const random = options.randomBytes ?? randomBytes;
  const closingChannels = options.closingChannels ?? ['telegram', 'webhook'];
  const db = openDb(path, {
    readonly: options.readonly ?? false,
    ...(options.busyMs !== undefined && { busyMs: options.busyMs }),
  });
  if (schemaVersion(db.sql) < readMigrations().length) {
    db.close();
    throw new StoreError('older', `The database ${path} is of an older version; the next start mends that.`);
  }
  const places = placesOf(source);
  const keyring = keyringAt(keyFileOf(path));
  const queue = createQueue(db);
  const owing = createOwing(db);
  const offering = createOffering(owing, queue);
  const fanOut = createFanOut(db, owing, offering, closingChannels);
  const joining = createJoining(db, places, owing, offering);
  const subscriptions = subscriptionSql(db);
  const leaving = createLeaving(db, queue, subscriptions);
  const blocks = createBlocks(db, keyring);
  const moving = createMoving({ db, queue, blocks, leaving, subscriptions });
  const forgetting = createForgetting(db, fanOut);
  const erasing = createErasing(db);
  const newKey = () => random(16).toString('hex');
  const newSecret = () => random(32).toString('hex');
  const generation = db.sql
    .prepare<[], { value: string }>("SELECT value FROM meta WHERE name = 'generation'")
    .get()?.value;
  let seenVersion = dataVersion();

  function dataVersion(): unknown {
    try {
      return db.sql.pragma('data_version', { simple: true });
    } catch (error) {
      throw asStoreError(error, path);
    }
  }

  return {
    slots: createSlots(db, places, fanOut, joining, forgetting),
    outbox: createOutbox({ db, places, owing, queue, leaving, moving, closingChannels, newKey }),
    subscribers: createSubscribers({
      db,
      places,
      queue,
      blocks,
      leaving,
      moving,
      subscriptions,
      erasing,
      newSecret,
    }),
    deliveries: createDeliveries(db),
    secondThoughts: createSecondThoughts(db, queue, createUnwanted(db)),
    history: createHistory(db),
    areaHistory: createAreaHistory(db),
    holds: createHolds(db),
    codes: createCodes(db, keyring),
    links: createLinks(db, keyring),
    spending: createSpending(db),
    erasing,
    generation: generation ?? '',
    transaction: db.write,
    changedElsewhere() {
      const before = seenVersion;
      seenVersion = dataVersion();
      return seenVersion !== before;
    },
    refusal() {
      try {
        db.write(() => undefined);
        return null;
      } catch (error) {
        if (error instanceof StoreError) return error.code;
        throw error;
      }
    },
    backup: (to, copying) => backupTo(db, to, copying),
    close: () => db.close(),
  };
}
