// Who may change the alerts of a group or channel: its admins. Telegram is asked, and its word holds for a minute.
import type { Api } from 'grammy';
import type { ApiSignal } from '../telegram-transport.ts';
import type { Chat, Speaker } from './incoming.ts';

export interface Admins {
  /** `unknown`: Telegram could not be asked. */
  mayChange(chat: Chat, by: Speaker): Promise<'yes' | 'no' | 'unknown'>;
}

const HOLDS_MS = 60_000;
const MOST_KNOWN = 5_000;
/** Others wait meanwhile. */
const LONGEST_ASKED_MS = 5_000;

/** @param now monotonic ms */
export function createAdmins(api: Api, now: () => number): Admins {
  const known = new Map<string, { readonly isAdmin: boolean; readonly untilMs: number }>();

  async function ask(chatId: number, userId: number): Promise<boolean | undefined> {
    try {
      const patience = AbortSignal.timeout(LONGEST_ASKED_MS) as ApiSignal;
      const { status } = await api.getChatMember(chatId, userId, patience);
      return status === 'creator' || status === 'administrator';
    } catch {
      return undefined;
    }
  }

  return {
    async mayChange(chat, by) {
      if (chat.kind === 'private' || by === 'anonymous') return 'yes';
      const name = `${chat.id}:${by.userId}`;
      const there = known.get(name);
      if (there !== undefined && there.untilMs > now()) return there.isAdmin ? 'yes' : 'no';
      const isAdmin = await ask(chat.id, by.userId);
      if (isAdmin === undefined) return 'unknown';
      known.delete(name);
      known.set(name, { isAdmin, untilMs: now() + HOLDS_MS });
      for (const oldest of known.keys()) {
        if (known.size <= MOST_KNOWN) break;
        known.delete(oldest);
      }
      return isAdmin ? 'yes' : 'no';
    },
  };
}
