// What is already recorded, as the poller asks it: the meeting point of poll and store.
// Only a cache of "SQLite already knows this" (R1): it may forget anything at any time at no cost but work.
import type { Session } from './session.ts';
import type { DedupeState } from './snapshot.ts';

/** Where a Redis is reached. A URL may hold a password: it is never logged nor shown. */
export type RedisEndpoint =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string };

export interface Seen {
  /** The sessions whose fingerprint is not known, in their order. Never rejects: without an answer, all are unknown. */
  unknown(sessions: readonly Session[]): Promise<readonly Session[]>;
  /** Call only after the sessions are durably recorded (R1). Never rejects. */
  remember(sessions: readonly Session[]): Promise<void>;
  state(): DedupeState;
  close(): Promise<void>;
}
