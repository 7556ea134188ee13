// Groups and channels: who may change their alerts, and what becomes of those when the bot has to go.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually, quietly } from '../../support/dispatch-rig.ts';
import { type TelegramRig, telegramRig } from '../../support/telegram-rig.ts';
import {
  startTelegramServer,
  TELEGRAM_TOKEN,
  type TelegramServer,
  telegramRefusal,
} from '../../support/telegram-server.ts';

const GROUP = { id: -1001, type: 'supergroup', title: 'Family' };
const CHANNEL = { id: -1002, type: 'channel', title: 'Slots' };
const ADMIN = 42;
const GUEST = 7;

let server: TelegramServer;
let rig: TelegramRig;

beforeEach(async () => {
  server = await startTelegramServer();
  server.members.set(ADMIN, 'administrator');
  rig = telegramRig(TELEGRAM_TOKEN, server.url, { timeoutMs: 400 });
});
afterEach(async () => {
  await rig.stop();
  await server.close();
});

const newest = (part: string) => server.messages.findLast(({ text }) => text.includes(part));
const shown = (part: string, times = 1) =>
  eventually(
    () => server.messages.filter(({ text }) => text.includes(part)).length === times,
    `${times} × ${part}`,
  );
const inGroup = (userId: number, text: string, more: Record<string, unknown> = {}) =>
  server.write(userId, text, { chat: GROUP, ...more });
const person = (address: number | string) =>
  rig.store.subscribers.find({ channel: 'telegram', address: String(address) });

describe('in a group', () => {
  it('an admin subscribes, and everybody may look', async () => {
    inGroup(ADMIN, '/subscribe@test_bot bbmp');
    await shown('Which dose?');
    server.press(ADMIN, newest('Which dose?'), 'That is all');
    await shown('Alerts are on: <b>BBMP');
    expect(person(GROUP.id)?.subscriptions).toHaveLength(1);
    inGroup(GUEST, '/list@test_bot');
    await shown('Your alerts');
    inGroup(GUEST, '/why@test_bot');
    await shown('Nothing opened there in the last day.');
    inGroup(GUEST, '/help@test_bot');
    await shown('/subscribe@test_bot bbmp');
  });

  it('others may change nothing, by command or by button, and are told so', async () => {
    inGroup(ADMIN, '/subscribe@test_bot bbmp');
    await shown('Which dose?');
    server.press(GUEST, newest('Which dose?'), 'That is all');
    await eventually(() => server.acknowledged.some(({ text }) => text.startsWith('Only admins')), 'told so');
    inGroup(GUEST, '/subscribe@test_bot bbmp');
    inGroup(GUEST, '/stop@test_bot');
    await shown('Only admins of this chat can change its alerts.', 2);
    expect(person(GROUP.id)).toBeUndefined();
  });

  it('an admin who hides behind the group is one', async () => {
    inGroup(1087968824, '/pause@test_bot', { from: { id: 1087968824, is_bot: true }, sender_chat: GROUP });
    await shown('You have no alerts yet');
    expect(server.heard.filter(({ path }) => path.endsWith('/getChatMember'))).toHaveLength(0);
  });

  it('nothing is changed while Telegram does not say who is an admin', async () => {
    server.planFor('/getChatMember', telegramRefusal(400, 'Bad Request: CHAT_ADMIN_REQUIRED'));
    inGroup(ADMIN, '/pause@test_bot');
    await shown('Telegram did not say whether you are an admin');
    inGroup(ADMIN, '/pause@test_bot');
    await shown('You have no alerts yet');
  });

  it('words and commands for others are passed over', async () => {
    inGroup(ADMIN, 'bbmp');
    inGroup(ADMIN, '/stop');
    inGroup(ADMIN, '/stop@other_bot');
    await eventually(() => server.untold.length === 0, 'all was read');
    await quietly(50);
    expect(server.messages).toHaveLength(0);
  });

  it('that became a supergroup is known there at once: its alerts are listed and ended there', async () => {
    const small = { id: -5, type: 'group', title: 'Family' };
    server.write(ADMIN, '/subscribe@test_bot bbmp', { chat: small });
    await shown('Which dose?');
    server.press(ADMIN, newest('Which dose?'), 'That is all');
    await shown('Alerts are on');
    server.write(ADMIN, '', { chat: small, text: undefined, migrate_to_chat_id: GROUP.id });
    server.write(ADMIN, '', { chat: GROUP, text: undefined, migrate_from_chat_id: small.id });
    inGroup(GUEST, '/list@test_bot');
    await shown('1. <b>BBMP, Karnataka</b>');
    expect(person(small.id)).toBeUndefined();
    inGroup(ADMIN, '/stop@test_bot');
    await shown('be forgotten?');
    server.press(ADMIN, newest('be forgotten?'), 'Yes, forget me');
    await eventually(() => person(GROUP.id) === undefined, 'forgotten');
  });

  it('the alerts end when the bot is removed, and not when the group becomes another', async () => {
    inGroup(ADMIN, '/subscribe@test_bot bbmp');
    await shown('Which dose?');
    server.press(ADMIN, newest('Which dose?'), 'That is all');
    await shown('Alerts are on');
    const left = (chat: object) =>
      server.tell({ my_chat_member: { chat, from: { id: ADMIN }, new_chat_member: { status: 'left' } } });
    server.write(ADMIN, '', {
      chat: { id: -5, type: 'group' },
      text: undefined,
      migrate_to_chat_id: GROUP.id,
    });
    left({ ...GROUP, type: 'group' });
    await eventually(() => server.untold.length === 0, 'all was read');
    expect(person(GROUP.id)?.state).toBe('active');
    left(GROUP);
    await eventually(() => person(GROUP.id)?.state === 'gone', 'ended');
    inGroup(GUEST, '/start@test_bot');
    await shown('You have 1 alert: ended; /resume brings them back.');
    inGroup(ADMIN, '/resume@test_bot');
    await shown('Your alerts are on again');
  });
});

describe('in a channel', () => {
  const post = (text: string, chat: object = CHANNEL) =>
    server.tell({
      channel_post: { message_id: 1, date: Math.floor(Date.now() / 1000), chat, sender_chat: chat, text },
    });

  it('whoever may post may subscribe it', async () => {
    post('/subscribe 560011');
    await shown('Pincode 560011');
    expect(server.messages[0]?.chatId).toBe(String(CHANNEL.id));
    server.press(GUEST, newest('Which dose?'), 'That is all');
    await eventually(() => server.acknowledged.length === 1, 'a reader is refused');
    expect(person(CHANNEL.id)).toBeUndefined();
    server.press(ADMIN, newest('Which dose?'), 'That is all');
    await shown('Alerts are on');
    expect(person(CHANNEL.id)?.subscriptions).toHaveLength(1);
  });

  it('that the operator linked by its name is that one, and not a second', async () => {
    const filters = { dose: null, ageYears: null, vaccine: null, fee: null, minCapacity: 1 };
    rig.store.subscribers.add(
      { channel: 'telegram', address: '@bbmp_slots', place: { areaId: 'cowin:294', pincode: null }, filters },
      Date.now(),
    );
    const named = { ...CHANNEL, username: 'BBMP_Slots' };
    post('/list', named);
    await shown('1. <b>BBMP, Karnataka</b>: every slot');
    post('/subscribe 560011', named);
    await shown('Pincode 560011');
    server.tell({
      callback_query: {
        id: '1',
        from: { id: ADMIN },
        message: { message_id: newest('Which dose?')?.messageId, chat: named },
        data: newest('Which dose?')?.buttons['That is all'],
      },
    });
    await shown('Alerts are on');
    expect(person('@bbmp_slots')?.subscriptions).toHaveLength(2);
    expect(person(CHANNEL.id)).toBeUndefined();
  });
});
