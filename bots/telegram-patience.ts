// How long Telegram wants to be left alone by this bot. A 429 met by an alert holds for answers too, and the other way
// round: its `retry_after` is said to the bot and not to the one who happened to call. But a group may have a limit of
// its own, of twenty messages a minute or of slow mode, which is refused in the same words and may last an hour: it must
// not silence everybody else. Reckons in monotonic time.
import { LONGEST_ASKED_MS } from '../src/core/backoff.ts';

/** As the Bot API names it: a number, negative for groups and channels, or `@channelname`. */
export type ChatId = number | string;

export interface TelegramPatience {
  /** Milliseconds nothing more is to be sent to this chat; 0: it may be. @param chat null: what would go to no chat */
  restMs(chat: ChatId | null): number;
  /**
   * Telegram asked for so long (ms); a shorter wish never shortens a longer one. It is kept towards the group that was
   * refused, and towards everybody where no group was, or another one since anything was accepted.
   */
  refused(chat: ChatId | null, forMs: number): void;
  /** Telegram took something: what it refused before was not meant for everybody. */
  accepted(): void;
}

/** @param now monotonic ms */
export function telegramPatience(now: () => number): TelegramPatience {
  let untilMs = 0;
  const groups = new Map<ChatId, number>();
  /** The group that was refused since anything was accepted. */
  let suspect: ChatId | null = null;

  return {
    restMs: (chat) => Math.max(0, untilMs - now(), chat === null ? 0 : (groups.get(chat) ?? 0) - now()),
    refused(chat, forMs) {
      const wishMs = now() + Math.min(forMs, LONGEST_ASKED_MS);
      if (chat === null || !isGroup(chat) || (suspect !== null && suspect !== chat)) {
        untilMs = Math.max(untilMs, wishMs);
        return;
      }
      suspect = chat;
      for (const [group, restsUntilMs] of groups) if (restsUntilMs <= now()) groups.delete(group);
      groups.set(chat, Math.max(groups.get(chat) ?? 0, wishMs));
    },
    accepted() {
      suspect = null;
    },
  };
}

function isGroup(chat: ChatId): boolean {
  return typeof chat === 'string' || chat < 0;
}
