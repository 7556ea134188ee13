// A Bot API server of somebody else's making (the npm package telegram-test-api): takes and edits what bots send.
// It asks for no particular token and refuses nothing; telegram-server.ts is for refusals.
import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js';
import { deadPort } from './loopback-http.ts';

export interface ChatMessage {
  readonly chatId: string;
  /** As it reads now. */
  readonly text: string;
  readonly markup: string;
  readonly messageId: number;
  readonly atMs: number;
}

export interface TestApi {
  readonly url: string;
  /** Every message a bot sent, the oldest first. */
  messages(): readonly ChatMessage[];
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
  return {
    url: server.config.apiURL,
    messages: () =>
      server.storage.botMessages.map(({ message, messageId }, at) => ({
        chatId: String(message.chat_id),
        text: message.text,
        markup: message.parse_mode ?? '',
        messageId,
        atMs: arrivedMs[at] ?? Number.NaN,
      })),
    edits: () => edits,
    async close() {
      await server.stop();
    },
  };
}
