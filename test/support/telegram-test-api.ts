// A Bot API server of somebody else's making (the npm package telegram-test-api): takes and edits what bots send.
// It asks for no particular token and refuses nothing; telegram-server.ts is for refusals. A `Phone` is a person in
// front of it, who writes and presses what they see.
import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js';
import { deadPort } from './loopback-http.ts';

export interface ChatMessage {
  readonly chatId: string;
  /** As it reads now. */
  readonly text: string;
  readonly markup: string;
  readonly messageId: number;
  readonly atMs: number;
  /** What its buttons say, row by row. */
  readonly buttons: readonly (readonly string[])[];
}

/** Somebody in a chat with the bot. */
export interface Phone {
  /** Sends a text; one that begins with a slash as a command. */
  write(text: string): Promise<void>;
  /** Presses the button with this label in the newest message that has it. */
  press(label: string): Promise<void>;
  /** All messages of the bot in this chat as they read now, the oldest first. */
  messages(): readonly ChatMessage[];
}

export interface TestApi {
  readonly url: string;
  /** Every message a bot sent, the oldest first. */
  messages(): readonly ChatMessage[];
  /** @param token the bot's. @param id of the person and of their chat */
  phone(token: string, id: number): Phone;
  /** How often a message was edited. */
  edits(): number;
  close(): Promise<void>;
}

export async function startTelegramTestApi(): Promise<TestApi> {
  const server = new TelegramServer({ host: '127.0.0.1', port: await deadPort(), storeTimeout: 600 });
  const arrivedMs: number[] = [];
  let edits = 0;
  server.on('AddedBotMessage', () => arrivedMs.push(performance.now()));
  server.on('EditedMessageText', () => {
    edits += 1;
  });
  await server.start();
  const messages = (): readonly ChatMessage[] =>
    server.storage.botMessages.map(({ message, messageId }, at) => ({
      chatId: String(message.chat_id),
      text: message.text,
      markup: message.parse_mode ?? '',
      messageId,
      atMs: arrivedMs[at] ?? Number.NaN,
      buttons: buttonsOf(message.reply_markup).map((row) => row.map(({ text }) => text)),
    }));
  return {
    url: server.config.apiURL,
    messages,
    phone(token, id) {
      const client = server.getClient(token, { userId: id, chatId: id });
      const own = () => messages().filter(({ chatId }) => chatId === String(id));
      return {
        messages: own,
        async write(text) {
          if (text.startsWith('/')) await client.sendCommand(client.makeCommand(text));
          else await client.sendMessage(client.makeMessage(text));
        },
        async press(label) {
          for (const { message, messageId } of server.storage.botMessages.toReversed()) {
            if (String(message.chat_id) !== String(id)) continue;
            const button = buttonsOf(message.reply_markup)
              .flat()
              .find(({ text }) => text === label);
            if (button?.callback_data === undefined) continue;
            await client.sendCallback(
              client.makeCallbackQuery(button.callback_data, { message: { message_id: messageId } }),
            );
            return;
          }
          throw new Error(`no message shows the button ${label}`);
        },
      };
    },
    edits: () => edits,
    async close() {
      await server.stop();
    },
  };
}

interface Button {
  readonly text: string;
  readonly callback_data?: string;
}

function buttonsOf(markup: unknown): readonly (readonly Button[])[] {
  const { inline_keyboard } = (markup ?? {}) as { inline_keyboard?: readonly (readonly Button[])[] };
  return inline_keyboard ?? [];
}
