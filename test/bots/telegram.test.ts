import { TelegramServer as StrangersServer } from 'telegram-test-api/lib/telegramServer.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { telegramChannel } from '../../bots/telegram.ts';
import type { Channel, Outcome } from '../../src/core/outcome.ts';
import { alertOf, alertSlot, envelopeOf, SEEN_MS } from '../support/alerts.ts';
import { deadPort, type Hazard } from '../support/loopback-http.ts';
import {
  startTelegramServer,
  TELEGRAM_TOKEN,
  type TelegramServer,
  telegramRefusal,
} from '../support/telegram-server.ts';

const CHAT = { address: '42', secret: null };

describe('telling a chat', () => {
  let server: TelegramServer;
  let channel: Channel;

  beforeEach(async () => {
    server = await startTelegramServer();
    channel = telegramChannel({ token: TELEGRAM_TOKEN, apiRoot: server.url, timeoutMs: 300 });
  });
  afterEach(async () => {
    await channel.close();
    await server.close();
  });

  const send = (address = '42') => channel.send({ address, secret: null }, alertOf(), envelopeOf());

  it('arrives as HTML without a link preview, and its number comes back', async () => {
    expect(await send()).toEqual({ kind: 'sent', messageRef: '1' });
    expect(server.messages[0]?.raw).toMatchObject({
      chat_id: 42,
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
    });
    expect(server.messages[0]?.text).toContain('Apollo Clinic');
  });

  it('takes channel names as well as numbers', async () => {
    await send('@slots_bbmp');
    await send('-1001234567890');
    expect(server.messages.map((message) => message.raw.chat_id)).toEqual(['@slots_bbmp', -1001234567890]);
  });

  const refusals: readonly (readonly [string, Hazard, Outcome])[] = [
    [
      'too many requests: the whole channel waits as long as Telegram says, in seconds',
      telegramRefusal(429, 'Too Many Requests: retry after 7', { retry_after: 7 }),
      { kind: 'retry', why: 'too-many-requests', afterMs: 7_000, pause: 'channel' },
    ],
    [
      'blocked by the user: gone',
      telegramRefusal(403, 'Forbidden: bot was blocked by the user'),
      { kind: 'gone', why: 'forbidden' },
    ],
    [
      'no such chat: gone',
      telegramRefusal(400, 'Bad Request: chat not found'),
      { kind: 'gone', why: 'chat-gone' },
    ],
    [
      'a group that was closed: gone',
      telegramRefusal(400, 'Bad Request: group chat was deactivated'),
      { kind: 'gone', why: 'chat-gone' },
    ],
    [
      'a group that may not be written to: gone',
      telegramRefusal(400, 'Bad Request: not enough rights to send text messages to the chat'),
      { kind: 'gone', why: 'chat-gone' },
    ],
    [
      'a group that moved: again at its new place, at once',
      telegramRefusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: -100777,
      }),
      { kind: 'retry', why: 'chat-moved', afterMs: 0, pause: 'recipient', movedTo: '-100777' },
    ],
    [
      'a message Telegram cannot read: our mistake',
      telegramRefusal(400, "Bad Request: can't parse entities"),
      { kind: 'rejected', why: 'bad-request' },
    ],
    [
      'a wrong token: the channel stops',
      telegramRefusal(401, 'Unauthorized'),
      { kind: 'retry', why: 'unauthorized', pause: 'stop' },
    ],
    [
      'a token nobody knows: the channel stops',
      telegramRefusal(404, 'Not Found'),
      { kind: 'retry', why: 'unauthorized', pause: 'stop' },
    ],
    [
      'another reader of the updates: sending goes on',
      telegramRefusal(409, 'Conflict: terminated by other getUpdates request'),
      { kind: 'retry', why: 'http-409' },
    ],
    ['a fault of Telegram', telegramRefusal(502, 'Bad Gateway'), { kind: 'retry', why: 'http-502' }],
    [
      'an HTML page of something in between, even with 403: nobody is gone',
      { status: 403, body: '<html>blocked</html>' },
      { kind: 'retry', why: 'http-403' },
    ],
    ['an HTML page with 502', { status: 502, body: '<html>' }, { kind: 'retry', why: 'http-502' }],
    [
      'a redirect: not followed',
      { status: 307, headers: { location: 'http://127.0.0.1:1/' } },
      { kind: 'retry', why: 'http-307' },
    ],
  ];
  it.each(refusals)('%s', async (_what, hazard, outcome) => {
    server.plan(hazard);
    expect(await send()).toEqual(outcome);
    expect(server.messages).toHaveLength(0);
    expect(server.heard).toHaveLength(1);
  });

  it('perhaps arrived: silence or a cut line after the request was written, or half an answer', async () => {
    for (const hazard of [
      'silence',
      'reset',
      'accept-then-silence',
      'accept-then-reset',
      'accept-then-cut',
    ] as const) {
      server.plan(hazard);
      expect((await send()).kind, hazard).toBe('ambiguous');
    }
    expect(server.messages).toHaveLength(3);
  });

  it('surely did not arrive: nobody listens', async () => {
    const apiRoot = `http://127.0.0.1:${await deadPort()}`;
    const lost = telegramChannel({ token: TELEGRAM_TOKEN, apiRoot });
    expect(await lost.send(CHAT, alertOf(), envelopeOf())).toEqual({ kind: 'retry', why: 'ECONNREFUSED' });
    await lost.close();
  });

  it('keeps one connection open for message after message', async () => {
    for (let round = 0; round < 10; round++) await send();
    expect(server.connected()).toBe(1);
  });

  it('edits the message when the slot is gone', async () => {
    await send();
    const gone = alertOf(alertSlot({ closedAtMs: SEEN_MS + 90_000 }));
    expect(await channel.sendClosed?.(CHAT, gone, envelopeOf(), '1')).toEqual({
      kind: 'sent',
      messageRef: '1',
    });
    expect(server.messages[0]?.text).toContain('gone, was open 1 min 30 s');
    // A second time changes nothing and is no error, and the buttons stay.
    const { buttons } = server.messages[0] ?? {};
    expect(Object.keys(buttons ?? {})).toContain('Stop');
    server.plan(
      telegramRefusal(
        400,
        'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      ),
    );
    expect(await channel.sendClosed?.(CHAT, gone, envelopeOf(), '1')).toMatchObject({ kind: 'sent' });
    expect(server.messages[0]).toMatchObject({ edits: 1, buttons });
  });

  it('lets a message rest that was deleted or is not known', async () => {
    const gone = alertOf(alertSlot({ closedAtMs: SEEN_MS }));
    expect(await channel.sendClosed?.(CHAT, gone, envelopeOf(), '99')).toEqual({
      kind: 'rejected',
      why: 'message-gone',
    });
    expect(await channel.sendClosed?.(CHAT, gone, envelopeOf(), null)).toEqual({
      kind: 'rejected',
      why: 'message-unknown',
    });
  });

  it('says whether the token is good, and how to mend it', async () => {
    expect(await channel.check()).toEqual({ ok: true, detail: 'Telegram knows the bot as @test_bot.' });
    server.plan(telegramRefusal(401, 'Unauthorized'));
    const check = await channel.check();
    expect(check).toMatchObject({ ok: false, refused: true });
    expect(check.detail).toContain('VACCINE_WATCH_TELEGRAM_TOKEN');
    server.plan(telegramRefusal(502, 'Bad Gateway'));
    expect(await channel.check()).not.toHaveProperty('refused');
  });

  it('sends a test message as plain text', async () => {
    expect(await channel.sendTest(CHAT, 'a < b & c')).toMatchObject({ kind: 'sent' });
    expect(server.messages[0]?.text).toBe('a &lt; b &amp; c');
  });

  it('never lets the token out, however the call ends', async () => {
    const said: unknown[] = [];
    for (const hazard of [...refusals.map(([, hazard]) => hazard), 'reset', 'silence'] as const) {
      server.plan(hazard, hazard);
      said.push(await send(), await channel.check());
    }
    expect(JSON.stringify(said)).not.toContain('CANARY');
  });
});

describe('telling a chat through a server this project did not write', () => {
  it('is accepted, and edited when the slot is gone', async () => {
    const port = await deadPort();
    const server = new StrangersServer({ port, host: '127.0.0.1' });
    await server.start();
    const channel = telegramChannel({ token: 'sampleToken', apiRoot: server.config.apiURL });
    try {
      const outcome = await channel.send(CHAT, alertOf(), envelopeOf());
      expect(outcome).toMatchObject({ kind: 'sent' });
      const ref = outcome.kind === 'sent' ? (outcome.messageRef ?? null) : null;
      const texts = () => server.getUpdatesHistory('sampleToken').map((update) => JSON.stringify(update));
      expect(texts()).toHaveLength(1);
      expect(texts()[0]).toContain('12 doses open');
      const gone = alertOf(alertSlot({ closedAtMs: SEEN_MS + 90_000 }));
      expect(await channel.sendClosed?.(CHAT, gone, envelopeOf(), ref)).toMatchObject({ kind: 'sent' });
      expect(texts()).toHaveLength(1);
      expect(texts()[0]).toContain('gone, was open 1 min 30 s');
      expect((await channel.check()).detail).toContain('@TestNameBot');
    } finally {
      await channel.close();
      await server.stop();
    }
  });
});
