// What the conversation is given by whoever starts it. It builds none of it and knows nothing else of the program.
import type { TelegramPatience } from '../telegram-patience.ts';
import type { World } from './turn.ts';

/** The program's clocks: wall time for people, monotonic time for waiting. */
export interface Clocks {
  wallMs(): number;
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Events by name. Neither an address nor a text of a person is ever among the fields. */
export type Logged = (
  level: 'debug' | 'info' | 'warn' | 'error',
  event: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

export interface ChatParts extends World {
  readonly token: string;
  /** Default `https://api.telegram.org`. */
  readonly apiRoot?: string;
  readonly clock: Clocks;
  readonly log: Logged;
  /** Whether alerts wait to be sent by the same bot: then answers leave them nearly all of what Telegram takes. */
  readonly alertsWait: () => boolean;
  /** Kept together with the alerts of the same bot (default: this one's own). */
  readonly patience?: TelegramPatience | undefined;
  /** In [0, 1): spreads retries. */
  readonly random: () => number;
  /** For one call other than the long poll, connecting included (ms, default 15,000). */
  readonly timeoutMs?: number;
  /** How long Telegram may hold a poll until there is something to tell (s, default 30). */
  readonly pollSeconds?: number;
}
