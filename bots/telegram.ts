// Telegram: sends a message, edits it when slots are gone, and says what the Bot API's answer means.
// The token stands in every URL, so neither a URL nor the text of an error ever leaves this file.
import { Api, GrammyError, HttpError } from 'grammy';
import type { Alert } from '../src/core/alert.ts';
import type { Channel, ChannelCheck, Envelope, Outcome, Recipient } from '../src/core/outcome.ts';
import { escapeHtml } from '../src/core/text/parts.ts';
import { telegramText } from '../src/core/text/telegram.ts';
import { destroyAgents, keepAliveAgents } from './http-call.ts';
import { alertKeyboard } from './telegram-chat/alert-keys.ts';
import type { Keyboard } from './telegram-chat/screen.ts';
import { type TelegramPatience, telegramPatience } from './telegram-patience.ts';
import { DEFAULT_WAIT_MS, TransportError, telegramRoot, telegramTransport } from './telegram-transport.ts';

export interface TelegramOptions {
  readonly token: string;
  /** Default `https://api.telegram.org`. */
  readonly apiRoot?: string;
  /** For one call, connecting included (default 30,000). */
  readonly timeoutMs?: number;
  /** Kept together with the conversation of the same bot (default: this one's own). */
  readonly patience?: TelegramPatience | undefined;
}

const MAX_SOCKETS = 8;

const GONE_400 =
  /chat not found|user not found|deactivated|kicked|blocked|PEER_ID_INVALID|CHAT_WRITE_FORBIDDEN|not enough rights|have no rights|need administrator rights/i;
const EDIT_TARGET_GONE = /message to edit not found|message can't be edited|MESSAGE_ID_INVALID/i;

const NOT_MODIFIED = /message is not modified/i;
/** To be asked only of what is not `NOT_MODIFIED`: there Telegram names the reply markup too. */
const BUTTONS_REFUSED = /button|keyboard|reply.?markup/i;

const HTML = { parse_mode: 'HTML', link_preview_options: { is_disabled: true } } as const;
type How = typeof HTML & { readonly reply_markup?: Keyboard };

/** Sends only and asks for no updates: what people write is read in `telegram-chat/`. */
export function telegramChannel(options: TelegramOptions): Channel {
  const agents = keepAliveAgents(MAX_SOCKETS);
  const timeoutMs = options.timeoutMs ?? 30_000;
  const patience = options.patience ?? telegramPatience(() => performance.now());

  const transport = telegramTransport({
    agents,
    timeoutMs: () => timeoutMs,
    patience,
  });
  const api = new Api(options.token, {
    apiRoot: telegramRoot(options.apiRoot),
    fetch: transport,
    // The transport's limit comes first; this one only guards against a transport that never answers.
    timeoutSeconds: Math.ceil(timeoutMs / 1000) + 5,
  });

  /** What Telegram does not take with buttons is sent without: nobody goes untold for a button's sake. */
  const withOrWithout = async <T>(
    keyboard: Keyboard | undefined,
    call: (how: How) => Promise<T>,
  ): Promise<T> => {
    if (keyboard === undefined) return call(HTML);
    try {
      return await call({ ...HTML, reply_markup: keyboard });
    } catch (error) {
      if (!(error instanceof GrammyError) || error.error_code !== 400) throw error;
      const { description } = error;
      if (NOT_MODIFIED.test(description) || !BUTTONS_REFUSED.test(description)) throw error;
      return call(HTML);
    }
  };

  const sendHtml = async (to: Recipient, html: string, keyboard?: Keyboard): Promise<Outcome> => {
    try {
      const message = await withOrWithout(keyboard, (how) => api.sendMessage(chatId(to.address), html, how));
      return { kind: 'sent', messageRef: String(message.message_id) };
    } catch (error) {
      return outcomeOf(error, patience);
    }
  };

  return {
    name: 'telegram',
    send: (to: Recipient, alert: Alert, _envelope: Envelope) =>
      sendHtml(to, telegramText(alert), alertKeyboard(to.address, alert)),
    async sendClosed(to, alert, _envelope, messageRef) {
      if (messageRef === null) return { kind: 'rejected', why: 'message-unknown' };
      try {
        await withOrWithout(alertKeyboard(to.address, alert), (how) =>
          api.editMessageText(chatId(to.address), Number(messageRef), telegramText(alert), how),
        );
        return { kind: 'sent', messageRef };
      } catch (error) {
        if (error instanceof GrammyError && error.error_code === 400) {
          if (NOT_MODIFIED.test(error.description)) return { kind: 'sent', messageRef };
          if (EDIT_TARGET_GONE.test(error.description)) return { kind: 'rejected', why: 'message-gone' };
        }
        return outcomeOf(error, patience);
      }
    },
    sendTest: (to, text) => sendHtml(to, escapeHtml(text)),
    async check(): Promise<ChannelCheck> {
      try {
        const me = await api.getMe();
        return { ok: true, detail: `Telegram knows the bot as @${me.username}.` };
      } catch (error) {
        const outcome = outcomeOf(error, patience);
        const refused = outcome.kind === 'retry' && outcome.pause === 'stop';
        return { ok: false, detail: checkDetail(outcome), ...(refused && { refused }) };
      }
    },
    async close() {
      destroyAgents(agents);
    },
  };
}

/** A chat id as Telegram wants it: a number, or `@channelname`. */
function chatId(address: string): number | string {
  return /^-?\d{1,15}$/.test(address) ? Number(address) : address;
}

function outcomeOf(error: unknown, patience: TelegramPatience): Outcome {
  if (error instanceof GrammyError) return refusal(error, patience);
  if (!(error instanceof HttpError)) throw error;
  const cause = error.error;
  if (!(cause instanceof TransportError)) return { kind: 'ambiguous', why: 'timeout' };
  if (cause.phase === 'unanswered') return { kind: 'ambiguous', why: cause.why };
  return { kind: 'retry', why: cause.why };
}

function refusal(error: GrammyError, patience: TelegramPatience): Outcome {
  const { error_code: status, description, parameters } = error;
  if (status === 429) {
    const afterMs = parameters.retry_after === undefined ? DEFAULT_WAIT_MS : parameters.retry_after * 1000;
    const pause = patience.restMs(null) > 0 ? 'channel' : 'recipient';
    return { kind: 'retry', why: 'too-many-requests', afterMs, pause };
  }
  if (status === 401 || status === 404) return { kind: 'retry', why: 'unauthorized', pause: 'stop' };
  if (status === 403) return { kind: 'gone', why: 'forbidden' };
  if (status === 400) {
    const moved = parameters.migrate_to_chat_id;
    if (moved !== undefined) {
      return { kind: 'retry', why: 'chat-moved', afterMs: 0, pause: 'recipient', movedTo: String(moved) };
    }
    return GONE_400.test(description)
      ? { kind: 'gone', why: 'chat-gone' }
      : { kind: 'rejected', why: 'bad-request' };
  }
  if (status >= 500 || status === 409) return { kind: 'retry', why: `http-${status}` };
  return { kind: 'rejected', why: `http-${status}` };
}

function checkDetail(outcome: Outcome): string {
  const why = outcome.kind === 'sent' ? '' : outcome.why;
  if (why === 'unauthorized') {
    return 'Telegram does not know the bot token. Take it again from @BotFather and set VACCINE_WATCH_TELEGRAM_TOKEN.';
  }
  return `Telegram could not be asked (${why}). Check the network and VACCINE_WATCH_TELEGRAM_API.`;
}
