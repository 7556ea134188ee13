// What Telegram asks of a bot holds for all who speak as it: alerts and answers share one patience.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { telegramChannel } from '../../bots/telegram.ts';
import { telegramPatience } from '../../bots/telegram-patience.ts';
import { alertOf, envelopeOf } from '../support/alerts.ts';
import {
  startTelegramServer,
  TELEGRAM_TOKEN,
  type TelegramServer,
  telegramRefusal,
} from '../support/telegram-server.ts';

let server: TelegramServer;
let nowMs = 0;
beforeEach(async () => {
  nowMs = 0;
  server = await startTelegramServer();
});
afterEach(() => server.close());

const asked = () => server.heard.length;
const to = { address: '42', secret: null };

it('a wait one of them is told is kept by the other, without a call; questions go on', async () => {
  const patience = telegramPatience(() => nowMs);
  const speaker = () => telegramChannel({ token: TELEGRAM_TOKEN, apiRoot: server.url, patience });
  const [one, other] = [speaker(), speaker()];
  server.planFor('/sendMessage', telegramRefusal(429, 'Too Many Requests', { retry_after: 30 }));
  const wait = (afterMs: number) => ({ kind: 'retry', why: 'too-many-requests', pause: 'channel', afterMs });
  expect(await one.send(to, alertOf(), envelopeOf())).toEqual(wait(30_000));
  nowMs = 20_000;
  expect(await other.send(to, alertOf(), envelopeOf())).toEqual(wait(10_000));
  expect(asked()).toBe(1);
  expect(await other.check()).toMatchObject({ ok: true });
  nowMs = 30_000;
  expect(await other.send(to, alertOf(), envelopeOf())).toMatchObject({ kind: 'sent' });
  await one.close();
  await other.close();
});

it('a shorter wish never shortens a longer one, and an absurd one ends after a day', () => {
  const patience = telegramPatience(() => nowMs);
  patience.refused(42, 30_000);
  patience.refused(42, 1_000);
  expect(patience.restMs(7)).toBe(30_000);
  patience.refused(null, 1e15);
  expect(patience.restMs(null)).toBe(86_400_000);
});

it.each([-1009, '@slots'])(
  'what %s is refused holds for it alone, with whatever it was refused before',
  (group) => {
    const patience = telegramPatience(() => nowMs);
    patience.refused(group, 3_600_000);
    patience.refused(group, 1_000);
    expect([patience.restMs(group), patience.restMs(42), patience.restMs(null)]).toEqual([3_600_000, 0, 0]);
    nowMs = 3_600_000;
    expect(patience.restMs(group)).toBe(0);
  },
);

it('a second group that is refused, and nothing accepted between, is told what holds for all', () => {
  const patience = telegramPatience(() => nowMs);
  patience.refused(-1, 60_000);
  patience.accepted();
  patience.refused(-2, 50_000);
  expect(patience.restMs(42)).toBe(0);
  patience.refused(-3, 40_000);
  expect(patience.restMs(42)).toBe(40_000);
  expect(patience.restMs(-1)).toBe(60_000);
});

it('an alert to a group that is refused waits for itself, and the next is not even tried', async () => {
  const channel = telegramChannel({ token: TELEGRAM_TOKEN, apiRoot: server.url });
  const group = { address: '-1009', secret: null };
  server.planFor('/sendMessage', telegramRefusal(429, 'Too Many Requests', { retry_after: 3_590 }));
  const refused = { kind: 'retry', why: 'too-many-requests', pause: 'recipient', afterMs: 3_590_000 };
  expect(await channel.send(group, alertOf(), envelopeOf())).toEqual(refused);
  expect(await channel.send(group, alertOf(), envelopeOf())).toEqual(refused);
  expect(asked()).toBe(1);
  expect(await channel.send(to, alertOf(), envelopeOf())).toMatchObject({ kind: 'sent' });
  await channel.close();
});
