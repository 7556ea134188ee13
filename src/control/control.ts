// What can be asked of an engine. The screen and the commands know the engine only through this;
// `server.ts` and `client.ts` carry it over a socket, and an engine in the same process offers it directly.
import type { AreaId } from '../core/area.ts';
import type { AreaDetail } from '../core/area-detail.ts';
import type { Check } from '../core/check.ts';
import type { Copying } from '../core/copying.ts';
import type { EventPage, EventQuery } from '../core/events.ts';
import type { CodePurpose } from '../core/outcome.ts';
import type {
  AddedSubscription,
  DeliveryQuery,
  NewSubscription,
  SubscriberPage,
  SubscriberQuery,
  SubscriberRef,
  SubscriberSearch,
} from '../core/records.ts';
import type { Addressee } from '../core/self-service.ts';
import type { Ask, Registered, Verified } from '../core/sign-up.ts';
import type { DeliveryView, EngineSnapshot } from '../core/snapshot.ts';
import type { ChannelName, Filters, SubscriberWithSubscriptions } from '../core/subscription.ts';
import type { Throughput, ThroughputRange } from '../core/throughput.ts';
import type { SettingView } from './setup.ts';

/** Refusals that a person can mend; `message` says how. */
export type ControlErrorCode = 'not-found' | 'invalid' | 'unavailable' | 'failed';
const CONTROL_ERROR_CODES: readonly unknown[] = [
  'not-found',
  'invalid',
  'unavailable',
  'failed',
] satisfies ControlErrorCode[];

export function isControlErrorCode(code: unknown): code is ControlErrorCode {
  return CONTROL_ERROR_CODES.includes(code);
}

export class ControlError extends Error {
  readonly code: ControlErrorCode;
  constructor(code: ControlErrorCode, message: string) {
    super(message);
    this.name = 'ControlError';
    this.code = code;
  }
}

/** The part that needs no running engine: work on the database of a data directory. */
export interface Records {
  addSubscription(wish: NewSubscription): Promise<AddedSubscription>;
  listSubscribers(query: SubscriberQuery): Promise<readonly SubscriberWithSubscriptions[]>;
  /** A page by its place in the list, with how many there are in all. */
  searchSubscribers(search: SubscriberSearch): Promise<SubscriberPage>;
  pauseSubscriber(ref: SubscriberRef): Promise<SubscriberWithSubscriptions>;
  resumeSubscriber(ref: SubscriberRef): Promise<SubscriberWithSubscriptions>;
  /** Forgets the subscriber, their subscriptions and their deliveries. */
  removeSubscriber(ref: SubscriberRef): Promise<SubscriberWithSubscriptions>;
  /** Nobody at this address is told anything until unblocked, also not who comes later; resolves with who is there now. */
  blockRecipient(ref: SubscriberRef): Promise<{ readonly subscriber: SubscriberWithSubscriptions | null }>;
  unblockRecipient(ref: SubscriberRef): Promise<{ readonly wasBlocked: boolean }>;
  /** Other filters for one subscription. Becoming the same as another of theirs, it is one with it from then on. */
  changeSubscription(
    id: number,
    subscriptionId: number,
    filters: Filters,
  ): Promise<SubscriberWithSubscriptions>;
  /** Also where it is gone already. */
  removeSubscription(id: number, subscriptionId: number): Promise<SubscriberWithSubscriptions>;
  /** It asks for nothing until it is resumed; the others of the same subscriber go on. */
  pauseSubscription(id: number, subscriptionId: number): Promise<SubscriberWithSubscriptions>;
  resumeSubscription(id: number, subscriptionId: number): Promise<SubscriberWithSubscriptions>;
  listDeliveries(query: DeliveryQuery): Promise<readonly DeliveryView[]>;
  /**
   * Has one sent that ended without having been sent, while its slot is open; one that waits already stays as it is.
   * What was sent is never sent again.
   * @param mayArriveTwice the operator's word for one that may have arrived (`unknown`), which is refused otherwise
   */
  retryDelivery(id: number, mayArriveTwice?: boolean): Promise<void>;
  /** Has one not sent that waits; one that ended unsent stays as it is. What is on its way cannot be called back. */
  dropDelivery(id: number): Promise<void>;
  /** What is open in an area, what opened there lately, and at which hours; also of one that is not polled. */
  areaDetail(areaId: AreaId): Promise<AreaDetail>;
  /**
   * Writes a consistent copy of the database to a file that must not exist; resolves with its size in bytes. Stopped, it
   * rejects and leaves nothing; over the socket hanging up stops it, too.
   */
  backup(path: string, copying?: Copying): Promise<{ readonly bytes: number }>;
}

/** A running engine. All methods reject with `ControlError`. */
export interface Control extends Records {
  status(): Promise<EngineSnapshot>;
  /** Calls back at once and then about once a second, until the returned function is called. */
  watch(onSnapshot: (snapshot: EngineSnapshot) => void): () => void;
  /** What was done over the last minute, hour or day. */
  throughput(range: ThroughputRange): Promise<Throughput>;
  /** The last events of the engine's log that fit, at most 2,000. */
  events(query: EventQuery): Promise<EventPage>;
  /** Everything the engine stands on, looked at now or a few seconds ago, with the way to mend each. */
  examine(): Promise<readonly Check[]>;
  /** The settings as the next start of the engine would find them, with the flags and the environment it has. */
  settings(): Promise<readonly SettingView[]>;
  /** As `SetupDesk.save`; the engine goes by it from its next start on. */
  saveSettings(changes: Readonly<Record<string, string>>): Promise<readonly string[]>;
  /** Stops polling; deliveries already owed go on. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Has an area polled with the very next call the pace grants; refused while there is none to grant. */
  pollNow(areaId: AreaId): Promise<void>;
  /** Leaves one area alone, also over restarts: it is not polled, and nothing of it closes. */
  pauseArea(areaId: AreaId): Promise<void>;
  resumeArea(areaId: AreaId): Promise<void>;
  /** Sends no alerts and no closings on one channel, also over restarts; what is owed waits, as long as it can help. */
  pauseChannel(name: ChannelName): Promise<void>;
  resumeChannel(name: ChannelName): Promise<void>;
  /** Sends one test message; resolves with what the channel said, in words. */
  testAlert(
    channel: ChannelName,
    address: string,
  ): Promise<{ readonly ok: boolean; readonly detail: string }>;
  /** Signing up from this machine, as `SignUp`: a code goes to the address; no limit counts for who asks. */
  register(ask: Ask): Promise<Registered>;
  /** Uses up a code. @param only as that of `SignUp.verify` */
  verify(to: Addressee, code: string, only?: CodePurpose): Promise<Verified>;
}
