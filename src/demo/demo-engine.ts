// The engine of a demo: its settings, its subscribers, and how it is kept in step with the simulated world.
import type { Clock } from '../clock.ts';
import type { Control } from '../control/control.ts';
import { DEMO_SUBSCRIBERS, demoDistricts } from './demo-subscribers.ts';
import type { World } from './world.ts';
import type { WorldAddresses } from './world-messages.ts';

/** Settings for the engine as environment variables, `VACCINE_WATCH_…`. */
export type DemoEnv = Readonly<Record<string, string>>;

/** Of the engine against the simulator, which is our own: well above what eight districts need, well below a busy CPU. */
const PACE = '200/1s';
/** How long the engine may take to have seen every district once (ms). */
const FIRST_SIGHT_MS = 15_000;
/** Enough for every district to be polled once more (ms). */
const LAST_LOOK_MS = 300;
const LOOK_EVERY_MS = 100;

export function engineEnv(dataDir: string, addresses: WorldAddresses): DemoEnv {
  return {
    VACCINE_WATCH_DATA_DIR: dataDir,
    VACCINE_WATCH_COWIN_URL: addresses.cowinUrl,
    VACCINE_WATCH_PACE: PACE,
    VACCINE_WATCH_TELEGRAM_TOKEN: '1:demo',
    VACCINE_WATCH_TELEGRAM_API: addresses.telegramApi,
    VACCINE_WATCH_SMTP_URL: addresses.smtpUrl,
    VACCINE_WATCH_SMTP_TLS: 'off',
    VACCINE_WATCH_MAIL_FROM: 'Vaccine Watch demo <alerts@example.org>',
    VACCINE_WATCH_WEBHOOK_ALLOW_LOCAL: '1',
    VACCINE_WATCH_X_API: addresses.xApi,
    VACCINE_WATCH_X_API_KEY: 'demo',
    VACCINE_WATCH_X_API_SECRET: 'demo',
    VACCINE_WATCH_X_ACCESS_TOKEN: 'demo',
    VACCINE_WATCH_X_ACCESS_SECRET: 'demo',
    // Play money: the cap must not end a long demo.
    VACCINE_WATCH_X_CAP_DAY_USD: '1000',
    VACCINE_WATCH_X_CAP_MONTH_USD: '1000',
  };
}

/** Brings everybody's subscriptions, and the keys of the webhooks to those who listen there. */
export async function subscribeAll(control: Control, world: World): Promise<void> {
  for (const { channel, recipient, wishes } of DEMO_SUBSCRIBERS) {
    const address = channel === 'webhook' ? `${world.addresses.webhookUrl}${recipient}` : recipient;
    for (const { district, filters } of wishes) {
      const place = { areaId: `cowin:${district}`, pincode: null };
      const { subscriber } = await control.addSubscription({ channel, address, place, filters });
      if (subscriber.secret !== null) world.setSecret(recipient, subscriber.secret);
    }
  }
}

/** Waits until the engine has seen every subscribed district, so that whatever opens from now on is news to it. */
export async function firstSight(control: Control, clock: Clock): Promise<void> {
  const wanted = demoDistricts(DEMO_SUBSCRIBERS).map((district) => `cowin:${district}`);
  const untilMs = clock.monotonicMs() + FIRST_SIGHT_MS;
  for (;;) {
    const { areas } = await control.status();
    const seen = new Set(areas.filter((area) => area.lastGoodMs !== null).map((area) => area.id));
    if (wanted.every((id) => seen.has(id))) return;
    if (clock.monotonicMs() > untilMs) {
      throw new Error(`The engine did not see every district within ${FIRST_SIGHT_MS / 1000} s.`);
    }
    await clock.sleep(LOOK_EVERY_MS);
  }
}

export interface InStep {
  readonly clock: Clock;
  readonly world: World;
  readonly openingsPerMinute: number;
}

/** The engine's control; while the engine is paused nothing opens, for nobody could be told of it. */
export function pausingWorldToo(control: Control, { clock, world, openingsPerMinute }: InStep): Control {
  return {
    ...control,
    async pause() {
      world.setRate(0);
      await clock.sleep(LAST_LOOK_MS);
      await control.pause();
    },
    async resume() {
      await control.resume();
      world.setRate(openingsPerMinute);
    },
  };
}
