// A test message that cannot be sent says what to do about it, and every test is a message of its own.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { emailChannel } from '../../bots/email.ts';
import { telegramChannel } from '../../bots/telegram.ts';
import { webhookChannel } from '../../bots/webhook.ts';
import type { Channel } from '../../src/core/outcome.ts';
import { sendTestAlert } from '../../src/engine/test-alert.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { deadPort } from '../support/loopback-http.ts';
import { scratchFolder } from '../support/scratch.ts';
import { startTelegramServer } from '../support/telegram-server.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';

const NOON_MS = Date.UTC(2021, 4, 8, 6, 30);
let folder: string;
let store: Store;

beforeEach(() => {
  folder = scratchFolder('vw-test-alert-');
  store = openStore(join(folder, 'vaccine-watch.db'), cowinSource());
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function tested(channel: Channel, address: string, nowMs = NOON_MS) {
  try {
    return await sendTestAlert(new Map([[channel.name, channel]]), store, channel.name, address, nowMs);
  } finally {
    await channel.close();
  }
}

it('tells of a wrong Telegram token how to get a right one', async () => {
  const telegram = await startTelegramServer();
  try {
    const channel = telegramChannel({ token: '123456:of-nobody', apiRoot: telegram.url });
    expect(await tested(channel, '42')).toEqual({
      ok: false,
      detail: expect.stringMatching(/^Not sent: Telegram does not know the bot token.*@BotFather/),
    });
  } finally {
    await telegram.close();
  }
});

it('tells of a mail server that does not listen where to look', async () => {
  const smtpUrl = `smtp://127.0.0.1:${await deadPort()}`;
  const channel = emailChannel({ smtpUrl, from: 'alerts@example.org', tls: 'off' });
  expect((await tested(channel, 'a@example.org')).detail).toMatch(
    /^Not sent: The mail server .* does not listen: check host and port in VACCINE_WATCH_SMTP_URL/,
  );
});

it('tells of a refused private webhook address how to allow it', async () => {
  expect((await tested(webhookChannel({ allowLocal: false }), 'http://127.0.0.1:9/hook')).detail).toMatch(
    /private or loopback address.*VACCINE_WATCH_WEBHOOK_ALLOW_LOCAL=1/,
  );
});

it('is another message each time, with the time of it', async () => {
  const receiver = await startWebhookReceiver();
  try {
    for (const nowMs of [NOON_MS, NOON_MS + 1000]) {
      const { ok } = await tested(webhookChannel({ allowLocal: true }), receiver.urlOf('/a'), nowMs);
      expect(ok).toBe(true);
    }
    expect(new Set(receiver.calls.map(({ id }) => id)).size).toBe(2);
    expect(receiver.calls[0]?.body).toContain('8 May 12:00:00 IST');
  } finally {
    await receiver.close();
  }
});
