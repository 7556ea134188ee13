// What the Bot API tells, read strictly: an update that is not what it says it is, or none of ours, is undefined.
// Texts of people stay inside what is returned; they are shown to nobody else and never logged.

/** Where something was said, and where an answer goes. */
export interface Chat {
  readonly id: number;
  readonly kind: 'private' | 'group' | 'channel';
  /** A group of the old kind, whose id changes when it grows. */
  readonly basic: boolean;
  /** `@name` of a public group or channel, lower case; null where it has none. */
  readonly publicName: string | null;
  /** The topic of a forum. */
  readonly threadId: number | null;
}

/** Who said it. `anonymous`: an admin who speaks in the name of the chat; so does whoever posts in a channel. */
export type Speaker = { readonly userId: number } | 'anonymous';

export type Incoming =
  | {
      readonly kind: 'command';
      readonly chat: Chat;
      readonly by: Speaker;
      /** Lower case, without slash and bot name. */
      readonly name: string;
      readonly text: string;
      /** When it was sent (wall ms). */
      readonly sentAtMs: number;
    }
  /** Anything else in a private chat; `text` is empty for a photo, a voice message, a sticker. */
  | { readonly kind: 'words'; readonly chat: Chat; readonly text: string; readonly sentAtMs: number }
  | {
      readonly kind: 'press';
      readonly callbackId: string;
      readonly data: unknown;
      readonly by: Speaker;
      /** Null for a message so old that Telegram does not say where it stands. */
      readonly chat: Chat | null;
      readonly messageId: number | null;
    }
  /** The chat wants nothing of the bot any more: it was blocked, or removed. */
  | { readonly kind: 'left'; readonly chat: Chat }
  /** A group became a supergroup, which has another id. */
  | { readonly kind: 'moved'; readonly fromId: number; readonly toId: number };

type Fields = Readonly<Record<string, unknown>>;

const COMMAND = /^\/([a-z_]{1,32})(?:@(\w{1,64}))?(?:\s+([\s\S]*))?$/i;
/** What people send that holds no text we could read. Other messages without text are notices of Telegram's own. */
const TEXTLESS = [
  'photo',
  'sticker',
  'voice',
  'video',
  'video_note',
  'audio',
  'document',
  'animation',
  'location',
  'contact',
];

/** @param botName the bot's user name without `@` */
export function incomingOf(update: unknown, botName: string): Incoming | undefined {
  const { message, channel_post, callback_query, my_chat_member } = fieldsOf(update);
  if (message !== undefined) return movedIn(fieldsOf(message)) ?? saidIn(fieldsOf(message), botName);
  if (channel_post !== undefined) return saidIn(fieldsOf(channel_post), botName);
  if (callback_query !== undefined) return pressIn(fieldsOf(callback_query));
  if (my_chat_member !== undefined) return leftIn(fieldsOf(my_chat_member));
  return undefined;
}

function saidIn(message: Fields, botName: string): Incoming | undefined {
  const chat = chatOf(message);
  const by = chat === undefined ? undefined : speakerOf(message, chat);
  // A channel's posts come a second time in the group where they are discussed.
  if (chat === undefined || by === undefined || message.is_automatic_forward === true) return undefined;
  const sentAtMs = integer(message.date) === undefined ? 0 : Number(message.date) * 1000;
  const text = typeof message.text === 'string' ? message.text.trim() : undefined;
  const [, name, addressee, rest = ''] = COMMAND.exec(text ?? '') ?? [];
  if (name !== undefined) {
    const ours = addressee?.toLowerCase() === botName.toLowerCase();
    // In a group a bare command may be meant for any bot.
    if (addressee === undefined ? chat.kind === 'group' : !ours) return undefined;
    return { kind: 'command', chat, by, name: name.toLowerCase(), text: rest.trim(), sentAtMs };
  }
  if (chat.kind !== 'private') return undefined;
  if (text === undefined && !TEXTLESS.some((field) => message[field] !== undefined)) return undefined;
  return { kind: 'words', chat, text: text ?? '', sentAtMs };
}

function pressIn(query: Fields): Incoming | undefined {
  const { id, data, message } = query;
  const userId = integer(fieldsOf(query.from).id);
  if (typeof id !== 'string' || userId === undefined) return undefined;
  const fields = fieldsOf(message);
  const chat = chatOf(fields) ?? null;
  const messageId = integer(fields.message_id) ?? null;
  return { kind: 'press', callbackId: id, data, by: { userId }, chat, messageId };
}

/** Said in both groups, with the id of the other. */
function movedIn(message: Fields): Incoming | undefined {
  const hereId = integer(fieldsOf(message.chat).id);
  const fromId = integer(message.migrate_from_chat_id) ?? hereId;
  const toId = integer(message.migrate_to_chat_id) ?? hereId;
  if (fromId === undefined || toId === undefined || fromId === toId) return undefined;
  return { kind: 'moved', fromId, toId };
}

function leftIn(change: Fields): Incoming | undefined {
  const chat = chatOf(change);
  const status = fieldsOf(change.new_chat_member).status;
  if (chat === undefined || (status !== 'kicked' && status !== 'left')) return undefined;
  return { kind: 'left', chat };
}

function chatOf(message: Fields): Chat | undefined {
  const { id, type, username } = fieldsOf(message.chat);
  const chatId = integer(id);
  const kind = type === 'supergroup' ? 'group' : type;
  if (chatId === undefined || (kind !== 'private' && kind !== 'group' && kind !== 'channel'))
    return undefined;
  const isPublic = kind !== 'private' && typeof username === 'string' && /^\w{4,64}$/.test(username);
  const threadId = message.is_topic_message === true ? integer(message.message_thread_id) : undefined;
  return {
    id: chatId,
    kind,
    basic: type === 'group',
    publicName: isPublic ? `@${username.toLowerCase()}` : null,
    threadId: threadId ?? null,
  };
}

function speakerOf(message: Fields, chat: Chat): Speaker | undefined {
  if (chat.kind === 'channel') return 'anonymous';
  const inTheNameOf = integer(fieldsOf(message.sender_chat).id);
  // Somebody who speaks as another channel of theirs is nobody we could ask about.
  if (inTheNameOf !== undefined) return inTheNameOf === chat.id ? 'anonymous' : undefined;
  const { id, is_bot } = fieldsOf(message.from);
  const userId = integer(id);
  return userId === undefined || is_bot === true ? undefined : { userId };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function integer(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}
