// Reads what people write, by grammY's long polling: an update is confirmed to Telegram only after it was dealt with,
// so nothing is lost in a crash. It rides out every trouble and says what it is; sending is none of its business.
import { type Bot, GrammyError } from 'grammy';
import { backoffMs } from '../../src/core/backoff.ts';
import { durationText } from '../../src/core/ist.ts';
import type { ApiSignal } from '../telegram-transport.ts';
import type { ChatParts } from './parts.ts';

export interface Reader {
  /** Begins to read; returns at once. */
  start(): void;
  /** Reads nothing more, once the update in hand is dealt with. Safe to call twice. */
  stop(): Promise<void>;
  /** Why nothing is read, in a sentence or two for the operator; empty while all is well. */
  trouble(): string;
}

/** Only what the conversation understands. */
const UPDATES = ['message', 'channel_post', 'callback_query', 'my_chat_member'] as const;
/** So few that an answer with the longest messages there are stays well below what the transport reads. */
const UPDATES_AT_ONCE = 50;

/** After a refusal nobody but the operator can mend, and after the third conflict in a row. */
const LONG_REST_MS = 5 * 60_000;
/** A process that was just killed may still hold a poll at Telegram: the first conflicts are most likely its. */
const CONFLICT_RESTS_MS = [5_000, 40_000];
const LONGEST_WAIT_MS = 60_000;
/** Failures in a row before they are called a trouble. */
const TROUBLE_FROM = 3;
/** Least time from one poll that brings nothing to the next. */
const EMPTY_REST_MS = 100;
/** How long the last words to Telegram may take when stopping. */
const GOODBYE_MS = 3_000;

const NOTHING = { ok: true, result: [] as never } as const;

/** @param onReady called each time before reading begins */
export function createReader(bot: Bot, parts: ChatParts, onReady: () => void): Reader {
  const { clock, log, random } = parts;
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let stopped: Promise<void> | undefined;
  let trouble = '';
  let failures = 0;
  let conflicts = 0;
  /** The number after that of the last update that was dealt with. */
  let readsOn: number | undefined;
  let confirming = false;
  let dealing: Promise<unknown> = Promise.resolve();

  function say(sentence: string, why: string): void {
    if (trouble === sentence) return;
    trouble = sentence;
    log(sentence === '' ? 'info' : 'warn', sentence === '' ? 'telegram.reading' : 'telegram.unread', {
      ...(sentence !== '' && { why }),
    });
  }

  /** Counts a failure that will pass by itself, and waits. */
  async function afterFailure(why: string, askedMs: number): Promise<void> {
    failures += 1;
    if (failures >= TROUBLE_FROM)
      say(`Telegram cannot be asked what people write (${why}). It is tried again.`, why);
    const waitMs = Math.max(askedMs, backoffMs(failures, 1_000, LONGEST_WAIT_MS, random()));
    await clock.sleep(waitMs, stopping.signal);
  }

  function afterSuccess(): void {
    failures = 0;
    conflicts = 0;
    say('', '');
  }

  // Every call that can fail and be tried again is tried again here, where waiting can be cut short: grammY's own
  // waits cannot, and would hold up a stop for as long as Telegram asked for patience.
  bot.api.config.use(async (prev, method, payload, signal) => {
    // A webhook belongs to another program of the operator's: it is reported as a conflict, not taken away.
    if (method === 'deleteWebhook') return { ok: true, result: true as never };
    if (method !== 'getUpdates') return prev(method, payload, signal);
    for (;;) {
      if (stopping.signal.aborted) return confirming ? prev(method, payload, signal) : NOTHING;
      try {
        const askedMs = clock.monotonicMs();
        const answer = await prev(method, payload, signal);
        if (answer.ok) {
          const updates = usable(answer.result);
          if (updates !== undefined) {
            afterSuccess();
            // Whoever answers "nothing" without waiting for something would be asked without end.
            const early = updates.length === 0 && clock.monotonicMs() - askedMs < EMPTY_REST_MS;
            if (early) await clock.sleep(EMPTY_REST_MS, stopping.signal);
            return { ok: true, result: updates as never };
          }
          await afterFailure('unreadable', 0);
        } else if (answer.error_code === 401 || answer.error_code === 404 || answer.error_code === 409) {
          return { ...answer, error_code: answer.error_code === 404 ? 401 : answer.error_code };
        } else {
          const askedMs = Math.min((answer.parameters?.retry_after ?? 0) * 1000, LONG_REST_MS);
          await afterFailure(`http-${answer.error_code}`, askedMs);
        }
      } catch {
        if (!stopping.signal.aborted) await afterFailure('no answer', 0);
      }
    }
  });

  bot.use(async (context, next) => {
    if (stopping.signal.aborted) throw new Error('stopping');
    dealing = next();
    await dealing;
    readsOn = context.update.update_id + 1;
  });
  bot.catch((error) => {
    // What people wrote never gets here: whoever deals with it catches its own errors.
    if (stopping.signal.aborted) throw error;
    log('error', 'telegram.bug', { error: error.error instanceof Error ? error.error.name : 'unknown' });
  });

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const me = await bot.api.getMe(stopping.signal as ApiSignal);
        if (typeof me?.username !== 'string') {
          await afterFailure('unreadable', 0);
          continue;
        }
        bot.botInfo = me;
        onReady();
        await bot.start({
          allowed_updates: UPDATES,
          limit: UPDATES_AT_ONCE,
          timeout: parts.pollSeconds ?? 30,
        });
      } catch (error) {
        if (stopping.signal.aborted) return;
        await afterRefusal(error);
      }
    }
  }

  async function afterRefusal(error: unknown): Promise<void> {
    const status = error instanceof GrammyError ? error.error_code : undefined;
    if (status === 401 || status === 404) {
      say(
        'Telegram does not know the bot token, so nobody can talk to the bot. Take it again from @BotFather and set ' +
          'VACCINE_WATCH_TELEGRAM_TOKEN.',
        'unauthorized',
      );
      await clock.sleep(LONG_REST_MS, stopping.signal);
    } else if (status === 409) {
      conflicts += 1;
      const restMs = CONFLICT_RESTS_MS[conflicts - 1] ?? LONG_REST_MS;
      if (conflicts > 1) {
        say(
          'Another program reads what people write to this bot (a second copy of this one, or a webhook), so it is not ' +
            `read here; alerts are sent as ever. End the other one: it is tried again every ${durationText(LONG_REST_MS)}.`,
          'conflict',
        );
      }
      await clock.sleep(restMs, stopping.signal);
    } else {
      const askedS = error instanceof GrammyError ? (error.parameters.retry_after ?? 0) : 0;
      await afterFailure(
        status === undefined ? 'no answer' : `http-${status}`,
        Math.min(askedS * 1000, LONG_REST_MS),
      );
    }
  }

  async function end(): Promise<void> {
    stopping.abort();
    await dealing.catch(() => undefined);
    await bot.stop();
    await running;
    // What was dealt with is confirmed and no more; what the call brings is left for the next start.
    if (readsOn === undefined || trouble !== '') return;
    confirming = true;
    const goodbye = AbortSignal.timeout(GOODBYE_MS) as ApiSignal;
    await bot.api.getUpdates({ offset: readsOn, limit: 1, timeout: 0 }, goodbye).catch(() => undefined);
  }

  return {
    start() {
      if (!stopping.signal.aborted) running ??= run();
    },
    stop() {
      stopped ??= end();
      return stopped;
    },
    trouble: () => trouble,
  };
}

/** The updates that say which they are, by number; undefined when none does, or the answer is no list. */
function usable(result: unknown): readonly object[] | undefined {
  if (!Array.isArray(result)) return undefined;
  const updates = result.filter(
    (one) => typeof one === 'object' && one !== null && Number.isSafeInteger(one.update_id),
  );
  return updates.length === 0 && result.length > 0 ? undefined : updates;
}
