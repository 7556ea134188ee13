// What the demo and the process of its simulated world say to each other. Plain values that survive structured cloning.
import type { Area } from '../core/area.ts';
import type { DemoSubscriber } from './demo-subscribers.ts';
import type { Verdict } from './verdict.ts';

export interface WorldOptions {
  readonly areas: readonly Area[];
  readonly seed: number;
  readonly subscribers: readonly DemoSubscriber[];
  /** Where mails are kept as `.eml`; must exist. */
  readonly inboxFolder: string;
  /** How long an opening lasts, least and most (ms). */
  readonly lastsMs: readonly [number, number];
}

/** Where the engine finds the world. */
export interface WorldAddresses {
  readonly cowinUrl: string;
  readonly simUrl: string;
  readonly telegramApi: string;
  readonly smtpUrl: string;
  readonly webhookUrl: string;
  readonly xApi: string;
}

/** How things stand in the world. */
export interface WorldView {
  readonly verdict: Verdict;
  readonly openings: number;
  readonly closings: number;
  readonly mails: number;
  readonly posts: number;
  /** Telegram messages marked as gone, and webhooks told of a closing. */
  readonly closingsTold: number;
}

export type ToWorld =
  | { readonly type: 'start'; readonly options: WorldOptions }
  | { readonly type: 'secret'; readonly path: string; readonly secret: string }
  | { readonly type: 'rate'; readonly openingsPerMinute: number }
  | { readonly type: 'look'; readonly id: number }
  | { readonly type: 'stop' };

export type FromWorld =
  | { readonly type: 'ready'; readonly addresses: WorldAddresses }
  | { readonly type: 'view'; readonly id: number; readonly view: WorldView };
