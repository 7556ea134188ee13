// Updates as the Bot API sends them, and as nobody should: what is understood, what is passed over.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incomingOf } from '../../../bots/telegram-chat/incoming.ts';

const ASHA = { id: 42, is_bot: false, first_name: 'Asha' };
const PRIVATE = { id: 42, type: 'private', first_name: 'Asha' };
const GROUP = { id: -1001, type: 'supergroup', title: 'Family' };
const CHANNEL = { id: -1002, type: 'channel', title: 'Slots', username: 'BBMP_slots' };

function message(text: string | undefined, more: Record<string, unknown> = {}) {
  return incomingOf(
    {
      update_id: 1,
      message: { message_id: 5, date: 1_620_000_000, chat: PRIVATE, from: ASHA, text, ...more },
    },
    'Slot_bot',
  );
}

describe('what somebody writes', () => {
  it('is a command with what follows it', () => {
    expect(message('/Subscribe   bbmp  ')).toMatchObject({
      kind: 'command',
      name: 'subscribe',
      text: 'bbmp',
      sentAtMs: 1_620_000_000_000,
    });
    expect(message('/quiet\n22-7')).toMatchObject({ name: 'quiet', text: '22-7' });
    expect(message('/start@slot_BOT 5')).toMatchObject({ name: 'start', text: '5' });
    expect(message('/start@other_bot')).toBeUndefined();
  });

  it('is a place in a private chat, and nobody’s business elsewhere', () => {
    expect(message(' bbmp ')).toMatchObject({ kind: 'words', text: 'bbmp' });
    expect(message('bbmp', { chat: GROUP })).toBeUndefined();
    expect(message('560011', { chat: GROUP })).toBeUndefined();
  });

  it('is answered also when it is a photo or a voice message, but not when Telegram itself speaks', () => {
    expect(message(undefined, { voice: {} })).toMatchObject({ kind: 'words', text: '' });
    expect(message(undefined, { sticker: {} })).toMatchObject({ kind: 'words', text: '' });
    expect(message(undefined, { pinned_message: {} })).toBeUndefined();
    expect(message(undefined, { chat: GROUP, photo: [] })).toBeUndefined();
  });

  it('counts in a group only with the bot’s name', () => {
    expect(message('/stop', { chat: GROUP })).toBeUndefined();
    expect(message('/stop@Slot_bot', { chat: GROUP })).toMatchObject({ kind: 'command', by: { userId: 42 } });
  });

  it('comes from an admin who hides behind the group', () => {
    const by = { chat: GROUP, from: { id: 1087968824, is_bot: true, username: 'GroupAnonymousBot' } };
    expect(message('/list@slot_bot', { ...by, sender_chat: GROUP })).toMatchObject({ by: 'anonymous' });
    expect(message('/list@slot_bot', { ...by, sender_chat: CHANNEL })).toBeUndefined();
    expect(message('/list@slot_bot', by)).toBeUndefined();
  });

  it('in a channel is the channel’s own word, and not heard again in the group where it is discussed', () => {
    const post = { message_id: 1, date: 1, chat: CHANNEL, sender_chat: CHANNEL, text: '/subscribe bbmp' };
    expect(incomingOf({ update_id: 1, channel_post: post }, 'slot_bot')).toMatchObject({
      kind: 'command',
      by: 'anonymous',
      chat: { id: -1002, kind: 'channel', publicName: '@bbmp_slots' },
    });
    expect(
      message('/subscribe@slot_bot bbmp', { chat: GROUP, sender_chat: CHANNEL, is_automatic_forward: true }),
    ).toBeUndefined();
  });

  it('keeps to the topic of a forum', () => {
    expect(
      message('/list@slot_bot', { chat: GROUP, is_topic_message: true, message_thread_id: 9 }),
    ).toMatchObject({ chat: { threadId: 9 } });
    expect(message('/list@slot_bot', { chat: GROUP, message_thread_id: 9 })).toMatchObject({
      chat: { threadId: null },
    });
  });
});

describe('the rest of what is told', () => {
  it('is a pressed button, wherever its message is', () => {
    const query = { id: '7', from: ASHA, data: '1S', chat_instance: '1' };
    expect(
      incomingOf(
        { update_id: 1, callback_query: { ...query, message: { message_id: 5, chat: GROUP } } },
        'b',
      ),
    ).toMatchObject({
      kind: 'press',
      data: '1S',
      by: { userId: 42 },
      messageId: 5,
      chat: { id: -1001 },
    });
    expect(incomingOf({ update_id: 1, callback_query: query }, 'b')).toMatchObject({
      kind: 'press',
      chat: null,
      messageId: null,
    });
  });

  it('is that the bot was blocked or removed, and not that it was let in', () => {
    const change = (status: string, chat: object = PRIVATE) =>
      incomingOf(
        { update_id: 1, my_chat_member: { chat, from: ASHA, date: 1, new_chat_member: { status } } },
        'b',
      );
    expect(change('kicked')).toMatchObject({ kind: 'left', chat: { id: 42 } });
    expect(change('left', { id: -5, type: 'group' })).toMatchObject({ kind: 'left', chat: { basic: true } });
    expect(change('member')).toBeUndefined();
    expect(change('administrator', CHANNEL)).toBeUndefined();
  });

  it('is a move when a group became a supergroup, said in the one and in the other', () => {
    const moved = { kind: 'moved', fromId: -5, toId: -1001 };
    const before = { chat: { id: -5, type: 'group' }, migrate_to_chat_id: -1001 };
    expect(message(undefined, before)).toEqual(moved);
    expect(message(undefined, { chat: { id: -1001, type: 'supergroup' }, migrate_from_chat_id: -5 })).toEqual(
      moved,
    );
    expect(message(undefined, { ...before, migrate_to_chat_id: '-1001' })).toBeUndefined();
    expect(message(undefined, { ...before, migrate_to_chat_id: -5 })).toBeUndefined();
  });

  it('never throws, whatever comes', () => {
    const keys = [
      'message',
      'channel_post',
      'callback_query',
      'my_chat_member',
      'chat',
      'from',
      'id',
      'type',
      'text',
      'data',
      'new_chat_member',
      'status',
      'sender_chat',
    ];
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, fc.anything(), fc.dictionary(fc.constantFrom(...keys), tie('tree'))),
    }));
    fc.assert(
      fc.property(tree, (update) => void incomingOf(update, 'slot_bot')),
      { numRuns: 3_000 },
    );
  });
});
