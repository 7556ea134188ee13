// Everybody the program speaks to, as real servers on loopback: each writes what it accepts into the ledger, synced,
// before it answers, and can be told to misbehave. Which settings lead there stands in `env`.
import { mailText } from '../../src/demo/mail-text.ts';
import { type CowinStub, startCowinStub } from '../support/cowin-stub.ts';
import { type LoopbackHttp, loopbackHttp } from '../support/loopback-http.ts';
import type { Env } from '../support/program.ts';
import {
  mailHeaders,
  type SmtpCatcher,
  type SmtpCatcherOptions,
  startSmtpCatcher,
} from '../support/smtp-catcher.ts';
import { startTelegramServer, TELEGRAM_TOKEN, type TelegramServer } from '../support/telegram-server.ts';
import { startXServer, X_KEYS, type XServer } from '../support/x-server.ts';
import type { SyncedLedger } from './ledger.ts';

export interface Providers {
  readonly cowin: CowinStub;
  readonly telegram: TelegramServer;
  readonly mail: SmtpCatcher;
  /** Any path below its address is somebody's webhook. */
  readonly webhook: LoopbackHttp;
  readonly x: XServer;
  readonly env: Env;
  close(): Promise<void>;
}

/** @param mailServer what the mail server wants of who sends through it (default nothing) */
export async function startProviders(
  ledger: SyncedLedger,
  mailServer: Omit<SmtpCatcherOptions, 'onAccepted'> = {},
): Promise<Providers> {
  const cowin = await startCowinStub();
  const telegram = await startTelegramServer(({ chatId, text }) =>
    ledger.accept({ channel: 'telegram', to: chatId, text, key: '' }),
  );
  const mail = await startSmtpCatcher({
    ...mailServer,
    onAccepted({ to, raw }) {
      const bytes = Buffer.from(raw, 'latin1').toString('utf8');
      const key = mailHeaders(bytes).get('message-id') ?? '';
      for (const address of to) ledger.accept({ channel: 'email', to: address, text: mailText(bytes), key });
    },
  });
  const webhook = await loopbackHttp(({ path, headers, body }) => {
    const { type } = JSON.parse(body) as { type?: string };
    // What closed is told, too, and is no alert.
    if (type === 'slot.opened')
      ledger.accept({ channel: 'webhook', to: path, text: body, key: String(headers['x-webhook-id']) });
    return { status: 200, body: { ok: true } };
  });
  const x = await startXServer((text) => ledger.accept({ channel: 'twitter', to: 'public', text, key: '' }));
  return {
    cowin,
    telegram,
    mail,
    webhook,
    x,
    env: {
      VACCINE_WATCH_COWIN_URL: cowin.url,
      VACCINE_WATCH_TELEGRAM_TOKEN: TELEGRAM_TOKEN,
      VACCINE_WATCH_TELEGRAM_API: telegram.url,
      VACCINE_WATCH_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      VACCINE_WATCH_SMTP_TLS: 'off',
      VACCINE_WATCH_MAIL_FROM: 'Slots <alerts@example.net>',
      VACCINE_WATCH_WEBHOOK_ALLOW_LOCAL: '1',
    },
    async close() {
      await Promise.all([cowin, telegram, mail, webhook, x].map((server) => server.close()));
    },
  };
}

/** Settings that let the engine post on X as well. */
export function xEnv(x: XServer): Env {
  return {
    VACCINE_WATCH_X_API_KEY: X_KEYS.apiKey,
    VACCINE_WATCH_X_API_SECRET: X_KEYS.apiSecret,
    VACCINE_WATCH_X_ACCESS_TOKEN: X_KEYS.accessToken,
    VACCINE_WATCH_X_ACCESS_SECRET: X_KEYS.accessSecret,
    VACCINE_WATCH_X_API: x.url,
  };
}
