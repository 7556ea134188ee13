// Everybody a test lets be told: a mail server, a Telegram API and a web server, and the settings that lead there.
import { type MailServer, startMailServer } from './mail-server.ts';
import type { Env } from './program.ts';
import { startTelegramTestApi, type TestApi } from './telegram-test-api.ts';
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';

export interface Receivers {
  readonly mail: MailServer;
  readonly telegram: TestApi;
  readonly webhook: WebhookReceiver;
  /** Settings of a program that sends there. */
  readonly env: Env;
  close(): Promise<void>;
}

export async function startReceivers(): Promise<Receivers> {
  const mail = await startMailServer();
  const telegram = await startTelegramTestApi();
  const webhook = await startWebhookReceiver();
  return {
    mail,
    telegram,
    webhook,
    env: {
      VACCINE_WATCH_SMTP_URL: mail.url,
      VACCINE_WATCH_SMTP_TLS: 'off',
      VACCINE_WATCH_MAIL_FROM: 'Slots <alerts@example.net>',
      VACCINE_WATCH_TELEGRAM_TOKEN: '123456:TEST',
      VACCINE_WATCH_TELEGRAM_API: telegram.url,
      VACCINE_WATCH_WEBHOOK_ALLOW_LOCAL: '1',
    },
    async close() {
      await Promise.all([mail.close(), telegram.close(), webhook.close()]);
    },
  };
}
