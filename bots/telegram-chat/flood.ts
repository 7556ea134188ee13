// How much one chat may ask: a conversation's worth at once, then one thing a second. Above it everything is passed
// over until the chat has rested, and it is told so once. Reckons in monotonic time.

export interface Flood {
  /** `slow`: one thing too many, to be said; `passed-over`: it has been said. */
  ask(chatId: number, nowMs: number): 'fine' | 'slow' | 'passed-over';
}

const BURST = 20;
const REFILL_MS = 1_000;
/** Whoever asked too much is heard again when they could ask for so much at once. */
const HEARD_AGAIN_FROM = 5;
/** Chats remembered at most; the one heard longest ago is forgotten first. */
const MOST_CHATS = 10_000;

export const HEARD_AGAIN_S = HEARD_AGAIN_FROM;

export function createFlood(): Flood {
  const chats = new Map<number, { tokens: number; atMs: number; passedOver: boolean }>();

  return {
    ask(chatId, nowMs) {
      const chat = chats.get(chatId) ?? { tokens: BURST, atMs: nowMs, passedOver: false };
      chats.delete(chatId);
      chats.set(chatId, chat);
      for (const oldest of chats.keys()) {
        if (chats.size <= MOST_CHATS) break;
        chats.delete(oldest);
      }
      chat.tokens = Math.min(BURST, chat.tokens + Math.max(0, nowMs - chat.atMs) / REFILL_MS);
      chat.atMs = nowMs;
      if (chat.passedOver && chat.tokens < HEARD_AGAIN_FROM) return 'passed-over';
      chat.passedOver = chat.tokens < 1;
      if (chat.passedOver) return 'slow';
      chat.tokens -= 1;
      return 'fine';
    },
  };
}
