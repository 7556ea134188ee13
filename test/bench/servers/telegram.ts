// A Telegram API on this machine: takes every message, and notes for whom it was and when it came.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TelegramStub {
  readonly url: string;
  /** Called with the chat as soon as a whole `sendMessage` request has come. */
  onMessage(hear: (chat: string, atMs: number) => void): void;
  stop(): Promise<void>;
}

export async function startTelegramStub(): Promise<TelegramStub> {
  let hear: (chat: string, atMs: number) => void = () => undefined;
  let messages = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const atMs = performance.now();
      const method = request.url?.split('/').at(-1);
      const body = Buffer.concat(chunks).toString();
      const said = (body === '' ? {} : JSON.parse(body)) as { chat_id?: unknown; text?: unknown };
      if (method === 'sendMessage') hear(String(said.chat_id), atMs);
      messages += 1;
      const result =
        method === 'getMe'
          ? { id: 1, is_bot: true, first_name: 'B', username: 'bench_bot' }
          : {
              message_id: messages,
              date: 0,
              text: said.text,
              chat: { id: Number(said.chat_id), type: 'private' },
            };
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ok: true, result }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    onMessage(listener) {
      hear = listener;
    },
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
