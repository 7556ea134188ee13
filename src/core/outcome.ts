// What a channel says of one send, and what a channel is. Retry, pacing and journal live in `alert/`;
// a channel sends once and classifies.
import type { Alert } from './alert.ts';
import type { ChannelName } from './subscription.ts';

/**
 * - `sent`: accepted. `messageRef` is what the channel needs to change it later.
 * - `retry`: not accepted, may be later. `afterMs` is the provider's own word; `pause` says whether only this
 *   recipient waits, the whole channel waits, or the channel stops until the operator mends it (bad token).
 *   `movedTo` is the recipient's new address.
 * - `gone`: the recipient refuses us for good. - `rejected`: the message was refused (our bug).
 * - `ambiguous`: it may or may not have been accepted.
 * `why` is a stable code for counting, never holding secrets or addresses.
 */
export type Outcome =
  | { readonly kind: 'sent'; readonly messageRef?: string }
  | {
      readonly kind: 'retry';
      readonly why: string;
      readonly afterMs?: number;
      readonly pause?: 'recipient' | 'channel' | 'stop';
      readonly movedTo?: string;
    }
  | { readonly kind: 'gone'; readonly why: string }
  | { readonly kind: 'rejected'; readonly why: string }
  | { readonly kind: 'ambiguous'; readonly why: string };

/** A one-time code on its way to the address it proves. The code is a secret: it is never logged. */
export interface CodeMessage {
  /** Six digits. */
  readonly code: string;
  readonly validForMs: number;
  readonly purpose: CodePurpose;
  /** What it confirms, as a person reads it: `BBMP, Karnataka: dose 1, age 45`; empty where it confirms no wish. */
  readonly wishText: string;
  /** Where the code may be typed in; null: nowhere but where it was asked for. */
  readonly verifyUrl: string | null;
}

/** `subscribe`: wants alerts. `unsubscribe`: wants none any more. `manage`: lost the link to their own alerts. */
export type CodePurpose = 'subscribe' | 'unsubscribe' | 'manage';

export interface Recipient {
  readonly address: string;
  readonly secret: string | null;
}

/** What a channel needs beside the alert to make a resend recognisable. */
export interface Envelope {
  /** The same for every attempt of one message: Message-ID, webhook id. */
  readonly messageKey: string;
  /** When the message was first composed (ms): a stable `Date`. */
  readonly composedAtMs: number;
  /** An earlier attempt may have arrived: its provider left that open, or a crash did, and it may never have left. */
  readonly resend: boolean;
  /** Its provider left that open once already: it is not resent for that again, and what it costs was counted. */
  readonly leftOpen: boolean;
}

export interface ChannelCheck {
  readonly ok: boolean;
  /** One plain sentence: what was reached, or what is wrong and how to mend it. */
  readonly detail: string;
  /**
   * Only where not `ok`: the provider answers and refuses our settings, so that nothing can be sent until the operator
   * mends them. Otherwise it could not be reached, and the next try may succeed.
   */
  readonly refused?: true;
}

export interface Channel {
  readonly name: ChannelName;
  /** Sends once. Never throws for anything the network or the provider does. */
  send(to: Recipient, alert: Alert, envelope: Envelope): Promise<Outcome>;
  /** Tells a recipient that slots of an earlier message are gone; absent where the channel cannot. */
  sendClosed?(to: Recipient, alert: Alert, envelope: Envelope, messageRef: string | null): Promise<Outcome>;
  /** Sends one test message. */
  sendTest(to: Recipient, text: string): Promise<Outcome>;
  /** Sends a one-time code; absent where nobody signs up by code. */
  sendCode?(to: Recipient, message: CodeMessage): Promise<Outcome>;
  /** Asks the provider whether our settings work, without telling anybody anything. */
  check(): Promise<ChannelCheck>;
  close(): Promise<void>;
}
