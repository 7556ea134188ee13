// What a lane makes of a provider that is wrong from the start: said before anything is owed, and nothing owed is lost.
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emailChannel } from '../../bots/email.ts';
import { telegramChannel } from '../../bots/telegram.ts';
import { twitterChannel } from '../../bots/twitter.ts';
import { webhookChannel } from '../../bots/webhook.ts';
import { POLICIES } from '../../src/alert/policy.ts';
import { createRig, eventually, quickPolicies, quietly, type Rig } from '../support/dispatch-rig.ts';
import { type SmtpCatcher, startSmtpCatcher } from '../support/smtp-catcher.ts';
import {
  startTelegramServer,
  TELEGRAM_TOKEN,
  type TelegramServer,
  telegramRefusal,
} from '../support/telegram-server.ts';
import { startXServer, X_KEYS } from '../support/x-server.ts';

/** Asks at the start, as the real policies do. */
const policies = (recheckMs = 200) => quickPolicies({ asksAtStart: true, recheckMs });

async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('a channel that is unwell from the start', () => {
  let rig: Rig;
  let telegramServer: TelegramServer;
  let smtp: SmtpCatcher;

  beforeEach(async () => {
    rig = createRig();
    telegramServer = await startTelegramServer();
    smtp = await startSmtpCatcher({ login: { user: 'me', pass: 'right' } });
  });
  afterEach(async () => {
    await rig.stop();
    await telegramServer.close();
    await smtp.close();
    expect(rig.log.join('\n')).not.toMatch(/CANARY|127\.0\.0\.1/);
  });

  const telegram = (token = TELEGRAM_TOKEN) =>
    telegramChannel({ token, apiRoot: telegramServer.url, timeoutMs: 500 });
  const email = (pass: string, port = smtp.port) =>
    emailChannel({
      smtpUrl: `smtp://me:${pass}@127.0.0.1:${port}`,
      from: 'alerts@example.org',
      tls: 'off',
      timeoutMs: 500,
    });
  const logged = (event: string) => rig.log.filter((line) => line.includes(`"event":"${event}"`));

  it('a wrong Telegram token stops the channel before a slot opens, is said once, and is mended without a restart', async () => {
    rig.subscribe('telegram', '42');
    telegramServer.always(telegramRefusal(401, 'Unauthorized'));
    rig.start([telegram()], { policies: policies() });
    await eventually(() => rig.state('telegram').state === 'stopped', 'the channel stops');
    expect(rig.state('telegram').detail).toMatch(/does not know the bot token.*VACCINE_WATCH_TELEGRAM_TOKEN/);
    rig.open({ sessionId: 'a' });
    await quietly(500);
    expect(telegramServer.heard.some(({ path }) => path.endsWith('sendMessage'))).toBe(false);
    expect(logged('channel.unwell')).toHaveLength(1);
    telegramServer.always(undefined);
    await eventually(() => telegramServer.messages.length === 1, 'the message');
    expect(rig.state('telegram')).toMatchObject({ state: 'on', detail: '' });
    expect(logged('channel.resumed')).toHaveLength(1);
  });

  it('a wrong mail password stops the channel before a slot opens, with the setting to look at', async () => {
    rig.start([email('CANARY-wrong')], { policies: policies() });
    await eventually(() => rig.state('email').state === 'stopped', 'the channel stops');
    expect(rig.state('email').detail).toMatch(/refused our user name or password.*VACCINE_WATCH_SMTP_URL/);
    expect(JSON.stringify(rig.state('email'))).not.toContain('CANARY');
  });

  it('a dead mail server is said before a slot opens; what is owed is tried all the same', async () => {
    rig.subscribe('email', 'CANARY.person@example.org');
    rig.start([email('right', await deadPort())], { policies: policies() });
    await eventually(() => rig.state('email').state === 'waiting', 'the channel waits');
    expect(rig.state('email')).toMatchObject({
      detail: expect.stringContaining('does not listen: check host and port'),
      unreachable: true,
    });
    rig.open({ sessionId: 'a' });
    await eventually(() => logged('delivery.unsent').length > 0, 'a try');
    await quietly(500);
    expect(logged('channel.unwell')).toHaveLength(1);
    expect(rig.state('email')).toMatchObject({ state: 'waiting', pending: 1 });
  });

  it('a provider that could not be asked is well again as soon as a send succeeds', async () => {
    rig.subscribe('telegram', '42');
    telegramServer.plan({ status: 502 });
    rig.start([telegram()], { policies: policies(60_000) });
    await eventually(() => rig.state('telegram').state === 'waiting', 'the channel waits');
    rig.open({ sessionId: 'a' });
    await eventually(() => rig.state('telegram').sent === 1, 'sent');
    expect(rig.state('telegram')).toMatchObject({ state: 'on', detail: '' });
  });

  it('asking holds up nothing: a slot is told while the answer is still awaited', async () => {
    rig.subscribe('telegram', '42');
    telegramServer.plan('silence');
    rig.start([telegram()], { policies: policies(60_000) });
    await eventually(() => telegramServer.heard.length === 1, 'the question');
    rig.open({ sessionId: 'a' });
    await eventually(() => rig.state('telegram').sent === 1, 'sent', 400);
    await quietly(700);
    expect(rig.state('telegram').state).toBe('on');
    expect(logged('channel.unwell')).toEqual([]);
  });

  it('one that is well is asked once, says nothing, and X is never asked', async () => {
    const x = await startXServer();
    const twitter = twitterChannel({
      ...X_KEYS,
      apiRoot: x.url,
      spending: rig.store.spending,
      capPerDayUsd: 1,
      capPerMonthUsd: 20,
      now: Date.now,
    });
    rig.start([telegram(), email('right'), webhookChannel({ allowLocal: true }), twitter], {
      policies: POLICIES,
    });
    await quietly(600);
    expect(telegramServer.heard.map(({ path }) => path.split('/').at(-1))).toEqual(['getMe']);
    expect(x.heard).toEqual([]);
    expect(rig.log).toEqual([]);
    for (const name of ['telegram', 'email', 'webhook', 'twitter'] as const) {
      expect(rig.state(name)).toMatchObject({ state: 'on', detail: '' });
    }
    await x.close();
  });
});
