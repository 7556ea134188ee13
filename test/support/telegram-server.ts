// A Bot API server on 127.0.0.1: keeps what it accepted, tells what people write until that is confirmed, and refuses
// as Telegram does when told to.
import { type Answer, type LoopbackHttp, loopbackHttp } from './loopback-http.ts';

export interface TelegramMessage {
  readonly messageId: number;
  readonly chatId: string;
  text: string;
  /** What its buttons carry now, by their labels. */
  buttons: Readonly<Record<string, string>>;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly atMs: number;
  edits: number;
}

type Fields = Record<string, unknown>;

export interface TelegramServer extends LoopbackHttp {
  readonly messages: readonly TelegramMessage[];
  /** Pressed buttons whose waiting sign was ended, with what was shown for a moment. */
  readonly acknowledged: readonly { readonly callbackId: string; readonly text: string }[];
  /** Menus that were set. */
  readonly menus: readonly Fields[];
  /** Updates not confirmed yet. */
  readonly untold: readonly Fields[];
  /** Tells the bot something, as it stands; gives it the next number. Returns the number. */
  tell(update: Fields): number;
  /** Somebody writes in their own chat. */
  write(userId: number, text: string, more?: Fields): number;
  /** Somebody presses a button of a message, by its label. */
  press(userId: number, message: TelegramMessage | undefined, label: string): number;
  /** What was confirmed is told again with the next answer: a poll whose confirmation was lost. */
  tellAgain(): void;
  /** Who is what in every group: `administrator`, `member`. */
  readonly members: Map<number, string>;
  /** Messages are deleted by people. */
  deleteMessage(messageId: number): void;
}

export const TELEGRAM_TOKEN = '123456:CANARY-telegram-token';

/** A refusal as the Bot API words it. */
export function telegramRefusal(status: number, description: string, parameters?: Record<string, unknown>) {
  return {
    status,
    body: { ok: false, error_code: status, description, ...(parameters === undefined ? {} : { parameters }) },
  };
}

/** @param onAccepted told of every message before it is answered */
export async function startTelegramServer(
  onAccepted: (message: TelegramMessage) => void = () => undefined,
): Promise<TelegramServer> {
  const messages: TelegramMessage[] = [];
  const deleted = new Set<number>();
  const acknowledged: { callbackId: string; text: string }[] = [];
  const menus: Fields[] = [];
  const members = new Map<number, string>();
  let untold: Fields[] = [];
  let told: Fields[] = [];
  let lastUpdateId = 100;
  let news = Promise.withResolvers<void>();

  async function updatesFor({ offset, limit, timeout }: Fields): Promise<Answer> {
    const from = Number(offset ?? 0);
    told.push(...untold.filter((update) => Number(update.update_id) < from));
    untold = untold.filter((update) => Number(update.update_id) >= from);
    if (untold.length === 0 && Number(timeout) > 0) {
      const over = setTimeout(wakePolls, Number(timeout) * 1000);
      await news.promise;
      clearTimeout(over);
    }
    return done(untold.slice(0, Number(limit ?? 100)));
  }

  const server = await loopbackHttp(({ path, body, atMs }) => {
    const [, bot, method] = path.split('/');
    if (bot !== `bot${TELEGRAM_TOKEN}`) return telegramRefusal(401, 'Unauthorized');
    const raw = (body === '' ? {} : JSON.parse(body)) as Fields;
    switch (method) {
      case 'getMe':
        return done({ id: 1, is_bot: true, first_name: 'T', username: 'test_bot' });
      case 'getUpdates':
        return updatesFor(raw);
      case 'setMyCommands':
        menus.push(raw);
        return done(true);
      case 'answerCallbackQuery':
        acknowledged.push({ callbackId: String(raw.callback_query_id), text: String(raw.text ?? '') });
        return done(true);
      case 'getChatMember':
        return done({ status: members.get(Number(raw.user_id)) ?? 'member', user: { id: raw.user_id } });
      case 'sendMessage': {
        const message: TelegramMessage = {
          messageId: messages.length + 1,
          chatId: String(raw.chat_id),
          text: String(raw.text),
          buttons: buttonsOf(raw.reply_markup),
          raw,
          atMs,
          edits: 0,
        };
        messages.push(message);
        onAccepted(message);
        return done(result(message));
      }
      case 'editMessageText': {
        const message = messages.find(
          (one) => one.messageId === raw.message_id && one.chatId === String(raw.chat_id),
        );
        if (message === undefined || deleted.has(message.messageId)) {
          return telegramRefusal(400, 'Bad Request: message to edit not found');
        }
        const buttons = buttonsOf(raw.reply_markup);
        if (message.text === raw.text && JSON.stringify(message.buttons) === JSON.stringify(buttons)) {
          return telegramRefusal(400, 'Bad Request: message is not modified: specified new message content');
        }
        message.text = String(raw.text);
        message.buttons = buttons;
        message.edits += 1;
        return done(result(message));
      }
      default:
        return telegramRefusal(404, 'Not Found');
    }
  });

  function tell(update: Fields): number {
    lastUpdateId += 1;
    untold.push({ update_id: lastUpdateId, ...update });
    wakePolls();
    return lastUpdateId;
  }

  function wakePolls(): void {
    news.resolve();
    news = Promise.withResolvers();
  }

  return {
    ...server,
    messages,
    acknowledged,
    menus,
    members,
    get untold() {
      return untold;
    },
    tell,
    write: (userId, text, more = {}) =>
      tell({
        message: {
          message_id: 1_000 + lastUpdateId,
          date: Math.floor(Date.now() / 1000),
          chat: { id: userId, type: 'private', first_name: 'Asha' },
          from: { id: userId, is_bot: false, first_name: 'Asha' },
          text,
          ...more,
        },
      }),
    press(userId, message, label) {
      const data = message?.buttons[label];
      if (message === undefined || data === undefined) throw new Error(`no button ${label}`);
      const id = Number(message.chatId);
      return tell({
        callback_query: {
          id: `press-${lastUpdateId}`,
          from: { id: userId, is_bot: false, first_name: 'Asha' },
          message: {
            message_id: message.messageId,
            date: 0,
            chat: { id, type: id < 0 ? 'supergroup' : 'private' },
          },
          data,
        },
      });
    },
    tellAgain() {
      untold = [...told, ...untold];
      told = [];
      wakePolls();
    },
    deleteMessage: (messageId) => deleted.add(messageId),
    async close() {
      wakePolls();
      await server.close();
    },
  };
}

function done(answer: unknown): Answer {
  return { status: 200, body: { ok: true, result: answer } };
}

function buttonsOf(markup: unknown): Readonly<Record<string, string>> {
  const { inline_keyboard = [] } = (markup ?? {}) as { inline_keyboard?: readonly (readonly Fields[])[] };
  const pairs = inline_keyboard.flat().map((button) => [button.text, button.callback_data ?? button.url]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

function result(message: TelegramMessage): Fields {
  return {
    message_id: message.messageId,
    date: 0,
    text: message.text,
    chat: { id: Number(message.chatId), type: 'private' },
  };
}
