// Answers on their way to Telegram: one after the other in each chat, few at a time in all, and slowly while alerts
// wait, which go first. What Telegram cannot take now is tried again for a while; nothing here ever stops the reading
// of what people say, except when too many answers wait.
import type { Api } from 'grammy';
import type { TelegramPatience } from '../telegram-patience.ts';
import type { Chat } from './incoming.ts';
import type { ChatParts } from './parts.ts';
import { callFor, type Job, type Message } from './reply-call.ts';
import { createReplyLine, type ReplyLine } from './reply-line.ts';
import type { Screen } from './screen.ts';

export interface Replies {
  send(chat: Chat, screen: Screen): void;
  /** Puts a screen in the place of a message; as a new message where that one cannot be changed any more. */
  edit(chat: Chat, messageId: number, screen: Screen): void;
  /** Ends the waiting sign on a pressed button. `text` is shown for a moment; empty: none. */
  acknowledge(callbackId: string, text: string): void;
  /** Resolves when there is room for more, or nobody is to wait for it any more. */
  room(): Promise<void>;
  /** Lets those go who wait for room: whoever stops does not wait for answers that wait. */
  leave(): void;
  /** Sends what waits, for at most `graceMs`, then ends. Safe to call twice. */
  stop(graceMs: number): Promise<void>;
}

const IN_FLIGHT = 3;
/** Between two answers; while alerts wait, they get all that Telegram takes but two a second. */
const GAP_MS = 50;
const GAP_BESIDE_ALERTS_MS = 500;
/** Calls for one answer, whatever Telegram says to them. */
const MOST_CALLS = 4;
/** Answers waiting at most, all chats together. */
const MOST_WAITING = 300;
const LONGEST_REST_MS = 60_000;

/** @param patience the one its calls are made with */
export function createReplies(
  api: Api,
  { clock, log, alertsWait, random }: ChatParts,
  patience: TelegramPatience,
): Replies {
  const lines = new Map<number, ReplyLine>();
  const acknowledgements: Job[] = [];
  const inFlight = new Set<Promise<void>>();
  /** Messages queued or in flight. */
  let waiting = 0;
  let nextMs = 0;
  let pausedUntilMs = 0;
  let rest = new AbortController();
  let roomy = Promise.withResolvers<void>();
  let leaving = false;
  let stopping: Promise<void> | undefined;
  const ended = new AbortController();

  const wake = () => rest.abort();

  function add(message: Message): void {
    if (stopping !== undefined) return;
    const line = lines.get(message.chatId) ?? createReplyLine(message.chatId, clock.monotonicMs());
    lines.set(message.chatId, line);
    const change = line.add(message);
    waiting += change;
    if (change < 1 && message.kind === 'send') log('warn', 'telegram.reply-dropped', { why: 'too-many' });
    wake();
  }

  /** Starts all that may go out now; milliseconds until more may. */
  function pump(): number {
    const nowMs = clock.monotonicMs();
    if (nowMs < pausedUntilMs) return pausedUntilMs - nowMs;
    while (inFlight.size < IN_FLIGHT) {
      const job = acknowledgements.shift();
      if (job === undefined) break;
      launch(job, undefined);
    }
    let soonestMs = LONGEST_REST_MS;
    for (const [chatId, line] of lines) {
      const readyMs = line.readyMs(nowMs);
      if (readyMs === null) {
        if (line.isSpare(nowMs)) lines.delete(chatId);
        continue;
      }
      if (readyMs > nowMs) {
        soonestMs = Math.min(soonestMs, readyMs - nowMs);
        continue;
      }
      if (inFlight.size >= IN_FLIGHT) return LONGEST_REST_MS;
      if (nowMs < nextMs) return nextMs - nowMs;
      nextMs = nowMs + (alertsWait() ? GAP_BESIDE_ALERTS_MS : GAP_MS);
      // Whoever was served goes to the end.
      lines.delete(chatId);
      lines.set(chatId, line);
      launch(line.take(), line);
      return GAP_MS;
    }
    return soonestMs;
  }

  function launch(job: Job, line: ReplyLine | undefined): void {
    const running = attempt(job, line).finally(() => {
      inFlight.delete(running);
      line?.free();
      wake();
    });
    inFlight.add(running);
  }

  async function attempt(job: Job, line: ReplyLine | undefined): Promise<void> {
    job.attempts += 1;
    const then = await callFor({ api, patience }, job.work, job.attempts, random(), ended.signal);
    const againMs = then.kind === 'later' ? clock.monotonicMs() + then.afterMs : 0;
    // Telegram's word holds for all, also where this one is given up.
    if (then.kind === 'later' && then.pausesAll) pausedUntilMs = Math.max(pausedUntilMs, againMs);
    if (then.kind === 'later' && job.attempts < then.most && !ended.signal.aborted) {
      if (line !== undefined) line.putBack(job, then.pausesAll ? 0 : againMs);
      // A sign that waits a second longer than it must is no harm; one that comes late is no use.
      else if (then.pausesAll) acknowledgements.unshift(job);
      return;
    }
    if (then.kind === 'instead' && job.attempts < MOST_CALLS) {
      job.work = then.message;
      line?.putBack(job, 0);
      return;
    }
    if (then.kind !== 'done') log('info', 'telegram.reply-failed', { why: then.why });
    if (line === undefined) return;
    waiting -= 1;
    if (waiting >= MOST_WAITING) return;
    roomy.resolve();
    roomy = Promise.withResolvers();
  }

  async function run(): Promise<void> {
    while (!ended.signal.aborted) {
      rest = new AbortController();
      const restMs = pump();
      const isEmpty = waiting === 0 && acknowledgements.length === 0 && inFlight.size === 0;
      if (stopping !== undefined && isEmpty) return;
      await clock.sleep(Math.max(1, restMs), rest.signal);
    }
  }
  const running = run();

  function leave(): void {
    leaving = true;
    roomy.resolve();
  }

  async function end(graceMs: number): Promise<void> {
    const grace = new AbortController();
    await Promise.race([running, clock.sleep(graceMs, grace.signal)]);
    grace.abort();
    ended.abort();
    wake();
    await running;
    while (inFlight.size > 0) await Promise.all(inFlight);
  }

  return {
    send: ({ id, threadId }, screen) => add({ kind: 'send', chatId: id, threadId, screen }),
    edit: ({ id, threadId }, messageId, screen) =>
      add({ kind: 'edit', chatId: id, threadId, messageId, screen }),
    acknowledge(callbackId, text) {
      if (stopping !== undefined) return;
      acknowledgements.push({ work: { kind: 'acknowledge', callbackId, text }, attempts: 0 });
      wake();
    },
    room: () => (waiting < MOST_WAITING || leaving ? Promise.resolve() : roomy.promise),
    leave,
    stop(graceMs) {
      leave();
      stopping ??= end(graceMs);
      wake();
      return stopping;
    },
  };
}
