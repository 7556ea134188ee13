// What the console asks over the socket: of one area, one channel, one delivery, one subscription, and a page of people.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectControl, type RemoteControl } from '../../src/control/client.ts';
import {
  areaIdOf,
  channelOf,
  deliveryIdOf,
  filtersIn,
  mayArriveTwiceOf,
  subscriberSearchOf,
  subscriptionRefOf,
} from '../../src/control/console-params.ts';
import { deliveryQueryOf } from '../../src/control/params.ts';
import { type ControlServer, serveControl } from '../../src/control/server.ts';
import { NO_FILTERS } from '../../src/core/subscription.ts';
import { ANITA, type PlainControl, plainControl } from '../support/plain-control.ts';
import { scratchFolder } from '../support/scratch.ts';
import { area, channel, quietSnapshot } from '../support/snapshots.ts';

let folder: string;
let engine: PlainControl;
let server: ControlServer;
let remote: RemoteControl;

beforeEach(async () => {
  folder = scratchFolder('vw-console-');
  const path = join(folder, 'engine.sock');
  const snapshot = quietSnapshot({ areas: [area('BBMP')], channels: [channel('email', { state: 'on' })] });
  engine = plainControl({ snapshot });
  server = await serveControl({
    path,
    control: engine,
    onError: (error) => {
      throw error;
    },
  });
  remote = await connectControl(path);
});

afterEach(async () => {
  remote.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the console over the socket', () => {
  it('asks the engine what it was asked, argument by argument', async () => {
    const filters = { ...NO_FILTERS, dose: '2', ageYears: 45 } as const;
    expect(await remote.searchSubscribers({ search: 'ani', offset: 0, limit: 50 })).toEqual({
      total: 1,
      items: [ANITA],
    });
    expect(await remote.changeSubscription(7, 3, filters)).toEqual(ANITA);
    expect(await remote.removeSubscription(7, 3)).toEqual(ANITA);
    expect(await remote.pauseSubscription(7, 3)).toEqual(ANITA);
    expect(await remote.resumeSubscription(7, 3)).toEqual(ANITA);
    expect(await remote.listDeliveries({ beforeId: 400, limit: 20 })).toEqual([]);
    expect(await remote.retryDelivery(12)).toBeUndefined();
    expect(await remote.retryDelivery(12, true)).toBeUndefined();
    expect(await remote.dropDelivery(12)).toBeUndefined();
    expect(await remote.areaDetail('cowin:294')).toMatchObject({ areaId: 'cowin:294', open: [] });
    expect(await remote.pollNow('cowin:294')).toBeUndefined();
    expect(engine.asked).toEqual([
      ['searchSubscribers', { search: 'ani', offset: 0, limit: 50 }],
      ['changeSubscription', { id: 7, subscriptionId: 3, filters }],
      ['removeSubscription', { id: 7, subscriptionId: 3 }],
      ['pauseSubscription', { id: 7, subscriptionId: 3 }],
      ['resumeSubscription', { id: 7, subscriptionId: 3 }],
      ['listDeliveries', { beforeId: 400, limit: 20 }],
      ['retryDelivery', 12, false],
      ['retryDelivery', 12, true],
      ['dropDelivery', 12],
      ['areaDetail', 'cowin:294'],
      ['pollNow', 'cowin:294'],
    ]);
  });

  it('pauses and resumes one area, and one channel', async () => {
    await remote.pauseArea('cowin:BBMP');
    await remote.pauseChannel('email');
    expect(await remote.status()).toMatchObject({
      areas: [{ id: 'cowin:BBMP', paused: true }],
      channels: [{ name: 'email', state: 'paused' }],
    });
    await remote.resumeArea('cowin:BBMP');
    await remote.resumeChannel('email');
    expect(await remote.status()).toMatchObject({
      areas: [{ id: 'cowin:BBMP', paused: false }],
      channels: [{ name: 'email', state: 'on' }],
    });
  });
});

describe('what the console asks', () => {
  it('passes without anything that was not asked for', () => {
    expect(
      subscriberSearchOf({ offset: 0, limit: 500, search: 'a', channel: 'email', state: 'gone', x: 1 }),
    ).toEqual({ offset: 0, limit: 500, search: 'a', channel: 'email', state: 'gone' });
    expect(subscriberSearchOf({ offset: 3, limit: 1, afterId: 9 })).toEqual({ offset: 3, limit: 1 });
    expect(subscriptionRefOf({ id: 7, subscriptionId: 3 })).toEqual([7, 3]);
    expect(filtersIn({ filters: { minCapacity: 5, x: 1 } })).toEqual({ ...NO_FILTERS, minCapacity: 5 });
    expect(areaIdOf({ areaId: 'cowin:294' })).toBe('cowin:294');
    expect(channelOf({ channel: 'twitter' })).toBe('twitter');
    expect(deliveryIdOf({ id: 12 })).toBe(12);
    expect(mayArriveTwiceOf({})).toBe(false);
    expect(deliveryQueryOf({ beforeId: 12 })).toEqual({ beforeId: 12 });
    expect(deliveryQueryOf({ afterId: 0 })).toEqual({ afterId: 0 });
  });

  it.each([
    ['a page without a place', () => subscriberSearchOf({ limit: 10 })],
    ['a page before the first', () => subscriberSearchOf({ offset: -1, limit: 10 })],
    ['a page that is too long', () => subscriberSearchOf({ offset: 0, limit: 501 })],
    ['a page of nothing', () => subscriberSearchOf({ offset: 0, limit: 0 })],
    ['a subscription of nobody', () => subscriptionRefOf({ subscriptionId: 3 })],
    ['nobody’s subscription', () => subscriptionRefOf({ id: 7 })],
    ['other filters that are none', () => filtersIn({ filters: 'free' })],
    ['an area without a name', () => areaIdOf({ areaId: '' })],
    ['a channel there is not', () => channelOf({ channel: 'fax' })],
    ['a delivery by its half', () => deliveryIdOf({ id: 1.5 })],
    ['a word that is neither yes nor no', () => mayArriveTwiceOf({ mayArriveTwice: 'yes' })],
    ['a page of deliveries before nothing', () => deliveryQueryOf({ beforeId: 'x' })],
  ])('refuses %s', (_, ask) => {
    expect(ask).toThrow(expect.objectContaining({ code: 'invalid' }));
  });
});
