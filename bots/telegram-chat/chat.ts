// The Telegram conversation as a whole: reads what people write, lets it be answered, brings the answers back.
// One update that cannot be dealt with harms no other. What people write, and who they are, is never logged.
import { Bot } from 'grammy';
import type { Addressee } from '../../src/core/self-service.ts';
import { destroyAgents, keepAliveAgents } from '../http-call.ts';
import { telegramPatience } from '../telegram-patience.ts';
import { telegramRoot, telegramTransport } from '../telegram-transport.ts';
import { createAdmins } from './admins.ts';
import { commandScreen, isChange, leavesMessage, pressScreen, wordsScreen } from './conversation.ts';
import { createFlood, HEARD_AGAIN_S } from './flood.ts';
import { type Chat, type Incoming, incomingOf, type Speaker } from './incoming.ts';
import { setMenu } from './menu.ts';
import type { ChatParts } from './parts.ts';
import { type Press, readPress } from './press.ts';
import { createReader } from './reader.ts';
import { createReplies } from './replies.ts';
import { type Screen, screen } from './screen.ts';
import type { Turn } from './turn.ts';
import { oldButton } from './welcome.ts';

export interface TelegramChat {
  /** Begins to read; returns at once. */
  start(): void;
  /** Reads nothing more, sends the answers that wait, frees everything. Safe to call twice. */
  stop(): Promise<void>;
  /** Why nobody is answered, in a sentence or two for the operator; empty while all is well. */
  trouble(): string;
}

type Pressed = Extract<Incoming, { kind: 'press' }>;
type Said = Extract<Incoming, { kind: 'command' | 'words' }>;

/** The poll, a question about an admin, and the answers. */
const MAX_SOCKETS = 5;
/** Many long messages at once. */
const READ_CAP_BYTES = 8 * 1024 * 1024;
/** How long answers that wait may take when stopping. */
const STOP_GRACE_MS = 3_000;
/** Before an update that failed is dealt with once more: the database may have been busy. */
const AGAIN_MS = 500;
/** Updates remembered as dealt with, should Telegram tell them again. */
const REMEMBERED = 1_000;

const ONLY_ADMINS = 'Only admins of this chat can change its alerts.';
const ADMIN_UNKNOWN = 'Telegram did not say whether you are an admin here. Please try again in a moment.';
const FAILED = 'That did not work just now. Please try again in a minute.';
const SLOW_DOWN = `Too much at once. Wait ${HEARD_AGAIN_S} seconds, then go on.`;

export function telegramChat(parts: ChatParts): TelegramChat {
  const { clock, log, self } = parts;
  const agents = keepAliveAgents(MAX_SOCKETS);
  const timeoutMs = parts.timeoutMs ?? 15_000;
  const patience = parts.patience ?? telegramPatience(clock.monotonicMs);
  const pollMs = (parts.pollSeconds ?? 30) * 1000 + timeoutMs;
  const bot = new Bot(parts.token, {
    client: {
      apiRoot: telegramRoot(parts.apiRoot),
      fetch: telegramTransport({
        agents,
        timeoutMs: (method) => (method === 'getUpdates' ? pollMs : timeoutMs),
        capBytes: READ_CAP_BYTES,
        patience,
      }),
      // The transport's limit comes first; this one only guards against a transport that never answers.
      timeoutSeconds: Math.ceil(pollMs / 1000) + 5,
    },
  });
  const replies = createReplies(bot.api, parts, patience);
  const admins = createAdmins(bot.api, clock.monotonicMs);
  const flood = createFlood();
  const menu = new AbortController();
  let menuIsSet = false;
  const reader = createReader(bot, parts, () => void giveMenu());
  const dealtWith = new Set<number>();

  async function giveMenu(): Promise<void> {
    if (menuIsSet) return;
    try {
      await setMenu(bot.api, menu.signal);
      menuIsSet = true;
    } catch {
      log('info', 'telegram.menu-not-set');
    }
  }

  bot.use(async ({ update }) => {
    if (dealtWith.has(update.update_id)) return;
    await replies.room();
    const incoming = incomingOf(update, bot.botInfo.username);
    if (incoming !== undefined) await deal(incoming);
    dealtWith.add(update.update_id);
    for (const oldest of dealtWith) {
      if (dealtWith.size <= REMEMBERED) break;
      dealtWith.delete(oldest);
    }
  });

  async function deal(incoming: Incoming): Promise<void> {
    if (!isHeard(incoming)) return;
    try {
      await answer(incoming);
    } catch {
      // What is asked for is a state, so asking again changes nothing that was done already.
      await clock.sleep(AGAIN_MS);
      try {
        await answer(incoming);
      } catch (error) {
        log('error', 'telegram.update-failed', {
          kind: incoming.kind,
          error: error instanceof Error ? error.name : 'unknown',
        });
        if (incoming.kind === 'press') replies.acknowledge(incoming.callbackId, FAILED);
        else if (incoming.kind === 'command' || incoming.kind === 'words')
          replies.send(incoming.chat, screen([FAILED]));
      }
    }
  }

  /** Says once when it is too much. */
  function isHeard(incoming: Incoming): boolean {
    if (incoming.kind === 'left' || incoming.kind === 'moved' || incoming.chat === null) return true;
    const heard = flood.ask(incoming.chat.id, clock.monotonicMs());
    if (heard === 'slow') {
      log('info', 'telegram.slowed-down');
      if (incoming.kind === 'press') replies.acknowledge(incoming.callbackId, SLOW_DOWN);
      else replies.send(incoming.chat, screen([SLOW_DOWN]));
    }
    return heard === 'fine';
  }

  function answer(incoming: Incoming): Promise<void> {
    switch (incoming.kind) {
      case 'command':
      case 'words':
        return answerSaid(incoming);
      case 'press':
        return answerPress(incoming);
      case 'left':
        return onLeft(incoming.chat);
      case 'moved':
        return onMoved(String(incoming.fromId), String(incoming.toId));
    }
  }

  async function answerSaid(said: Said): Promise<void> {
    const { chat } = said;
    if (said.kind === 'command' && isChange({ command: said.name })) {
      const refusal = await refusalOf(chat, said.by);
      if (refusal !== '') return replies.send(chat, screen([refusal]));
    }
    const turn = await turnOf(chat, said.sentAtMs);
    const shown = await (said.kind === 'command'
      ? commandScreen(turn, said.name, said.text)
      : wordsScreen(turn, said.text));
    replies.send(chat, shown);
  }

  async function answerPress({ chat, messageId, callbackId, data, by }: Pressed): Promise<void> {
    const press = readPress(data);
    if (chat === null) return replies.acknowledge(callbackId, 'This button is old. /list shows your alerts.');
    if (press !== undefined && isChange({ press })) {
      const refusal = await refusalOf(chat, by);
      if (refusal !== '') return replies.acknowledge(callbackId, refusal);
    }
    const turn = await turnOf(chat, clock.wallMs());
    const shown = press === undefined ? oldButton() : await pressScreen(turn, press);
    replies.acknowledge(callbackId, '');
    show(chat, messageId, press, shown);
  }

  function show(chat: Chat, messageId: number | null, press: Press | undefined, shown: Screen): void {
    // An alert stays where it is, also below a button nobody can read any more.
    if (messageId === null || press === undefined || leavesMessage(press)) replies.send(chat, shown);
    else replies.edit(chat, messageId, shown);
  }

  async function refusalOf(chat: Chat, by: Speaker): Promise<string> {
    const may = await admins.mayChange(chat, by);
    if (may === 'yes') return '';
    return may === 'no' ? ONLY_ADMINS : ADMIN_UNKNOWN;
  }

  /** A group of the old kind is left alone: it may have moved. */
  async function onLeft(chat: Chat): Promise<void> {
    if (chat.basic) return;
    const person = await self.find(await addresseeOf(chat));
    if (person !== undefined) await self.unsubscribe(person.id);
  }

  async function onMoved(from: string, to: string): Promise<void> {
    const person = await self.find({ channel: 'telegram', address: from });
    if (person !== undefined) await self.move(person.id, to);
  }

  async function turnOf(chat: Chat, sentAtMs: number): Promise<Turn> {
    const nowMs = clock.wallMs();
    const askedAtMs = sentAtMs === 0 ? nowMs : Math.min(sentAtMs, nowMs);
    const { places, pollsEvery } = parts;
    const to = await addresseeOf(chat);
    return { self, places, pollsEvery, to, chat, nowMs, askedAtMs, botName: bot.botInfo.username };
  }

  /** A chat the operator added by its public name is known by that. */
  async function addresseeOf({ id, publicName }: Chat): Promise<Addressee> {
    const byName = { channel: 'telegram', address: publicName ?? '' } as const;
    if (publicName !== null && (await self.find(byName)) !== undefined) return byName;
    return { channel: 'telegram', address: String(id) };
  }

  async function end(): Promise<void> {
    replies.leave();
    await reader.stop();
    menu.abort();
    await replies.stop(STOP_GRACE_MS);
    destroyAgents(agents);
  }
  let stopping: Promise<void> | undefined;

  return {
    start: reader.start,
    stop() {
      stopping ??= end();
      return stopping;
    },
    trouble: reader.trouble,
  };
}
