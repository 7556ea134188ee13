// The answers that wait in one chat, and when the next may go out: a few at once, then one a second, in groups one in
// three, as Telegram takes them. Reckons in monotonic time and never waits itself.
import type { Job, Message } from './reply-call.ts';

export interface ReplyLine {
  /** Takes a message in; returns by how many more now wait: 0 when it took the place of one that waited. */
  add(message: Message): 0 | 1;
  /** When the next may go out (monotonic ms); null: nothing waits, or one is in flight. */
  readyMs(nowMs: number): number | null;
  /** The next, which is in flight then. There is one when `readyMs` has come. */
  take(): Job;
  /** The one in flight is to be tried again, not before `notBeforeMs`. */
  putBack(job: Job, notBeforeMs: number): void;
  /** Nothing is in flight any more. */
  free(): void;
  /** Whether nothing would be lost by forgetting the line. */
  isSpare(nowMs: number): boolean;
}

const BURST = 4;
const REFILL_MS = 1_050;
const GROUP_REFILL_MS = 3_050;
/** Above this many the oldest gives way: the newest says how things stand. */
const MOST = 6;

/** @param chatId negative for groups and channels */
export function createReplyLine(chatId: number, nowMs: number): ReplyLine {
  const refillMs = chatId < 0 ? GROUP_REFILL_MS : REFILL_MS;
  const jobs: Job[] = [];
  let tokens = BURST;
  let countedMs = nowMs;
  let notBeforeMs = 0;
  let busy = false;

  function refill(toMs: number): void {
    const gained = Math.max(0, Math.floor((toMs - countedMs) / refillMs));
    tokens = Math.min(BURST, tokens + gained);
    countedMs += gained * refillMs;
  }

  return {
    add(message) {
      // Of one message only the last state matters.
      const older = jobs.find(
        ({ work }) => message.kind === 'edit' && work.kind === 'edit' && work.messageId === message.messageId,
      );
      if (older !== undefined) {
        older.work = message;
        return 0;
      }
      jobs.push({ work: message, attempts: 0 });
      if (jobs.length <= MOST) return 1;
      jobs.shift();
      return 0;
    },
    readyMs(atMs) {
      refill(atMs);
      if (jobs.length === 0 || busy) return null;
      return Math.max(notBeforeMs, tokens > 0 ? atMs : countedMs + refillMs);
    },
    take() {
      const job = jobs.shift();
      if (job === undefined) throw new RangeError('no answer waits in this chat');
      tokens -= 1;
      busy = true;
      return job;
    },
    putBack(job, untilMs) {
      jobs.unshift(job);
      notBeforeMs = untilMs;
    },
    free() {
      busy = false;
    },
    isSpare(atMs) {
      refill(atMs);
      return jobs.length === 0 && !busy && tokens >= BURST;
    },
  };
}
