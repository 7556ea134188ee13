// Reading what people write, through everything Telegram and the network may do about it: nothing is lost, nothing is
// done twice, the operator is told, and a stop never waits.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually, quietly } from '../../support/dispatch-rig.ts';
import type { Hazard } from '../../support/loopback-http.ts';
import { hurried, type RigOptions, type TelegramRig, telegramRig } from '../../support/telegram-rig.ts';
import {
  startTelegramServer,
  TELEGRAM_TOKEN,
  type TelegramServer,
  telegramRefusal,
} from '../../support/telegram-server.ts';

const ASHA = 42;
/** Five minutes pass in 150 ms. */
const FAST = { clock: hurried(2_000), timeoutMs: 400, pollSeconds: 2 };

let server: TelegramServer;
let rigs: TelegramRig[] = [];

beforeEach(async () => {
  server = await startTelegramServer();
});
afterEach(async () => {
  for (const rig of rigs) {
    await rig.stop();
    expect(rig.log.join('\n')).not.toMatch(/CANARY|"42"|bbmp/i);
  }
  rigs = [];
  await server.close();
});

function start(options: RigOptions = {}): TelegramRig {
  const rig = telegramRig(TELEGRAM_TOKEN, server.url, { ...FAST, ...options });
  rigs.push(rig);
  return rig;
}

const texts = () => server.messages.map(({ text }) => text);
const calls = (method: string) => server.heard.filter(({ path }) => path.endsWith(`/${method}`));
const shown = (part: string, times = 1) =>
  eventually(() => texts().filter((text) => text.includes(part)).length === times, `${times} × ${part}`);

describe('reading', () => {
  it('says when the token is wrong, asks no more for a while, and goes on when that is mended', async () => {
    server.alwaysFor('/getMe', telegramRefusal(401, 'Unauthorized'));
    const rig = start({ clock: hurried(500) });
    await eventually(() => rig.chat.trouble() !== '', 'the trouble is said');
    expect(rig.chat.trouble()).toContain('VACCINE_WATCH_TELEGRAM_TOKEN');
    await quietly(100);
    expect(calls('getMe')).toHaveLength(1);
    expect(calls('getUpdates')).toHaveLength(0);
    server.alwaysFor('/getMe', undefined);
    server.write(ASHA, '/help');
    await shown('What I can do');
    expect(rig.chat.trouble()).toBe('');
  });

  it('stops reading when a token is taken back, and says so', async () => {
    const rig = start();
    await eventually(() => calls('getUpdates').length > 0, 'a poll');
    server.alwaysFor('/getUpdates', telegramRefusal(401, 'Unauthorized'));
    server.write(ASHA, 'wakes the poll');
    await eventually(() => rig.chat.trouble().includes('bot token'), 'the trouble is said');
  });

  it('leaves the updates to another reader, says so, tries again, and alerts go on', async () => {
    server.alwaysFor('/getUpdates', telegramRefusal(409, 'Conflict: terminated by other getUpdates request'));
    const rig = start({ clock: hurried(500) });
    await eventually(() => rig.chat.trouble() !== '', 'the trouble is said');
    expect(rig.chat.trouble()).toContain('alerts are sent as ever');
    await eventually(() => calls('getUpdates').length === 3, 'three tries');
    // 45 s and then 5 min, five hundred times as fast.
    await quietly(300);
    expect(calls('getUpdates')).toHaveLength(3);
    await rig.self.subscribe({
      channel: 'telegram',
      address: String(ASHA),
      place: { areaId: 'cowin:294', pincode: null },
      filters: { dose: null, ageYears: null, vaccine: null, fee: null, minCapacity: 1 },
      origin: 'telegram',
      others: 'keep',
    });
    rig.open({ sessionId: 's1' });
    await shown('12 doses open');
    server.alwaysFor('/getUpdates', undefined);
    server.write(ASHA, '/help');
    await shown('What I can do');
    expect(rig.chat.trouble()).toBe('');
  });

  it('never takes a webhook away from another program', async () => {
    start();
    server.write(ASHA, '/help');
    await shown('What I can do');
    expect(calls('deleteWebhook')).toHaveLength(0);
  });

  it('waits as long as Telegram says', async () => {
    server.planFor(
      '/getUpdates',
      telegramRefusal(429, 'Too Many Requests: retry after 600', { retry_after: 600 }),
    );
    server.write(ASHA, '/help');
    start();
    await shown('What I can do');
    const [first, second] = calls('getUpdates');
    // Five minutes are the longest it waits, two thousand times as fast.
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(145);
  });

  const troubles: readonly (readonly [string, Hazard])[] = [
    ['a fault of Telegram', telegramRefusal(502, 'Bad Gateway')],
    ['a page of something in between', { status: 200, body: '<html>sign in to the wifi</html>' }],
    ['an answer that is no list', { status: 200, body: { ok: true, result: { update_id: 1 } } }],
    [
      'a list of nothing we know',
      { status: 200, body: { ok: true, result: [null, 7, 'x', { update_id: 'one' }] } },
    ],
    ['silence', 'silence'],
    ['a connection cut', 'reset'],
    ['half an answer', 'accept-then-cut'],
  ];
  it.each(troubles)('rides out %s', async (_what, hazard) => {
    server.planFor('/getUpdates', hazard, hazard, hazard);
    server.planFor('/getMe', hazard);
    const rig = start({ pollSeconds: 0.3 });
    server.write(ASHA, '/help');
    await shown('What I can do');
    expect(rig.chat.trouble()).toBe('');
  });

  it('says that nothing can be read when that lasts', async () => {
    server.alwaysFor('/getUpdates', telegramRefusal(502, 'Bad Gateway'));
    const rig = start();
    await eventually(() => rig.chat.trouble() !== '', 'the trouble is said');
    expect(rig.chat.trouble()).toContain('http-502');
    server.alwaysFor('/getUpdates', undefined);
    await eventually(() => rig.chat.trouble() === '', 'all is well');
  });

  it('does without the menu when it cannot be set', async () => {
    server.alwaysFor('/setMyCommands', telegramRefusal(400, 'Bad Request: BOT_COMMAND_INVALID'));
    start();
    server.write(ASHA, '/help');
    await shown('What I can do');
  });

  it('sets the menu for private chats and for groups', async () => {
    start();
    await eventually(() => server.menus.length === 2, 'two menus');
    expect(server.menus.map(({ scope }) => scope)).toEqual([
      { type: 'all_private_chats' },
      { type: 'all_group_chats' },
    ]);
    expect(JSON.stringify(server.menus[0])).toContain('"subscribe"');
  });
});

describe('what is told again', () => {
  const subscriptions = (rig: TelegramRig) =>
    rig.store.subscribers.find({ channel: 'telegram', address: String(ASHA) })?.subscriptions.length;

  async function subscribeTo(what: string): Promise<void> {
    server.write(ASHA, `/subscribe ${what}`);
    await shown('Which dose?');
    server.press(ASHA, server.messages.at(-1), 'That is all');
    await eventually(() => texts().some((text) => text.includes('Alerts are on')), 'subscribed');
  }

  it('is not done twice, nor answered twice', async () => {
    const rig = start();
    await subscribeTo('bbmp');
    server.write(ASHA, '/list');
    await shown('Your alerts');
    await eventually(() => server.untold.length === 0, 'all is confirmed');
    const before = { sent: calls('sendMessage').length, edited: calls('editMessageText').length };
    server.tellAgain();
    server.write(ASHA, '/help');
    await shown('What I can do');
    expect(subscriptions(rig)).toBe(1);
    expect(calls('sendMessage')).toHaveLength(before.sent + 1);
    expect(calls('editMessageText')).toHaveLength(before.edited);
  });

  it('after a crash is done again to the same end', async () => {
    const first = start();
    await subscribeTo('bbmp');
    await eventually(() => server.untold.length === 0, 'all is confirmed');
    await first.chat.stop();
    const person = first.store.subscribers.find({ channel: 'telegram', address: String(ASHA) });
    server.tellAgain();
    // The same store, another conversation: nobody remembers what was dealt with.
    const second = start({ self: first.self });
    await eventually(
      () => texts().filter((text) => text.includes('Which dose?')).length === 1,
      'asked again',
    );
    await eventually(() => server.untold.length === 0, 'all is confirmed');
    expect(subscriptions(first)).toBe(1);
    expect(first.store.subscribers.find({ channel: 'telegram', address: String(ASHA) })).toEqual({
      ...person,
      verifiedAtMs: expect.any(Number),
    });
    await second.chat.stop();
  });

  it('is confirmed on a stop as far as it was dealt with, and no further', async () => {
    const rig = start();
    server.write(ASHA, '/help');
    await shown('What I can do');
    await rig.chat.stop();
    expect(server.untold).toHaveLength(0);
    server.write(ASHA, '/list');
    await quietly(100);
    expect(server.untold).toHaveLength(1);
    expect(texts().join()).not.toContain('no alerts yet');
  });
});

describe('an update nobody can deal with', () => {
  it('harms no other', async () => {
    start();
    server.tell({ message: null });
    server.tell({ message: { chat: { id: 'x' }, text: 7 } });
    server.tell({ callback_query: { id: 1, from: {} } });
    server.tell({ my_chat_member: { chat: { id: ASHA, type: 'private' } } });
    server.tell({ something_new: {} });
    server.write(ASHA, '/help');
    await shown('What I can do');
    await eventually(() => server.untold.length === 0, 'all is confirmed');
  });

  it('is owned up to, tried twice, and logged without a word of it', async () => {
    let asked = 0;
    const rig = start();
    const broken = start({
      self: {
        ...rig.self,
        async why() {
          asked += 1;
          throw new RangeError('bbmp of 42');
        },
      },
    });
    await rig.chat.stop();
    await rig.self.subscribe({
      channel: 'telegram',
      address: String(ASHA),
      place: { areaId: 'cowin:294', pincode: null },
      filters: { dose: null, ageYears: null, vaccine: null, fee: null, minCapacity: 1 },
      origin: 'telegram',
      others: 'keep',
    });
    server.write(ASHA, '/why');
    server.write(ASHA, '/help');
    await shown('That did not work just now.');
    await shown('What I can do');
    expect(asked).toBe(2);
    expect(broken.log.join()).toContain(
      '"event":"telegram.update-failed","kind":"command","error":"RangeError"',
    );
  });
});

describe('a stop', () => {
  it('does not wait for a poll that is held, nor for Telegram’s patience', async () => {
    const slow = { clock: hurried(1), timeoutMs: 20_000, pollSeconds: 50 };
    const held = start(slow);
    await eventually(() => calls('getUpdates').length === 1, 'a poll is held');
    const beganMs = performance.now();
    await held.chat.stop();
    server.planFor('/getUpdates', telegramRefusal(429, 'Too Many Requests', { retry_after: 3_600 }));
    const told = start(slow);
    await eventually(() => calls('getUpdates').length === 2, 'a poll was refused');
    await told.chat.stop();
    server.planFor('/getMe', 'silence');
    const silent = start(slow);
    await eventually(() => calls('getMe').length === 3, 'a question nobody answers');
    await silent.chat.stop();
    await silent.chat.stop();
    expect(performance.now() - beganMs).toBeLessThan(2_000);
  });

  it('lets the update in hand be dealt with, and its answer go out', async () => {
    const rig = start();
    const { promise: hold, resolve: go } = Promise.withResolvers<void>();
    const slow = start({
      self: {
        ...rig.self,
        async find(to) {
          await hold;
          return rig.self.find(to);
        },
      },
    });
    await rig.chat.stop();
    server.write(ASHA, '/start');
    server.write(ASHA, '/help');
    await quietly(100);
    const stopped = slow.chat.stop();
    go();
    await stopped;
    expect(texts().filter((text) => text.includes('I watch CoWIN'))).toHaveLength(1);
    expect(texts().filter((text) => text.includes('What I can do'))).toHaveLength(0);
    expect(server.untold).toHaveLength(1);
  });
});
