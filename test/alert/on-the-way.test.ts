// What all channels together have on their way, at servers that take every alert and answer late: never more than may
// arrive twice when the process is killed, and no channel is kept waiting by another that hangs.
import { expect, it, onTestFinished } from 'vitest';
import { emailChannel } from '../../bots/email.ts';
import { telegramChannel } from '../../bots/telegram.ts';
import { webhookChannel } from '../../bots/webhook.ts';
import { createRig, eventually } from '../support/dispatch-rig.ts';
import { startSmtpCatcher } from '../support/smtp-catcher.ts';
import { startTelegramServer, TELEGRAM_TOKEN } from '../support/telegram-server.ts';
import { startWebhookServer } from '../support/webhook-server.ts';

const PEOPLE = 8;

async function everywhere() {
  const rig = createRig();
  const servers = await Promise.all([startTelegramServer(), startSmtpCatcher(), startWebhookServer()]);
  const [telegram, mail, webhook] = servers;
  onTestFinished(async () => {
    await rig.stop();
    for (const server of servers) await server.close();
  });
  for (let person = 1; person <= PEOPLE; person += 1) {
    rig.subscribe('telegram', String(person));
    rig.subscribe('email', `person${person}@example.org`);
    rig.subscribe('webhook', `${webhook.url}/${person}`);
  }
  const channels = [
    telegramChannel({ token: TELEGRAM_TOKEN, apiRoot: telegram.url, timeoutMs: 20_000 }),
    emailChannel({ smtpUrl: `smtp://127.0.0.1:${mail.port}`, from: 'a@example.org', tls: 'off' }),
    webhookChannel({ allowLocal: true, timeoutMs: 20_000 }),
  ];
  return { rig, telegram, mail, webhook, channels };
}

it('six alerts at most are on their way, over all channels, and everybody is told', async () => {
  const { rig, telegram, mail, webhook, channels } = await everywhere();
  telegram.always({ delayMs: 40 });
  webhook.always({ delayMs: 60 });
  rig.start(channels);
  rig.open({ sessionId: 'a' });
  const names = ['telegram', 'email', 'webhook'] as const;
  let most = 0;
  await eventually(() => {
    most = Math.max(
      most,
      names.map((name) => rig.state(name).sending).reduce((sum, one) => sum + one, 0),
    );
    return names.every((name) => rig.state(name).sent === PEOPLE);
  }, 'everybody to be told');
  expect(most).toBeLessThanOrEqual(6);
  expect(most).toBeGreaterThan(3);
  expect([telegram.messages.length, mail.mails.length, webhook.hits.length]).toEqual([8, 8, 8]);
});

it('webhooks that never answer leave Telegram and mail their places', async () => {
  const { rig, telegram, mail, webhook, channels } = await everywhere();
  webhook.always('silence');
  rig.start(channels);
  rig.open({ sessionId: 'a' });
  await eventually(() => webhook.heard.length === 2, 'webhooks on their way');
  await eventually(() => telegram.messages.length === PEOPLE, 'Telegram');
  await eventually(() => mail.mails.length === PEOPLE, 'mail');
  expect(webhook.heard).toHaveLength(2);
});
