// A receiver shaped like Telegram's Bot API: it knows the methods a sender of alerts uses, and every bot token.
import { fieldsOf, type Receiver, type ReceiverAnswer, startReceiver } from './http-receiver.ts';
import type { Keep } from './receipts.ts';

const BOT = { id: 1, is_bot: true, first_name: 'Demo', username: 'vaccine_watch_demo_bot' };

/** Its `url` is the API root. */
export function startTelegramInbox(keep: Keep): Promise<Receiver> {
  const texts = new Map<string, string>();
  let lastId = 0;

  function send(chat: string, text: string): ReceiverAnswer {
    if (!/^-?\d+$/.test(chat) || text === '') return refused('Bad Request: chat not found');
    lastId++;
    texts.set(`${chat} ${lastId}`, text);
    keep({ channel: 'telegram', kind: 'message', recipient: chat, text });
    return message(chat, lastId, text);
  }

  function edit(chat: string, id: number, text: string): ReceiverAnswer {
    const before = texts.get(`${chat} ${id}`);
    if (before === undefined) return refused('Bad Request: message to edit not found');
    if (before === text) return refused('Bad Request: message is not modified');
    texts.set(`${chat} ${id}`, text);
    keep({ channel: 'telegram', kind: 'edit', recipient: chat, text });
    return message(chat, id, text);
  }

  return startReceiver(({ path, body }) => {
    const method = /^\/bot[^/]+\/(\w+)$/.exec(path)?.[1];
    if (method === undefined)
      return { status: 404, value: { ok: false, error_code: 404, description: 'Not Found' } };
    const fields = fieldsOf(body);
    const chat = `${fields.chat_id ?? ''}`;
    const text = typeof fields.text === 'string' ? fields.text : '';
    switch (method) {
      case 'getMe':
        return ok(BOT);
      case 'sendMessage':
        return send(chat, text);
      case 'editMessageText':
        return edit(chat, Number(fields.message_id), text);
      case 'getUpdates':
        return ok([]);
      default:
        return ok(true);
    }
  });
}

function message(chat: string, id: number, text: string): ReceiverAnswer {
  const date = Math.floor(Date.now() / 1000);
  return ok({ message_id: id, date, chat: { id: Number(chat), type: 'private' }, text });
}

function ok(result: unknown): ReceiverAnswer {
  return { status: 200, value: { ok: true, result } };
}

function refused(description: string): ReceiverAnswer {
  return { status: 400, value: { ok: false, error_code: 400, description } };
}
