// Everybody the demo sends to, on loopback: Telegram, a mail server, webhooks, X. What arrives is kept in one list.
import type { Clock } from '../clock.ts';
import { startMailInbox } from './inbox-mail.ts';
import { startTelegramInbox } from './inbox-telegram.ts';
import { startWebhookInbox } from './inbox-webhook.ts';
import { startXInbox } from './inbox-x.ts';
import type { Keep, Receipt } from './receipts.ts';

export interface Inbox {
  readonly telegramApi: string;
  /** `smtp://127.0.0.1:40002`; without TLS. */
  readonly smtpUrl: string;
  /** `http://127.0.0.1:40003`; any path below it is a webhook once it has a secret. */
  readonly webhookUrl: string;
  readonly xApi: string;
  /** Oldest first. */
  receipts(): readonly Receipt[];
  /** Agrees on the key that signs what is posted to a path. */
  setSecret(path: string, secret: string): void;
  close(): Promise<void>;
}

/** @param folder where mails are kept as `.eml`; must exist */
export async function startInbox(folder: string, clock: Clock): Promise<Inbox> {
  const receipts: Receipt[] = [];
  const secrets = new Map<string, string>();
  const keep: Keep = (receipt) => void receipts.push({ ...receipt, atMs: clock.wallMs() });
  const telegram = await startTelegramInbox(keep);
  const mail = await startMailInbox(folder, keep);
  const webhook = await startWebhookInbox((path) => secrets.get(path), keep);
  const x = await startXInbox(keep);
  return {
    telegramApi: telegram.url,
    smtpUrl: mail.url,
    webhookUrl: webhook.url,
    xApi: x.url,
    receipts: () => receipts,
    setSecret: (path, secret) => void secrets.set(path, secret),
    async close() {
      await Promise.all([telegram.close(), mail.close(), webhook.close(), x.close()]);
    },
  };
}
