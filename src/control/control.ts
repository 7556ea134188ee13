// What can be asked of an engine. The screen and the commands know the engine only through this;
// `server.ts` and `client.ts` carry it over a socket, and an engine in the same process offers it directly.

import type { CodePurpose } from '../core/outcome.ts';
import type {
  AddedSubscription,
  DeliveryQuery,
  NewSubscription,
  SubscriberQuery,
  SubscriberRef,
} from '../core/records.ts';
import type { Addressee } from '../core/self-service.ts';
import type { Ask, Registered, Verified } from '../core/sign-up.ts';
import type { DeliveryView, EngineSnapshot } from '../core/snapshot.ts';
import type { ChannelName, SubscriberWithSubscriptions } from '../core/subscription.ts';

export type { AddedSubscription, DeliveryQuery, NewSubscription, SubscriberQuery, SubscriberRef };

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
  pauseSubscriber(ref: SubscriberRef): Promise<SubscriberWithSubscriptions>;
  resumeSubscriber(ref: SubscriberRef): Promise<SubscriberWithSubscriptions>;
  /** Forgets the subscriber, their subscriptions and their deliveries. */
  removeSubscriber(ref: SubscriberRef): Promise<SubscriberWithSubscriptions>;
  /** Nobody at this address is told anything until unblocked, also not who comes later; resolves with who is there now. */
  blockRecipient(ref: SubscriberRef): Promise<{ readonly subscriber: SubscriberWithSubscriptions | null }>;
  unblockRecipient(ref: SubscriberRef): Promise<{ readonly wasBlocked: boolean }>;
  listDeliveries(query: DeliveryQuery): Promise<readonly DeliveryView[]>;
  /** Writes a consistent copy of the database to a file that must not exist; resolves with its size in bytes. */
  backup(path: string): Promise<{ readonly bytes: number }>;
}

/** A running engine. All methods reject with `ControlError`. */
export interface Control extends Records {
  status(): Promise<EngineSnapshot>;
  /** Calls back at once and then about once a second, until the returned function is called. */
  watch(onSnapshot: (snapshot: EngineSnapshot) => void): () => void;
  /** Stops polling; deliveries already owed go on. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Sends one test message; resolves with what the channel said, in words. */
  testAlert(
    channel: ChannelName,
    address: string,
  ): Promise<{ readonly ok: boolean; readonly detail: string }>;
  /** Signing up from this machine, as `SignUp`: a code goes to the address; no limit counts for who asks. */
  register(ask: Ask): Promise<Registered>;
  /** Uses up a code. @param only what it must be for; default: whatever it is for */
  verify(to: Addressee, code: string, only?: CodePurpose): Promise<Verified>;
}
