// How long Telegram wants to be left alone by this bot. A 429 met by an alert holds for answers too, and the other way
// round: its `retry_after` is said to the bot and not to the one who happened to call. Reckons in monotonic time.
import { LONGEST_ASKED_MS } from '../src/core/backoff.ts';

export interface TelegramPatience {
  /** Milliseconds nothing more is to be sent; 0: it may be. */
  restMs(): number;
  /** Telegram asked for so long (ms); a shorter wish never shortens a longer one. */
  asked(forMs: number): void;
}

/** @param now monotonic ms */
export function telegramPatience(now: () => number): TelegramPatience {
  let untilMs = 0;
  return {
    restMs: () => Math.max(0, untilMs - now()),
    asked(forMs) {
      untilMs = Math.max(untilMs, now() + Math.min(forMs, LONGEST_ASKED_MS));
    },
  };
}
