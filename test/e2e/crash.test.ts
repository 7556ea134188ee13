// The ways a running engine ends, all of them in the midst of work: nobody is forgotten, hardly anybody hears twice,
// and nothing is left behind that a person would have to clear by hand.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import type { DeliveryView } from '../../src/core/snapshot.ts';
import { aDistrict, aSlot, startCowinStub } from '../support/cowin-stub.ts';
import {
  type Env,
  inScene,
  PATH_WITH_REDIS,
  PATIENCE_MS,
  pause,
  processesNaming,
  type Scene,
  until,
} from '../support/program.ts';
import { startTelegramServer, TELEGRAM_TOKEN, type TelegramServer } from '../support/telegram-server.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const BBMP = 294;
/** What FAULTS calls the most that may arrive twice after one kill, on one channel. */
const TWICE_AT_MOST = 6;
const QUIET_MS = 800;

interface Crowd {
  readonly env: Env;
  readonly telegram: TelegramServer;
  readonly webhook: WebhookReceiver;
  /** Everybody who must be told. */
  readonly everyone: readonly string[];
  /** Whom each message that arrived went to. */
  arrived(): readonly string[];
  /** Lets the slot open that all of them want. */
  open(): void;
}

/** A district with `size` chats and as many webhooks, whose servers take `answerMs` for every answer. */
async function gather(scene: Scene, size: number, answerMs: number): Promise<Crowd> {
  const cowin = await startCowinStub();
  const telegram = await startTelegramServer();
  const webhook = await startWebhookReceiver();
  for (const server of [cowin, telegram, webhook]) scene.atEnd(server.close);
  telegram.always({ delayMs: answerMs });
  webhook.answerAfter(answerMs);
  cowin.set(BBMP, aDistrict(aSlot(1, 0)));

  const numbers = Array.from({ length: size }, (_, index) => index + 1);
  const list = numbers.flatMap((number) => [
    { channel: 'telegram', address: String(1000 + number), subscriptions: [{ areaId: 'cowin:294' }] },
    { channel: 'webhook', address: webhook.urlOf(`/${number}`), subscriptions: [{ areaId: 'cowin:294' }] },
  ]);
  const file = join(scene.folder, 'everyone.json');
  writeFileSync(file, JSON.stringify(list));
  const { stdout } = await scene.run(['subscribers', 'import', file]);
  expect(stdout).toContain(`Imported ${2 * size} of ${2 * size}`);
  return {
    env: {
      VACCINE_WATCH_COWIN_URL: cowin.url,
      VACCINE_WATCH_WEBHOOK_ALLOW_LOCAL: '1',
      VACCINE_WATCH_TELEGRAM_TOKEN: TELEGRAM_TOKEN,
      VACCINE_WATCH_TELEGRAM_API: telegram.url,
      PATH: PATH_WITH_REDIS,
    },
    telegram,
    webhook,
    everyone: numbers.flatMap((number) => [`/${number}`, String(1000 + number)]).sort(),
    arrived: () => [
      ...telegram.messages.map(({ chatId }) => chatId),
      ...webhook.calls.map(({ path }) => path),
    ],
    open: () => cowin.set(BBMP, aDistrict(aSlot(1, 12))),
  };
}

function repeated(arrived: readonly string[]): string[] {
  return arrived.filter((one, index) => arrived.indexOf(one) !== index);
}

function isWhole(path: string): unknown {
  const database = new Database(path, { readonly: true });
  try {
    return database.pragma('integrity_check', { simple: true });
  } finally {
    database.close();
  }
}

async function statesOf(scene: Scene): Promise<Record<string, number>> {
  const deliveries = await scene.json<DeliveryView[]>(['deliveries', '--limit', '1000']);
  const counts: Record<string, number> = {};
  for (const { state } of deliveries) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

describe('SIGKILL in the midst of sending', () => {
  it.concurrent(
    'after the restart everyone has been told, only those in flight may have been told twice, and the database is whole',
    inScene(async (scene) => {
      const crowd = await gather(scene, 30, 120);
      const first = await scene.engine(crowd.env);
      crowd.open();
      await until(
        () => crowd.webhook.calls.length >= 10 && crowd.telegram.messages.length >= 8,
        'some to be told',
      );
      await first.kill();
      const before = crowd.arrived();
      expect(before.length).toBeLessThan(crowd.everyone.length);
      expect(isWhole(join(scene.dataDir, 'vaccine-watch.db'))).toBe('ok');

      const second = await scene.engine(crowd.env);
      await until(
        () => new Set(crowd.arrived()).size === crowd.everyone.length,
        () => `all in ${crowd.arrived()}`,
      );
      await until(
        async () => !('pending' in (await statesOf(scene)) || 'sending' in (await statesOf(scene))),
        'all to be settled',
      );
      await pause(QUIET_MS);
      expect([...new Set(crowd.arrived())].sort()).toEqual(crowd.everyone);
      const twice = repeated(crowd.arrived());
      expect(new Set(twice).size).toBe(twice.length);
      expect(twice.filter((one) => !one.startsWith('/')).length).toBeLessThanOrEqual(TWICE_AT_MOST);
      expect(twice.filter((one) => one.startsWith('/')).length).toBeLessThanOrEqual(TWICE_AT_MOST);
      // Who gets a webhook twice can tell: the id is the same.
      for (const path of twice.filter((one) => one.startsWith('/'))) {
        const ids = crowd.webhook.calls.filter((call) => call.path === path).map(({ id }) => id);
        expect(new Set(ids).size).toBe(1);
      }
      expect(await statesOf(scene)).toEqual({ sent: crowd.everyone.length });
      expect((await second.stop()).code).toBe(0);
    }),
  );

  it.concurrent(
    'the redis-server it started is gone within 2 s, and the next engine starts one of its own',
    inScene(async (scene) => {
      const first = await scene.engine({ PATH: PATH_WITH_REDIS });
      expect(await first.event('ready')).toMatchObject({ dedupe: 'redis-unix' });
      const left = () => processesNaming(join(scene.dataDir, 'redis'));
      expect(left().length).toBeGreaterThan(0);
      await first.kill();
      await until(
        () => left().length === 0,
        () => `processes ${left()} to end`,
        2_000,
      );
      const second = await scene.engine({ PATH: PATH_WITH_REDIS });
      expect(await second.event('ready')).toMatchObject({ dedupe: 'redis-unix' });
      expect((await second.stop()).code).toBe(0);
      expect(left()).toEqual([]);
    }),
  );
});

describe('a second engine on the same data directory', () => {
  it.concurrent(
    'is refused with 75 while the first lives, names it, and starts at once when the first was killed',
    inScene(async (scene) => {
      const first = await scene.engine();
      const refused = await scene.run(['run']);
      expect(refused).toMatchObject({ code: 75, stdout: '' });
      expect(refused.stderr).toContain(`Another engine (process ${first.pid}) holds ${scene.dataDir}`);
      expect((await scene.run(['status'])).stdout).toMatch(/^engine +running/);
      await first.kill();
      const second = await scene.engine();
      expect((await second.stop()).code).toBe(0);
    }),
  );
});

describe('SIGTERM in the midst of sending', () => {
  it.concurrent(
    'ends with 0 within 10 s, sends nothing twice, and the rest are told after the next start',
    inScene(async (scene) => {
      const crowd = await gather(scene, 20, 250);
      const first = await scene.engine(crowd.env);
      crowd.open();
      await until(() => crowd.arrived().length >= 6, 'some to be told');
      const askedMs = performance.now();
      expect(await first.stop()).toMatchObject({ code: 0, stderr: '' });
      expect(performance.now() - askedMs).toBeLessThan(10_000);
      expect(crowd.arrived().length).toBeLessThan(crowd.everyone.length);
      expect(await statesOf(scene)).not.toHaveProperty('sending');

      await scene.engine(crowd.env);
      await until(() => crowd.arrived().length >= crowd.everyone.length, 'all to be told');
      await pause(QUIET_MS);
      expect([...crowd.arrived()].sort()).toEqual(crowd.everyone);
    }),
  );

  it.concurrent(
    'a second SIGTERM ends it at once',
    inScene(async (scene) => {
      const crowd = await gather(scene, 3, 9_000);
      const engine = await scene.engine(crowd.env);
      crowd.open();
      await until(() => crowd.webhook.inHand() > 0, 'a call in hand');
      engine.signal('SIGTERM');
      await engine.event('stopping');
      // Signals in quick succession are one wish: a supervisor signals the whole group.
      await pause(QUIET_MS);
      expect(engine.lines().some(({ event }) => event === 'stopped')).toBe(false);
      const askedMs = performance.now();
      expect(await engine.stop()).toMatchObject({ code: 1 });
      expect(performance.now() - askedMs).toBeLessThan(2_000);
    }),
  );
});
