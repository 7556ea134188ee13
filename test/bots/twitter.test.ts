import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LINK_POST_MICROS, POST_MICROS, type TwitterOptions, twitterChannel } from '../../bots/twitter.ts';
import type { Spending } from '../../src/core/outbox.ts';
import type { Channel, Outcome } from '../../src/core/outcome.ts';
import { alertOf, envelopeOf } from '../support/alerts.ts';
import { deadPort, type Hazard } from '../support/loopback-http.ts';
import { startXServer, X_DUPLICATE, X_KEYS, type XServer } from '../support/x-server.ts';

const PUBLIC = { address: 'public', secret: null };
const NOW_MS = Date.parse('2021-05-08T20:00:00Z');

interface Purse extends Spending {
  readonly days: Map<string, number>;
}

function purse(): Purse {
  const days = new Map<string, number>();
  return {
    days,
    spent(day) {
      const month = [...days].filter(([name]) => name.startsWith(day.slice(0, 7)));
      return {
        dayMicros: days.get(day) ?? 0,
        monthMicros: month.reduce((sum, [, micros]) => sum + micros, 0),
      };
    },
    reserve: (day, micros) => days.set(day, (days.get(day) ?? 0) + micros),
  };
}

describe('posting in public', () => {
  let server: XServer;
  let channel: Channel;
  let spending: Purse;

  const open = (options: Partial<TwitterOptions> = {}) =>
    twitterChannel({
      ...X_KEYS,
      apiRoot: server.url,
      spending,
      capPerDayUsd: 1,
      capPerMonthUsd: 20,
      now: () => NOW_MS,
      timeoutMs: 300,
      ...options,
    });

  beforeEach(async () => {
    server = await startXServer();
    spending = purse();
    channel = open();
  });
  afterEach(async () => {
    await channel.close();
    await server.close();
  });

  const send = (through = channel, envelope = envelopeOf()) => through.send(PUBLIC, alertOf(), envelope);
  /** Of a message that a crash caught on its way. */
  const afterCrash = envelopeOf('k1', true);

  it('appears, signed, and is paid for', async () => {
    expect(await send()).toEqual({ kind: 'sent', messageRef: '1001' });
    expect(server.posts[0]).toContain('#Karnataka #BBMP');
    expect(server.heard[0]?.headers.authorization).toMatch(/oauth_signature="[^"]+"/);
    expect(spending.days.get('2021-05-08')).toBe(POST_MICROS);
  });

  it('holds no link, and one at its price where the settings ask for it', async () => {
    await send();
    expect(server.posts[0]).not.toContain('http');
    const linking = open({ links: true, capPerDayUsd: 0.3 });
    expect(await send(linking)).toMatchObject({ kind: 'sent' });
    expect(server.posts[1]).toContain('\nBook: https://selfregistration.cowin.gov.in');
    expect(spending.days.get('2021-05-08')).toBe(POST_MICROS + LINK_POST_MICROS);
    // 0.215 of 0.30 dollars are gone: room for a plain post, none for another link.
    expect(await send(linking)).toMatchObject({ kind: 'retry', why: 'spend-cap' });
    expect(await linking.sendTest(PUBLIC, 'hello')).toMatchObject({ kind: 'sent' });
    expect(spending.days.get('2021-05-08')).toBe(2 * POST_MICROS + LINK_POST_MICROS);
    await linking.close();
  });

  it('gives back the whole price of a post with a link that X did not take', async () => {
    const linking = open({ links: true });
    server.plan({ status: 400 });
    expect((await send(linking)).kind).toBe('rejected');
    expect(spending.days.get('2021-05-08')).toBe(0);
    await linking.close();
  });

  it('counts as sent when X has it already', async () => {
    await send();
    expect(await send()).toEqual({ kind: 'sent' });
    expect(server.posts).toHaveLength(1);
    expect(X_DUPLICATE.status).toBe(403);
  });

  const reset = (inMs: number) => ({ 'x-rate-limit-reset': String((NOW_MS + inMs) / 1000) });
  const refusals: readonly (readonly [string, Hazard, Outcome])[] = [
    [
      'too many posts: the channel waits until X says',
      { status: 429, headers: reset(90_000) },
      { kind: 'retry', why: 'too-many-requests', pause: 'channel', afterMs: 90_000 },
    ],
    [
      'too many posts and no word until when: a whole window',
      { status: 429 },
      { kind: 'retry', why: 'too-many-requests', pause: 'channel', afterMs: 900_000 },
    ],
    [
      'too many posts until a time long past: a moment',
      { status: 429, headers: reset(-90_000) },
      { kind: 'retry', why: 'too-many-requests', pause: 'channel', afterMs: 1_000 },
    ],
    ['wrong keys: the channel stops', { status: 401 }, { kind: 'retry', why: 'unauthorized', pause: 'stop' }],
    [
      'no right to post: the channel stops',
      { status: 403, body: { detail: 'You are not permitted to perform this action.' } },
      { kind: 'retry', why: 'forbidden', pause: 'stop' },
    ],
    [
      'no credits: the channel stops',
      { status: 402 },
      { kind: 'retry', why: 'payment-required', pause: 'stop' },
    ],
    ['a post X cannot read: our mistake', { status: 400 }, { kind: 'rejected', why: 'http-400' }],
  ];
  it.each(refusals)('%s; it costs nothing', async (_what, hazard, outcome) => {
    server.plan(hazard);
    expect(await send()).toEqual(outcome);
    expect(spending.days.get('2021-05-08')).toBe(0);
  });

  it('perhaps appeared: a fault of X or silence; the money counts as spent', async () => {
    for (const hazard of [{ status: 503 }, 'silence', 'reset', 'accept-then-silence'] as const) {
      server.plan(hazard);
      expect((await send()).kind).toBe('ambiguous');
    }
    expect(spending.days.get('2021-05-08')).toBe(4 * POST_MICROS);
    // The second try of a post that did appear.
    expect(await send()).toEqual({ kind: 'sent' });
    expect(server.posts).toHaveLength(1);
  });

  it('is paid for when a crash came before its price was counted', async () => {
    expect(await send(channel, afterCrash)).toMatchObject({ kind: 'sent' });
    expect(spending.days.get('2021-05-08')).toBe(POST_MICROS);
  });

  it('counts twice rather than not at all, when X took it and a crash came before we heard', async () => {
    await send();
    expect(await send(channel, afterCrash)).toEqual({ kind: 'sent' });
    expect(server.posts).toHaveLength(1);
    expect(spending.days.get('2021-05-08')).toBe(2 * POST_MICROS);
  });

  it('is not paid for again when X left it open whether it appeared', async () => {
    server.plan('accept-then-reset');
    expect((await send()).kind).toBe('ambiguous');
    expect(await send(channel, envelopeOf('k1', true, true))).toEqual({ kind: 'sent' });
    expect(spending.days.get('2021-05-08')).toBe(POST_MICROS);
  });

  it('never goes beyond the cap after a crash, however often the program dies', async () => {
    const poor = open({ capPerDayUsd: 0.02 });
    expect(await send(poor, afterCrash)).toMatchObject({ kind: 'sent' });
    expect(await send(poor, afterCrash)).toMatchObject({ kind: 'retry', why: 'spend-cap' });
    expect(server.heard).toHaveLength(1);
    await poor.close();
  });

  it('surely did not appear: nobody listens', async () => {
    const lost = open({ apiRoot: `http://127.0.0.1:${await deadPort()}` });
    expect(await send(lost)).toEqual({ kind: 'retry', why: 'ECONNREFUSED' });
    expect(spending.days.get('2021-05-08')).toBe(0);
    await lost.close();
  });

  it('waits for the next day once the day’s money is spent, without asking X', async () => {
    const poor = open({ capPerDayUsd: 0.02 });
    expect(await send(poor)).toMatchObject({ kind: 'sent' });
    expect(await send(poor)).toEqual({
      kind: 'retry',
      why: 'spend-cap',
      pause: 'channel',
      afterMs: 4 * 60 * 60_000,
    });
    expect(server.heard).toHaveLength(1);
    await poor.close();
  });

  it('waits once the month’s money is spent', async () => {
    spending.reserve('2021-05-01', 19_990_000);
    expect(await send()).toMatchObject({ kind: 'retry', why: 'spend-cap' });
    spending.days.clear();
    spending.reserve('2021-04-30', 19_990_000);
    expect(await send()).toMatchObject({ kind: 'sent' });
  });

  it('posts nothing while the money cannot be counted', async () => {
    spending.reserve = () => {
      throw new Error('database is locked');
    };
    expect(await send()).toEqual({ kind: 'retry', why: 'spending-not-recorded' });
    expect(server.heard).toHaveLength(0);
  });

  it('says whether the keys are good, and lets none of them out', async () => {
    expect(await channel.check()).toEqual({ ok: true, detail: 'X accepts the keys.' });
    const said: unknown[] = [];
    for (const hazard of [{ status: 401 }, { status: 403 }, 'reset', 'silence'] as const) {
      server.plan(hazard, hazard);
      said.push(await channel.check(), await send());
    }
    expect(JSON.stringify(said)).toContain('VACCINE_WATCH_X_');
    expect(JSON.stringify(said)).not.toContain('CANARY');
  });
});
