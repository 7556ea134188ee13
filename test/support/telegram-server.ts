// A Bot API server on 127.0.0.1: keeps what it accepted, refuses as Telegram does when told to.
import { type LoopbackHttp, loopbackHttp } from './loopback-http.ts';

export interface TelegramMessage {
  readonly messageId: number;
  readonly chatId: string;
  text: string;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly atMs: number;
  edits: number;
}

export interface TelegramServer extends LoopbackHttp {
  readonly messages: readonly TelegramMessage[];
}

export const TELEGRAM_TOKEN = '123456:CANARY-telegram-token';

/** A refusal as the Bot API words it. */
export function telegramRefusal(status: number, description: string, parameters?: Record<string, unknown>) {
  return {
    status,
    body: { ok: false, error_code: status, description, ...(parameters === undefined ? {} : { parameters }) },
  };
}

export async function startTelegramServer(): Promise<TelegramServer> {
  const messages: TelegramMessage[] = [];
  const server = await loopbackHttp(({ path, body, atMs }) => {
    const [, bot, method] = path.split('/');
    if (bot !== `bot${TELEGRAM_TOKEN}`) return telegramRefusal(401, 'Unauthorized');
    const raw = (body === '' ? {} : JSON.parse(body)) as Record<string, unknown>;
    if (method === 'getMe') {
      return {
        status: 200,
        body: { ok: true, result: { id: 1, is_bot: true, first_name: 'T', username: 'test_bot' } },
      };
    }
    if (method === 'sendMessage') {
      const message: TelegramMessage = {
        messageId: messages.length + 1,
        chatId: String(raw.chat_id),
        text: String(raw.text),
        raw,
        atMs,
        edits: 0,
      };
      messages.push(message);
      return { status: 200, body: { ok: true, result: result(message) } };
    }
    if (method === 'editMessageText') {
      const message = messages.find(
        (one) => one.messageId === raw.message_id && one.chatId === String(raw.chat_id),
      );
      if (message === undefined) return telegramRefusal(400, 'Bad Request: message to edit not found');
      if (message.text === raw.text) {
        return telegramRefusal(400, 'Bad Request: message is not modified: specified new message content');
      }
      message.text = String(raw.text);
      message.edits += 1;
      return { status: 200, body: { ok: true, result: result(message) } };
    }
    return telegramRefusal(404, 'Not Found');
  });
  return { ...server, messages };
}

function result(message: TelegramMessage): Record<string, unknown> {
  return {
    message_id: message.messageId,
    date: 0,
    text: message.text,
    chat: { id: Number(message.chatId), type: 'private' },
  };
}
