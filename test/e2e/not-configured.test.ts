// What is missing, wrong or silent is said plainly where a person looks, and stops nothing else.
import { describe, expect, it, vi } from 'vitest';
import type { EngineSnapshot } from '../../src/core/snapshot.ts';
import type { ChannelName } from '../../src/core/subscription.ts';
import { aDistrict, aSlot, startCowinStub } from '../support/cowin-stub.ts';
import { deadPort } from '../support/loopback-http.ts';
import { inScene, PATH_WITH_REDIS, PATIENCE_MS, pause, type Scene, until } from '../support/program.ts';
import { startTelegramServer } from '../support/telegram-server.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const BBMP = 294;
const SMTP_PASSWORD = 'CANARY-smtp-password';
const TOKEN = '123456:CANARY-telegram-token-of-nobody';

interface Check {
  readonly name: string;
  readonly state: string;
  readonly detail: string;
}

const add = (scene: Scene, ...recipient: string[]) =>
  scene.run(['subscribers', 'add', ...recipient, '--district', '294']);

async function openStub(scene: Scene) {
  const cowin = await startCowinStub();
  scene.atEnd(cowin.close);
  cowin.set(BBMP, aDistrict(aSlot(1, 12)));
  return cowin;
}

async function openWebhook(scene: Scene): Promise<WebhookReceiver> {
  const webhook = await startWebhookReceiver();
  scene.atEnd(webhook.close);
  await add(scene, '--webhook', webhook.urlOf('/a'));
  return webhook;
}

/** The snapshot, once it is as wanted. */
function status(scene: Scene, isSo: (snapshot: EngineSnapshot) => boolean): Promise<EngineSnapshot> {
  let last: EngineSnapshot | undefined;
  return until(
    async () => {
      last = await scene.json<EngineSnapshot>(['status']);
      return isSo(last) && last;
    },
    () => `a status as wanted, not ${JSON.stringify(last)}`,
  );
}

const channelOf = (snapshot: EngineSnapshot, name: ChannelName) =>
  snapshot.channels.find((channel) => channel.name === name);

describe('run with nothing configured', () => {
  it.concurrent(
    'says what is missing and how to add it, polls nothing, and ends with 0',
    inScene(async (scene) => {
      const cowin = await openStub(scene);
      const engine = await scene.engine({ VACCINE_WATCH_COWIN_URL: cowin.url });
      const { hints, areas } = await engine.event('ready');
      const said = (hints as string[]).join('\n');
      expect(areas).toBe(0);
      expect(said).toContain('Nobody subscribes yet, so nothing is polled');
      expect(said).toContain('vaccine-watch subscribers add --email you@example.org --district BBMP');
      expect(said).toContain('VACCINE_WATCH_TELEGRAM_TOKEN');
      expect(said).toContain('VACCINE_WATCH_SMTP_URL and VACCINE_WATCH_MAIL_FROM');
      const { code, stdout } = await scene.run(['status']);
      expect(code).toBe(0);
      expect(stdout).toContain('! Nobody subscribes yet');
      expect(stdout).toMatch(/source +CoWIN idle: nobody subscribes, so nothing is asked/);
      await pause(300);
      expect(cowin.calls).toEqual([]);
      expect(await engine.stop()).toMatchObject({ code: 0, stderr: '' });
    }),
  );

  it.concurrent(
    'says who cannot be told because their channel is not set up',
    inScene(async (scene) => {
      const cowin = await openStub(scene);
      await add(scene, '--telegram', '42');
      const engine = await scene.engine({ VACCINE_WATCH_COWIN_URL: cowin.url });
      const { hints } = await engine.event('ready');
      expect(hints).toEqual([
        expect.stringMatching(/^1 on telegram cannot be told: .*set VACCINE_WATCH_TELEGRAM_TOKEN/),
      ]);
      await cowin.polled(BBMP);
      const { channels } = await status(scene, (one) => one.openings === 1);
      expect(channels.find(({ name }) => name === 'telegram')).toMatchObject({ state: 'off', pending: 1 });
    }),
  );
});

describe('a channel that does not work', () => {
  it.concurrent(
    'a wrong Telegram token is named in the status and by doctor; webhooks go on; the token is shown nowhere',
    inScene(async (scene) => {
      const cowin = await openStub(scene);
      const telegram = await startTelegramServer();
      scene.atEnd(telegram.close);
      const webhook = await openWebhook(scene);
      await add(scene, '--telegram', '42');
      const env = {
        VACCINE_WATCH_COWIN_URL: cowin.url,
        VACCINE_WATCH_WEBHOOK_ALLOW_LOCAL: '1',
        VACCINE_WATCH_TELEGRAM_TOKEN: TOKEN,
        VACCINE_WATCH_TELEGRAM_API: telegram.url,
      };
      const engine = await scene.engine(env);
      await until(() => webhook.calls[0], 'the webhook call');
      const snapshot = await status(scene, (one) => channelOf(one, 'telegram')?.state === 'stopped');
      expect(snapshot.hints[0]).toMatch(
        /^telegram is stopped: Telegram does not know the bot token\. Take it again from @BotFather/,
      );
      expect(channelOf(snapshot, 'telegram')).toMatchObject({ pending: 1, sent: 0 });
      expect(channelOf(snapshot, 'webhook')).toMatchObject({ state: 'on', sent: 1 });
      const text = (await scene.run(['status'])).stdout;
      expect(text).toMatch(/^telegram +stopped .*does not know the bot token/m);
      const doctor = await scene.run(['doctor'], env);
      expect(doctor.code).toBe(69);
      expect(doctor.stdout).toMatch(/^telegram +failed +Telegram does not know the bot token/m);
      const { stdout, stderr } = await engine.stop();
      expect(stdout + stderr + text + JSON.stringify(snapshot) + doctor.stdout + doctor.stderr).not.toContain(
        'CANARY',
      );
    }),
  );

  it.concurrent(
    'an unreachable mail server is named; webhooks go on; neither password nor address is shown in the log',
    inScene(async (scene) => {
      const cowin = await openStub(scene);
      const webhook = await openWebhook(scene);
      for (const name of ['a', 'b', 'c']) await add(scene, '--email', `canary.${name}@example.org`);
      const env = {
        VACCINE_WATCH_COWIN_URL: cowin.url,
        VACCINE_WATCH_WEBHOOK_ALLOW_LOCAL: '1',
        VACCINE_WATCH_SMTP_URL: `smtp://somebody:${SMTP_PASSWORD}@127.0.0.1:${await deadPort()}`,
        VACCINE_WATCH_MAIL_FROM: 'alerts@example.net',
      };
      const engine = await scene.engine(env);
      await until(() => webhook.calls[0], 'the webhook call');
      const snapshot = await status(scene, (one) => channelOf(one, 'email')?.state === 'waiting');
      expect(channelOf(snapshot, 'email')).toMatchObject({
        detail: expect.stringContaining('does not listen: check host and port in VACCINE_WATCH_SMTP_URL'),
        pending: 3,
      });
      expect(channelOf(snapshot, 'webhook')).toMatchObject({ state: 'on', sent: 1 });
      const text = (await scene.run(['status'])).stdout;
      expect(text).toMatch(/^email +(waiting|on) /m);
      const doctor = await scene.run(['doctor'], env);
      expect(doctor.stdout).toMatch(/^email +failed .*does not listen: check host and port/m);
      const { stdout, stderr, code } = await engine.stop();
      expect(code).toBe(0);
      expect(stdout + stderr + text + JSON.stringify(snapshot) + doctor.stdout + doctor.stderr).not.toContain(
        SMTP_PASSWORD,
      );
      expect(stdout + stderr).not.toContain('canary.a@');
    }),
  );
});

describe('CoWIN', () => {
  it.concurrent(
    'unreachable: said in the status as no connection; commands and test messages work on',
    inScene(async (scene) => {
      const webhook = await openWebhook(scene);
      const env = {
        VACCINE_WATCH_COWIN_URL: `http://127.0.0.1:${await deadPort()}/api`,
        VACCINE_WATCH_WEBHOOK_ALLOW_LOCAL: '1',
      };
      const engine = await scene.engine(env);
      const snapshot = await status(scene, (one) => one.source.state === 'silent');
      expect(snapshot.hints.join('\n')).toMatch(
        /CoWIN does not answer since \d\d:\d\d:\d\d IST: no connection/,
      );
      expect(snapshot.areas).toEqual([expect.objectContaining({ id: 'cowin:294', failure: 'connect' })]);
      const test = await scene.run(['test-alert', '--webhook', webhook.urlOf('/a')]);
      expect(test).toMatchObject({ code: 0, stdout: 'Sent: webhook accepted the test message.\n' });
      const doctor = await scene.run(['doctor'], env);
      expect(doctor.code).toBe(69);
      expect(doctor.stdout).toMatch(/^CoWIN +failed .*no connection/m);
      expect((await engine.stop()).code).toBe(0);
    }),
  );

  it.concurrent(
    'refusing (403 with a page): said as a refusal, polled more slowly, and everyone told once it answers again',
    inScene(async (scene) => {
      const cowin = await openStub(scene);
      cowin.set(BBMP, { status: 403, body: '<html>Forbidden</html>' });
      const webhook = await openWebhook(scene);
      await scene.engine({ VACCINE_WATCH_COWIN_URL: cowin.url, VACCINE_WATCH_WEBHOOK_ALLOW_LOCAL: '1' });
      const { source, pace, slotsOpen } = await status(scene, (one) => one.source.state === 'refused');
      expect(source.detail).toContain('forbidden (403)');
      expect(pace.allowedPerS ?? 0).toBeLessThan(pace.settingPerS ?? 0);
      expect(slotsOpen).toBe(0);
      cowin.set(BBMP, aDistrict(aSlot(1, 12)));
      await until(() => webhook.calls[0], 'the webhook call');
      expect((await status(scene, (one) => one.source.state === 'ok')).hints).toEqual([]);
    }),
  );
});

describe('Redis', () => {
  const dedupe = async (scene: Scene, path: string | undefined, redis?: string) => {
    const env = { ...(path && { PATH: path }), VACCINE_WATCH_REDIS: redis };
    const engine = await scene.engine(env);
    await status(scene, (one) => one.dedupe.detail !== 'starting');
    return { ready: await engine.event('ready'), text: (await scene.run(['status'])).stdout, env };
  };

  it.concurrent(
    'not installed: the memory of the process serves, and ready line, status and doctor say so and how to get Redis',
    inScene(async (scene) => {
      const cowin = await openStub(scene);
      const { ready, text, env } = await dedupe(scene, undefined);
      expect(ready).toMatchObject({
        dedupe: 'in-process',
        dedupeWhy: expect.stringContaining('apt-get install redis-server'),
      });
      expect(text).toMatch(/^dedupe +in-process \(ok\): .*apt-get install redis-server/m);
      const checks = await scene.json<Check[]>(['doctor'], { ...env, VACCINE_WATCH_COWIN_URL: cowin.url });
      expect(checks.find(({ name }) => name === 'Redis')).toMatchObject({
        state: 'warn',
        detail: expect.stringContaining('apt-get install redis-server'),
      });
    }),
  );

  it.concurrent(
    'installed: it serves on a UNIX socket',
    inScene(async (scene) => {
      const cowin = await openStub(scene);
      const { ready, env } = await dedupe(scene, PATH_WITH_REDIS);
      expect(ready).toMatchObject({ dedupe: 'redis-unix' });
      await status(scene, (one) => one.dedupe.mode === 'redis-unix' && one.dedupe.state === 'ok');
      const checks = await scene.json<Check[]>(['doctor'], { ...env, VACCINE_WATCH_COWIN_URL: cowin.url });
      expect(checks.find(({ name }) => name === 'Redis')).toMatchObject({
        state: 'ok',
        detail: expect.stringContaining('will be started on a UNIX socket'),
      });
    }),
  );

  it.concurrent(
    'switched off: said as that',
    inScene(async (scene) => {
      const { ready, text } = await dedupe(scene, PATH_WITH_REDIS, 'off');
      expect(ready).toMatchObject({
        dedupe: 'in-process',
        dedupeWhy: expect.stringContaining('switched off'),
      });
      expect(text).toMatch(/^dedupe +in-process \(ok\): .*switched off/m);
    }),
  );
});
