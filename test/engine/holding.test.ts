// Single areas and channels of a running engine left alone and taken up again: a real engine, a CoWIN on loopback, a
// data directory that outlives it.
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { readSettings } from '../../src/config.ts';
import type { AreaState, ChannelState } from '../../src/core/snapshot.ts';
import { NO_FILTERS } from '../../src/core/subscription.ts';
import { createEventRing } from '../../src/engine/events.ts';
import { silentLog } from '../../src/log.ts';
import { type Engine, startEngine } from '../../src/main.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';
import { aDistrict, aSlot, type CowinStub, startCowinStub } from '../support/cowin-stub.ts';
import { until } from '../support/program.ts';
import { scratchFolder } from '../support/scratch.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

const BBMP = 'cowin:294';
const MUMBAI = 'cowin:395';

let folder: string;
let cowin: CowinStub;
let receiver: WebhookReceiver;
let engine: Engine;

async function start(pace = '20/1s'): Promise<void> {
  const env = {
    VACCINE_WATCH_REDIS: 'off',
    VACCINE_WATCH_COWIN_URL: cowin.url,
    VACCINE_WATCH_PACE: pace,
    VACCINE_WATCH_WEBHOOK_ALLOW_LOCAL: '1',
  };
  engine = await startEngine(readSettings({ dataDir: folder }, env), {
    source: cowinSource(),
    version: 'test',
    clock: systemClock,
    log: silentLog,
    events: createEventRing(systemClock),
  });
}

beforeEach(async () => {
  folder = scratchFolder('vw-holding-');
  cowin = await startCowinStub();
  receiver = await startWebhookReceiver();
});
afterEach(async () => {
  await engine.stop();
  await receiver.close();
  await cowin.close();
  rmSync(folder, { recursive: true, force: true });
});

const subscribe = (areaId: string, path = areaId) =>
  engine.control.addSubscription({
    channel: 'webhook',
    address: receiver.urlOf(`/${path}`),
    place: { areaId, pincode: null },
    filters: NO_FILTERS,
  });

async function area(id: string): Promise<AreaState | undefined> {
  return (await engine.control.status()).areas.find((one) => one.id === id);
}

async function webhook(): Promise<ChannelState | undefined> {
  return (await engine.control.status()).channels.find(({ name }) => name === 'webhook');
}

const callsOf = (district: string) => cowin.calls.filter((call) => call.district === district).length;
const told = () => receiver.calls.map(({ payload }) => payload.type);

/** Waits until it holds of what the engine shows. */
async function shown(what: string, holds: () => Promise<boolean>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const unwatch = engine.control.watch(async () => {
    if (await holds()) resolve();
  });
  const timeout = new AbortController();
  const late = systemClock.sleep(8_000, timeout.signal).then(() => {
    if (!timeout.signal.aborted) throw new Error(`not within 8 s: ${what}`);
  });
  await Promise.race([promise, late]);
  timeout.abort();
  unwatch();
}

/** So many more calls for another district: what was to happen meanwhile has happened. */
async function meanwhile(district = '395', calls = 8): Promise<void> {
  const target = callsOf(district) + calls;
  await until(() => callsOf(district) >= target, `${calls} calls of ${district}`);
}

describe('an area that is paused', () => {
  it('is not polled and closes nothing, also after a restart, and joins on when it is resumed', async () => {
    cowin.set(294, aDistrict(aSlot(1, 12)));
    await start();
    await subscribe(BBMP);
    await subscribe(MUMBAI);
    await until(() => told().length === 1, 'the alert');
    await shown('it was answered', async () => (await area(BBMP))?.lastGoodMs != null);

    for (const _ of [1, 2]) await engine.control.pauseArea(BBMP);
    await meanwhile();
    cowin.set(294, aDistrict());
    const before = callsOf('294');
    await meanwhile();
    expect(callsOf('294')).toBe(before);
    expect(await area(BBMP)).toMatchObject({
      paused: true,
      subscribers: 1,
      slotsOpen: 1,
      failure: '',
      lastGoodMs: expect.any(Number),
    });
    expect(await area(MUMBAI)).toMatchObject({ paused: false });
    expect((await engine.control.status()).hints).toContain(
      'Paused, so not polled: BBMP. On the screen: 2, then P.',
    );

    await engine.stop();
    await start();
    await meanwhile();
    expect(callsOf('294')).toBe(before);
    expect(await area(BBMP)).toMatchObject({ paused: true, slotsOpen: 1 });
    expect(told()).toEqual(['slot.opened']);

    for (const _ of [1, 2]) await engine.control.resumeArea(BBMP);
    expect(await area(BBMP)).toMatchObject({ paused: false });
    await until(() => told().length === 2, 'the closing');
    expect(told()).toEqual(['slot.opened', 'slot.closed']);
    expect(callsOf('294')).toBeGreaterThan(before);
  });

  it('leaves who joins waiting, until it is resumed', async () => {
    cowin.set(294, aDistrict(aSlot(1, 12)));
    await start();
    await subscribe(MUMBAI);
    await engine.control.pauseArea(BBMP);
    await subscribe(BBMP);
    await shown('they are there', async () => (await area(BBMP))?.subscribers === 1);
    await meanwhile();
    expect(told()).toEqual([]);
    await engine.control.resumeArea(BBMP);
    await until(() => told().length === 1, 'the alert');
  });

  it('shows that nothing is asked where it is the only one', async () => {
    await start();
    await subscribe(BBMP);
    await shown('it is polled', async () => (await area(BBMP)) !== undefined);
    await engine.control.pauseArea(BBMP);
    expect((await engine.control.status()).source).toMatchObject({
      state: 'idle',
      detail: 'all areas are paused, so nothing is asked',
    });
  });

  it('must be an area there is', async () => {
    await start();
    const none = { code: 'not-found', message: expect.stringContaining('no area cowin:9999') };
    await expect(engine.control.pauseArea('cowin:9999')).rejects.toMatchObject(none);
    await expect(engine.control.pollNow('cowin:9999')).rejects.toMatchObject(none);
  });
});

describe('an area polled now', () => {
  it('is asked with the next call', async () => {
    await start('4/1s');
    const districts = [294, 395, 363, 571, 141];
    for (const district of districts) await subscribe(`cowin:${district}`);
    await until(() => cowin.calls.length >= districts.length + 2, 'a sweep');
    // Of all but the last, it would be the last to have its turn. One call may have been on its way already.
    const asked = cowin.calls.length;
    const recent = cowin.calls.at(-2)?.district ?? '';
    await engine.control.pollNow(`cowin:${recent}`);
    await until(() => cowin.calls.length >= asked + 2, 'the next calls');
    expect(cowin.calls.slice(asked, asked + 2).map(({ district }) => district)).toContain(recent);
  });

  it('is refused with the reason while it, or everything, is paused, or nobody wants it', async () => {
    await start();
    await subscribe(BBMP);
    await shown('it is polled', async () => (await area(BBMP)) !== undefined);
    const refused = (message: string) => ({ code: 'invalid', message });
    await expect(engine.control.pollNow(MUMBAI)).rejects.toMatchObject(
      refused('Nobody subscribes to Mumbai, so it is not polled.'),
    );
    await engine.control.pauseArea(BBMP);
    await expect(engine.control.pollNow(BBMP)).rejects.toMatchObject(
      refused('BBMP is paused; resume it first.'),
    );
    await engine.control.resumeArea(BBMP);
    await engine.control.pause();
    await expect(engine.control.pollNow(BBMP)).rejects.toMatchObject(
      refused('Polling is paused, so nothing is asked.'),
    );
    await engine.control.resume();
    await engine.control.pollNow(BBMP);
  });

  it('is refused while the source is left alone, with the time of the next call', async () => {
    cowin.set(294, { status: 503, body: 'out of order' });
    await start();
    await subscribe(BBMP);
    await shown('the pace waits', async () => {
      const { pace } = await engine.control.status();
      return pace.waitsUntilMs !== null;
    });
    await expect(engine.control.pollNow(BBMP)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(
        /^CoWIN is left alone for a while: the next call goes out at \d\d:\d\d:\d\d/,
      ),
    });
  });
});

describe('a channel that is paused', () => {
  it('sends nothing, also after a restart, until it is resumed; what is owed waits', async () => {
    await start();
    await subscribe(BBMP);
    await cowin.polled(294, 0);
    for (const _ of [1, 2]) await engine.control.pauseChannel('webhook');
    cowin.set(294, aDistrict(aSlot(1, 12)));
    await shown('it is owed', async () => (await webhook())?.pending === 1);
    expect(await webhook()).toMatchObject({ state: 'paused', sent: 0 });
    expect((await engine.control.status()).hints).toContain(
      'webhook is paused with 1 to send. On the screen: 4, then c; or they become too late.',
    );

    await engine.stop();
    await start();
    await meanwhile('294');
    expect(await webhook()).toMatchObject({ state: 'paused', pending: 1 });
    expect(told()).toEqual([]);

    for (const _ of [1, 2]) await engine.control.resumeChannel('webhook');
    await until(() => told().length === 1, 'the alert');
    expect(await webhook()).toMatchObject({ state: 'on' });
  });

  it('must be set up; resuming one that is not changes nothing', async () => {
    await start();
    await expect(engine.control.pauseChannel('telegram')).rejects.toMatchObject({
      code: 'invalid',
      message: 'telegram is not set up, so there is nothing to pause.',
    });
    await engine.control.resumeChannel('telegram');
    const { channels } = await engine.control.status();
    expect(channels.find(({ name }) => name === 'telegram')?.state).toBe('off');
  });
});
