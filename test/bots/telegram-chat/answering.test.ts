// Bringing answers back, through everything Telegram may say to them; and what people are told in the rarer cases.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually, quietly } from '../../support/dispatch-rig.ts';
import { hurried, type RigOptions, type TelegramRig, telegramRig } from '../../support/telegram-rig.ts';
import {
  startTelegramServer,
  TELEGRAM_TOKEN,
  type TelegramServer,
  telegramRefusal,
} from '../../support/telegram-server.ts';

const ASHA = 42;
const ALL_OF_BBMP = {
  place: { areaId: 'cowin:294', pincode: null },
  filters: { dose: null, ageYears: null, vaccine: null, fee: null, minCapacity: 1 },
  origin: 'telegram',
  others: 'keep',
} as const;

let server: TelegramServer;
let rig: TelegramRig;

beforeEach(async () => {
  server = await startTelegramServer();
});
afterEach(async () => {
  await rig.stop();
  expect(rig.log.join('\n')).not.toMatch(/CANARY|"42"|bbmp/i);
  await server.close();
});

function start(options: RigOptions = {}): void {
  rig = telegramRig(TELEGRAM_TOKEN, server.url, { timeoutMs: 400, ...options });
}

const texts = () => server.messages.map(({ text }) => text);
const newest = (part: string) => server.messages.findLast(({ text }) => text.includes(part));
const calls = (method: string) => server.heard.filter(({ path }) => path.endsWith(`/${method}`));
const shown = (part: string, times = 1) =>
  eventually(() => texts().filter((text) => text.includes(part)).length === times, `${times} × ${part}`);
const asha = () => rig.store.subscribers.find({ channel: 'telegram', address: String(ASHA) });
const subscribe = () => rig.self.subscribe({ channel: 'telegram', address: String(ASHA), ...ALL_OF_BBMP });

describe('an answer', () => {
  it('waits as long as Telegram says, and so do the others', async () => {
    start();
    server.planFor(
      '/sendMessage',
      telegramRefusal(429, 'Too Many Requests: retry after 4', { retry_after: 4 }),
    );
    server.write(ASHA, '/help');
    await eventually(() => calls('sendMessage').length === 1, 'refused');
    server.write(7, '/start');
    await shown('What I can do');
    await shown('I watch CoWIN');
    // Four seconds, twenty times as fast.
    const [refused, ...later] = calls('sendMessage').map(({ atMs }) => atMs);
    for (const atMs of later) expect(atMs - (refused ?? 0)).toBeGreaterThanOrEqual(195);
  });

  it('to a group with a limit of its own is given up where it is long, and holds up nobody', async () => {
    start();
    server.alwaysWhen(
      (call) => JSON.stringify(call).includes('-1009'),
      telegramRefusal(429, 'Too Many Requests: retry after 3590', { retry_after: 3_590 }),
    );
    server.write(7, '/help@test_bot', { chat: { id: -1009, type: 'supergroup', title: 'Slow' } });
    await eventually(() => rig.log.join().includes('telegram.reply-failed'), 'given up');
    server.write(ASHA, '/start');
    await shown('I watch CoWIN');
  });

  it('is given up when Telegram asks for more patience again and again', async () => {
    start({ clock: hurried(2_000) });
    server.alwaysFor('/sendMessage', telegramRefusal(429, 'Too Many Requests', { retry_after: 60 }));
    server.write(ASHA, '/help');
    await eventually(() => rig.log.join().includes('telegram.reply-failed'), 'given up');
    expect(calls('sendMessage')).toHaveLength(4);
    server.alwaysFor('/sendMessage', undefined);
    server.write(ASHA, '/start');
    await shown('I watch CoWIN');
  });

  it('is tried again after a fault or when nobody could be reached', async () => {
    start();
    server.planFor('/sendMessage', telegramRefusal(500, 'Internal'), { status: 502, body: '<html>' });
    server.write(ASHA, '/help');
    await shown('What I can do');
  });

  it('is sent once more when it perhaps arrived, and no oftener', async () => {
    start();
    server.alwaysFor('/sendMessage', 'accept-then-silence');
    server.write(ASHA, '/help');
    await eventually(() => rig.log.join().includes('telegram.reply-failed'), 'given up');
    expect(calls('sendMessage')).toHaveLength(2);
  });

  it('to somebody who blocked the bot harms nobody else', async () => {
    start();
    server.planFor('/sendMessage', telegramRefusal(403, 'Forbidden: bot was blocked by the user'));
    server.write(ASHA, '/help');
    server.write(7, '/help');
    await shown('What I can do');
    expect(server.messages[0]?.chatId).toBe('7');
  });

  it('is not sent round and round', async () => {
    start({ clock: hurried(2_000) });
    const moved = (to: number) => telegramRefusal(400, 'Bad Request: moved', { migrate_to_chat_id: to });
    server.planFor('/sendMessage', ...[-1, -2, -1, -2, -1].map(moved));
    server.write(ASHA, '/help@test_bot', { chat: { id: -2, type: 'supergroup' } });
    await eventually(() => rig.log.join().includes('telegram.reply-failed'), 'given up');
    expect(calls('sendMessage')).toHaveLength(4);
  });

  it('follows a group to its new place', async () => {
    start();
    server.planFor(
      '/sendMessage',
      telegramRefusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: -100777,
      }),
    );
    const group = { id: -5, type: 'group', title: 'Family' };
    server.write(ASHA, '/help@test_bot', { chat: group });
    await shown('What I can do');
    expect(server.messages[0]?.chatId).toBe('-100777');
  });
});

describe('a pressed button', () => {
  it('is always acknowledged, and its message changed in place', async () => {
    start();
    server.write(ASHA, '/subscribe bbmp');
    await shown('Which dose?');
    server.press(ASHA, newest('Which dose?'), 'Dose 1');
    await shown('How old');
    expect(server.messages).toHaveLength(1);
    await eventually(() => server.acknowledged.length === 1, 'acknowledged');
  });

  it('may be pressed twice: what is already so stays so', async () => {
    start();
    server.write(ASHA, '/subscribe bbmp');
    await shown('Which dose?');
    const shownFirst = { ...(newest('Which dose?') as NonNullable<ReturnType<typeof newest>>) };
    server.press(ASHA, shownFirst, 'That is all');
    await shown('Alerts are on');
    server.press(ASHA, shownFirst, 'That is all');
    await eventually(() => server.acknowledged.length === 2, 'both acknowledged');
    await eventually(() => calls('editMessageText').length === 2, 'both shown');
    await quietly(50);
    expect(asha()?.subscriptions).toHaveLength(1);
    expect(server.messages).toHaveLength(1);
  });

  it('is answered by a new message when its own is gone, or can be changed no more', async () => {
    start();
    server.write(ASHA, '/subscribe bbmp');
    await shown('Which dose?');
    const first = newest('Which dose?');
    server.deleteMessage(first?.messageId ?? 0);
    server.press(ASHA, first, 'Dose 1');
    await shown('How old');
    expect(server.messages).toHaveLength(2);
    server.planFor('/editMessageText', telegramRefusal(400, "Bad Request: message can't be edited"));
    server.press(ASHA, newest('How old'), 'Any age');
    await shown('Which vaccine?');
    expect(server.messages).toHaveLength(3);
    await eventually(() => server.acknowledged.length === 2, 'both acknowledged');
  });

  it('of another time, another version or a stranger says that it is old, and leaves its message', async () => {
    start();
    server.write(ASHA, '/help');
    await shown('What I can do');
    const message = newest('What I can do') as NonNullable<ReturnType<typeof newest>>;
    for (const data of ['0old', '1p.999999x', 'x'.repeat(64), '1d.0.cowin:999999']) {
      server.press(ASHA, { ...message, buttons: { it: data } }, 'it');
    }
    await eventually(() => server.acknowledged.length === 4, 'all acknowledged');
    await shown('This button is old.', 4);
  });

  it('of a subscription that is not there any more, or not theirs, changes nothing', async () => {
    start();
    await rig.self.subscribe({ channel: 'telegram', address: '7', ...ALL_OF_BBMP });
    await subscribe();
    const foreign = rig.store.subscribers.find({ channel: 'telegram', address: '7' })?.subscriptions[0]?.id;
    server.write(ASHA, '/list');
    await shown('Your alerts');
    const message = newest('Your alerts') as NonNullable<ReturnType<typeof newest>>;
    for (const data of [`1x.${foreign}`, `1p.${foreign}`, `1o.${foreign}`, `1v.d.1.${foreign}`, '1x.99999']) {
      server.press(ASHA, { ...message, buttons: { it: data } }, 'it');
    }
    await eventually(() => server.acknowledged.length === 5, 'all acknowledged');
    expect(rig.store.subscribers.find({ channel: 'telegram', address: '7' })?.subscriptions).toMatchObject([
      { id: foreign, paused: false, dose: null },
    ]);
  });
});

describe('people', () => {
  it('who block the bot get no alerts, and get them again when they write', async () => {
    start();
    await subscribe();
    const block = (status: string) =>
      server.tell({
        my_chat_member: {
          chat: { id: ASHA, type: 'private' },
          from: { id: ASHA },
          new_chat_member: { status },
        },
      });
    block('kicked');
    await eventually(() => asha()?.state === 'gone', 'ended');
    block('member');
    server.write(ASHA, '/start');
    await shown('Your alerts are on again');
    expect(asha()?.state).toBe('active');
    block('kicked');
    await eventually(() => asha()?.state === 'gone', 'ended again');
    server.write(ASHA, '/resume');
    await shown('Your alerts are on again', 2);
    block('kicked');
    server.write(ASHA, '/subscribe bbmp');
    await shown('Which dose?');
    server.press(ASHA, newest('Which dose?'), 'That is all');
    await shown('Alerts are on:');
    expect(asha()?.state).toBe('active');
  });

  it('whom the operator blocked are told so when they come back', async () => {
    start();
    await subscribe();
    rig.store.subscribers.block({ channel: 'telegram', address: String(ASHA) }, Date.now());
    server.write(ASHA, '/start');
    await shown('has blocked this chat');
    server.write(ASHA, '/pause 5h');
    await shown('Your alerts are ended');
    server.write(ASHA, '/subscribe bbmp');
    await shown('Which dose?');
    server.press(ASHA, newest('Which dose?'), 'That is all');
    await shown('has blocked this recipient');
    expect(asha()?.state).toBe('gone');
  });

  it('who ask too much at once are told so once, heard again later, and hold up nobody', async () => {
    let ms = 0;
    let found = 0;
    // So that hardly any time passes while they ask.
    const clock = { ...hurried(20), monotonicMs: () => (ms += 0.5) };
    start({ clock, watch: () => (found += 1) });
    for (let count = 0; count < 60; count++) server.write(ASHA, '/start');
    server.write(7, '/help');
    await shown('What I can do');
    await eventually(() => server.untold.length === 0, 'all was dealt with');
    expect(rig.log.filter((line) => line.includes('telegram.slowed-down'))).toHaveLength(1);
    expect(found).toBe(20);
  });

  it('are refused in words when sign-up is closed, or they have as much as is given', async () => {
    start({ signUpOpen: false, maxSubscriptions: 1 });
    server.write(ASHA, '/subscribe bbmp');
    await shown('Which dose?');
    server.press(ASHA, newest('Which dose?'), 'That is all');
    await shown('Nobody new can sign up here');
    expect(asha()).toBeUndefined();
  });

  it('in a crowd hear what that means, and of the public channel that is told first', async () => {
    start();
    const { place, filters } = ALL_OF_BBMP;
    const others = Array.from({ length: 3_199 }, (_, at) => ({
      channel: 'telegram' as const,
      address: String(1_000 + at),
      place,
      filters,
    }));
    rig.store.subscribers.addAll(
      [...others, { channel: 'telegram', address: '@bbmp_slots', place, filters }],
      Date.now(),
    );
    server.write(ASHA, '/subscribe bbmp');
    await shown('Which dose?');
    server.press(ASHA, newest('Which dose?'), 'That is all');
    await shown('Alerts are on');
    const message = newest('Alerts are on');
    expect(message?.text).toMatch(
      /3,20\d people wait for it, you among them\. Telegram takes 28 alerts a second, so telling all of them takes 1 min 54 s/,
    );
    expect(message?.text).toContain('Told before everybody else: @bbmp_slots.');
    expect(message?.buttons).toMatchObject({ 'Open @bbmp_slots': 'https://t.me/bbmp_slots' });
  });
});

describe('alerts', () => {
  it('go first: while they wait, answers take two places in a second', async () => {
    let waits = true;
    start({ alertsWait: () => waits });
    const askSix = async (from: number) => {
      const startedMs = performance.now();
      for (let user = from; user < from + 6; user++) server.write(user, '/help');
      await shown('What I can do', from + 5);
      return performance.now() - startedMs;
    };
    const besideAlertsMs = await askSix(1);
    // Half a second between two, twenty times as fast.
    expect(besideAlertsMs).toBeGreaterThanOrEqual(5 * 24);
    waits = false;
    await quietly(10);
    expect(await askSix(7)).toBeLessThan(besideAlertsMs);
  });

  it('have buttons for one person, and only the link in a public channel', async () => {
    start();
    await subscribe();
    rig.store.subscribers.add({ channel: 'telegram', address: '@bbmp_slots', ...ALL_OF_BBMP }, Date.now());
    await rig.self.resume(asha()?.id ?? 0);
    rig.open({ sessionId: 's1' });
    await shown('12 doses open', 2);
    const buttons = Object.fromEntries(server.messages.map((one) => [one.chatId, Object.keys(one.buttons)]));
    expect(buttons).toEqual({ [ASHA]: ['Book', 'Pause BBMP', 'Stop'], '@bbmp_slots': ['Book'] });
    rig.close('s1');
    await shown('Gone: BBMP', 2);
    expect(server.messages.map((one) => Object.keys(one.buttons)).sort()).toEqual([
      [],
      ['Pause BBMP', 'Stop'],
    ]);
  });

  it('come without buttons rather than not at all', async () => {
    start();
    await subscribe();
    server.planFor('/sendMessage', telegramRefusal(400, 'Bad Request: BUTTON_URL_INVALID'));
    rig.open({ sessionId: 's1' });
    await shown('12 doses open');
    expect(server.messages[0]?.buttons).toEqual({});
  });
});
