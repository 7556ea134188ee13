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
  patience.asked(30_000);
  patience.asked(1_000);
  expect(patience.restMs()).toBe(30_000);
  patience.asked(1e15);
  expect(patience.restMs()).toBe(86_400_000);
});
