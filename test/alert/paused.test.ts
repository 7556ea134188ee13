// A channel the operator has paused: what is owed waits, alerts and closings, and the other channels go on.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emailChannel } from '../../bots/email.ts';
import { telegramChannel } from '../../bots/telegram.ts';
import { webhookChannel } from '../../bots/webhook.ts';
import { createRig, eventually, quickPolicies, quietly, type Rig } from '../support/dispatch-rig.ts';
import { type SmtpCatcher, startSmtpCatcher } from '../support/smtp-catcher.ts';
import {
  startTelegramServer,
  TELEGRAM_TOKEN,
  type TelegramServer,
  telegramRefusal,
} from '../support/telegram-server.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

describe('a paused channel', () => {
  let rig: Rig;
  let receiver: WebhookReceiver;
  let smtp: SmtpCatcher;
  let telegramServer: TelegramServer;

  beforeEach(async () => {
    rig = createRig();
    receiver = await startWebhookReceiver();
    smtp = await startSmtpCatcher();
    telegramServer = await startTelegramServer();
  });
  afterEach(async () => {
    await rig.stop();
    await receiver.close();
    await smtp.close();
    await telegramServer.close();
  });

  const webhook = () => webhookChannel({ allowLocal: true, timeoutMs: 1_000 });
  const email = () =>
    emailChannel({
      smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
      from: 'alerts@example.org',
      tls: 'off',
      timeoutMs: 1_000,
    });
  const told = () => receiver.calls.map(({ payload }) => payload.type);

  it('sends nothing of what opens and closes, and all of it when it is resumed; each once', async () => {
    rig.subscribe('webhook', receiver.urlOf('/slots'));
    rig.start([webhook()]);
    rig.open({ sessionId: 'a' });
    await eventually(() => rig.state('webhook').sent === 1, 'the first alert');

    for (const _ of [1, 2]) rig.dispatch.pause('webhook');
    rig.open({ sessionId: 'b' });
    rig.close('a');
    await quietly(300);
    expect(told()).toEqual(['slot.opened']);
    expect(rig.state('webhook')).toMatchObject({
      state: 'paused',
      detail: 'Paused by the operator: what is owed waits, as long as it can help.',
      pending: 1,
      sent: 1,
    });

    for (const _ of [1, 2]) rig.dispatch.resume('webhook');
    await eventually(() => receiver.calls.length === 3, 'the alert and the closing');
    await quietly();
    expect(told().sort()).toEqual(['slot.closed', 'slot.opened', 'slot.opened']);
    expect(rig.state('webhook')).toMatchObject({ state: 'on', detail: '', pending: 0, sent: 2 });
    const events = rig.log.filter((line) => /channel\.(un)?paused/.test(line));
    expect(events).toHaveLength(2);
  });

  it('lets what is on its way end', async () => {
    rig.subscribe('webhook', receiver.urlOf('/slots'));
    rig.start([webhook()]);
    receiver.answerAfter(300);
    rig.open({ sessionId: 'a' });
    await eventually(() => receiver.inHand() === 1, 'the call');
    rig.dispatch.pause('webhook');
    await eventually(() => rig.state('webhook').sent === 1, 'the answer');
    expect(rig.state('webhook').state).toBe('paused');
  });

  it('holds up no other', async () => {
    rig.subscribe('webhook', receiver.urlOf('/slots'));
    rig.subscribe('email', 'anita@example.org');
    rig.start([webhook(), email()]);
    rig.dispatch.pause('webhook');
    rig.open({ sessionId: 'a' });
    await eventually(() => rig.state('email').sent === 1, 'the mail');
    expect(rig.state('webhook')).toMatchObject({ state: 'paused', pending: 1 });
  });

  it('begins paused where it was left so', async () => {
    rig.subscribe('webhook', receiver.urlOf('/slots'));
    rig.start([webhook()], { paused: ['webhook'] });
    rig.open({ sessionId: 'a' });
    await quietly(300);
    expect(receiver.calls).toEqual([]);
    rig.dispatch.resume('webhook');
    // At once, and not when the lane would have looked again by itself.
    await eventually(() => rig.state('webhook').sent === 1, 'the alert', 3_000);
  });

  it('makes nothing too late sooner than it would have been', async () => {
    rig.subscribe('webhook', receiver.urlOf('/slots'));
    rig.start([webhook()], { paused: ['webhook'], lifetimeMs: 900 });
    const beganMs = performance.now();
    rig.open({ sessionId: 'a' });
    await eventually(() => rig.state('webhook').expired === 1, 'it is too late');
    expect(performance.now() - beganMs).toBeGreaterThanOrEqual(890);
    rig.dispatch.resume('webhook');
    await quietly();
    expect(receiver.calls).toEqual([]);
  });

  it('says what is wrong besides, and is as wrong as before when it is resumed', async () => {
    telegramServer.always(telegramRefusal(401, 'Unauthorized'));
    const telegram = telegramChannel({
      token: TELEGRAM_TOKEN,
      apiRoot: telegramServer.url,
      timeoutMs: 500,
    });
    rig.start([telegram], {
      paused: ['telegram'],
      policies: quickPolicies({ asksAtStart: true, recheckMs: 10_000 }),
    });
    await eventually(() => /Besides: .*TELEGRAM_TOKEN/.test(rig.state('telegram').detail), 'the trouble');
    expect(rig.state('telegram').state).toBe('paused');
    rig.dispatch.resume('telegram');
    expect(rig.state('telegram').state).toBe('stopped');
  });

  it('is off all the same where it is not configured', () => {
    rig.start([webhook()], { paused: ['twitter'] });
    rig.dispatch.pause('email');
    expect([rig.state('email').state, rig.state('twitter').state]).toEqual(['off', 'off']);
  });
});
