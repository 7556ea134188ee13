// One call that brings an answer to Telegram, and what its outcome means for that answer. It decides nothing about when.
import { type Api, GrammyError, HttpError } from 'grammy';
import { backoffMs, LONGEST_ASKED_MS } from '../../src/core/backoff.ts';
import type { TelegramPatience } from '../telegram-patience.ts';
import { type ApiSignal, DEFAULT_WAIT_MS, TransportError } from '../telegram-transport.ts';
import { keyboardOf, type Screen } from './screen.ts';

interface Shown {
  readonly chatId: number;
  /** The topic of a forum, or null. */
  readonly threadId: number | null;
  readonly screen: Screen;
}

/** A message of a chat: a new one, or one that is put in the place of another. */
export type Message =
  | (Shown & { readonly kind: 'send' })
  | (Shown & { readonly kind: 'edit'; readonly messageId: number });

/** `acknowledge` ends the waiting sign on a pressed button, with a text shown for a moment. */
export type Work =
  | Message
  | { readonly kind: 'acknowledge'; readonly callbackId: string; readonly text: string };

/** Work, and how often it was tried. */
export interface Job {
  work: Work;
  attempts: number;
}

/** `later`: again after so long, unless it was tried `most` times; `pausesAll`: nothing else goes out meanwhile. */
export type Then =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly why: string }
  | {
      readonly kind: 'later';
      readonly why: string;
      readonly afterMs: number;
      readonly most: number;
      readonly pausesAll: boolean;
    }
  /** `instead`: another message in its place, at once. */
  | { readonly kind: 'instead'; readonly why: string; readonly message: Message };

const ATTEMPTS = 4;
/** How long an answer waits for its own group (ms). */
const LONGEST_OWN_WAIT_MS = 60_000;
/** What perhaps arrived is sent once more: twice is better than never. */
const ATTEMPTS_IN_DOUBT = 2;

/**
 * Makes the call. Never rejects.
 * @param attempt 1 for the first
 * @param random in [0, 1)
 */
export async function callFor(
  { api, patience }: { readonly api: Api; readonly patience: TelegramPatience },
  work: Work,
  attempt: number,
  random: number,
  signal: AbortSignal,
): Promise<Then> {
  try {
    await call(api, work, signal as ApiSignal);
    return { kind: 'done' };
  } catch (error) {
    const afterMs = backoffMs(attempt, 1_000, 8_000, random);
    if (error instanceof GrammyError) return afterRefusal(error, work, afterMs, patience);
    if (!(error instanceof HttpError)) return { kind: 'failed', why: 'bug' };
    const surelyNot = error.error instanceof TransportError && error.error.phase !== 'unanswered';
    const most = surelyNot || work.kind === 'edit' ? ATTEMPTS : ATTEMPTS_IN_DOUBT;
    return { kind: 'later', why: 'unreachable', afterMs, most, pausesAll: false };
  }
}

async function call(api: Api, work: Work, signal: ApiSignal): Promise<void> {
  if (work.kind === 'acknowledge') {
    await api.answerCallbackQuery(work.callbackId, work.text === '' ? {} : { text: work.text }, signal);
    return;
  }
  const { chatId, threadId, screen } = work;
  const keyboard = keyboardOf(screen.keys);
  const how = {
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    ...(keyboard === undefined ? {} : { reply_markup: keyboard }),
  } as const;
  if (work.kind === 'edit') {
    await api.editMessageText(chatId, work.messageId, screen.text.html, how, signal);
    return;
  }
  const thread = threadId === null ? {} : { message_thread_id: threadId };
  await api.sendMessage(chatId, screen.text.html, { ...how, ...thread }, signal);
}

function afterRefusal(
  { error_code: status, description, parameters }: GrammyError,
  work: Work,
  afterMs: number,
  patience: TelegramPatience,
): Then {
  const why = `http-${status}`;
  if (status === 429) {
    const askedMs = (parameters.retry_after ?? 0) * 1000 || DEFAULT_WAIT_MS;
    const pausesAll = patience.restMs(null) > 0;
    // Answers to one group that wait for an hour would in the end take the place of everybody else's.
    if (!pausesAll && askedMs > LONGEST_OWN_WAIT_MS) return { kind: 'failed', why };
    return { kind: 'later', why, afterMs: Math.min(askedMs, LONGEST_ASKED_MS), most: ATTEMPTS, pausesAll };
  }
  if (status >= 500) return { kind: 'later', why, afterMs, most: ATTEMPTS, pausesAll: false };
  if (status !== 400 || work.kind === 'acknowledge') return { kind: 'failed', why };
  if (/message is not modified/i.test(description)) return { kind: 'done' };
  const { chatId, threadId, screen } = work;
  const movedTo = parameters.migrate_to_chat_id;
  if (movedTo !== undefined && movedTo !== chatId) {
    return { kind: 'instead', why, message: { kind: 'send', chatId: movedTo, threadId: null, screen } };
  }
  // The message is gone, or too old to be changed.
  return work.kind === 'edit'
    ? { kind: 'instead', why, message: { kind: 'send', chatId, threadId, screen } }
    : { kind: 'failed', why };
}
