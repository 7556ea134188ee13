// Whether a lane may send: on, waiting because the provider asked or fails, stopped until the operator mends something,
// or paused until they resume it. It asks the provider at the start and, while something is wrong, now and then, so that
// what is mended there needs no restart here. Asking holds up no send, but where one was left without an answer: what may
// have arrived is sent again once only, and must not be thrown after the first into the same silence.
import type { Clock } from '../clock.ts';
import { backoffMs } from '../core/backoff.ts';
import type { Channel, ChannelCheck } from '../core/outcome.ts';
import type { ChannelState } from '../core/snapshot.ts';
import type { Log } from '../log.ts';
import type { LanePolicy } from './policy.ts';
import type { LaneMove } from './settlement.ts';
import { doubtText, pausedText, stoppedText, waitingText } from './wording.ts';

export type LaneState = Pick<ChannelState, 'state' | 'detail' | 'unreachable'>;

export interface Gate {
  /** Milliseconds to wait before sending; 0: send. Infinite while stopped or held. */
  waitMs(): number;
  /** Takes in what an outcome means for the lane. */
  apply(move: LaneMove): void;
  /** A send succeeded, whatever the provider said when it was asked. */
  sent(): void;
  /** The operator has what is owed wait, or go on; what is wrong otherwise is looked after all the same. */
  hold(held: boolean): void;
  state(): LaneState;
  /** Asks nothing any more. */
  close(): void;
}

/** So many failures in a row are the provider's, and the whole lane waits. */
const TROUBLE_FROM = 3;
/** Between questions to a provider that left a send without an answer and is silent still; the longest, too. */
const PROVE_MS = 1_000;
const LONGEST_PROVE_MS = 15_000;

/** @param onOpen called when a stopped or held lane may go on */
export function createGate(
  channel: Channel,
  policy: LanePolicy,
  clock: Clock,
  log: Log,
  random: () => number,
  onOpen: () => void,
): Gate {
  let pausedUntilMs = 0;
  let pauseWhy = '';
  let pausedByTrouble = false;
  /** Why nothing may be sent, in a sentence. By `check`: the provider was asked; by `send`: a send was refused. */
  let stopped: { readonly by: 'check' | 'send'; readonly detail: string } | undefined;
  /** What the provider's silence was called when it was asked; sends are tried all the same. */
  let unreachable: string | undefined;
  let failures = 0;
  /** Why it is not known whether a message arrived, until the provider answers a question put after that. */
  let doubt: string | undefined;
  let doubts = 0;
  /** Sends that succeeded: an answer to a question asked before the last of them is no news. */
  let sent = 0;
  let asking = false;
  let held = false;
  const closing = new AbortController();

  const left = () => Math.max(0, pausedUntilMs - clock.monotonicMs());

  function pause(why: string, forMs: number, trouble: boolean): void {
    const untilMs = clock.monotonicMs() + forMs;
    if (untilMs <= pausedUntilMs) return;
    if (left() === 0) log('warn', 'channel.waiting', { channel: channel.name, why, forMs });
    pausedUntilMs = untilMs;
    pauseWhy = why;
    pausedByTrouble = trouble;
  }

  /** Nothing is wrong that asking told of. */
  function mended(): void {
    const wasStopped = stopped !== undefined;
    stopped = undefined;
    unreachable = undefined;
    log('info', 'channel.resumed', { channel: channel.name });
    if (wasStopped) onOpen();
  }

  function onCheck(check: ChannelCheck): void {
    if (check.ok) {
      if (stopped !== undefined || unreachable !== undefined) mended();
      return;
    }
    if (stopped === undefined && unreachable === undefined) {
      const why = check.refused ? 'refused' : 'unreachable';
      log(check.refused ? 'error' : 'warn', 'channel.unwell', { channel: channel.name, why });
    }
    if (check.refused) {
      stopped = { by: 'check', detail: check.detail };
      unreachable = undefined;
    } else if (stopped === undefined) {
      unreachable = check.detail;
    }
  }

  /** Asks until nothing is wrong. `restMs`: before the first question. */
  async function ask(restMs: number): Promise<void> {
    if (asking) return;
    asking = true;
    for (let waitMs = restMs; ; waitMs = policy.recheckMs) {
      if (waitMs > 0) await clock.sleep(waitMs, closing.signal);
      if (closing.signal.aborted) return;
      const before = { sent, stopped };
      const check = await channel.check().catch((error: unknown) => {
        const name = error instanceof Error ? error.name : 'unknown';
        log('error', 'channel.bug', { channel: channel.name, error: name });
      });
      if (closing.signal.aborted) return;
      // What a send brought to light meanwhile is newer than this answer.
      if (check !== undefined && before.sent === sent && before.stopped === stopped) onCheck(check);
      if (stopped === undefined && unreachable === undefined) break;
    }
    asking = false;
  }

  /** Asks until the provider answers, whatever it says; quickly at first, since everybody waits for it. */
  async function prove(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const before = doubts;
      const check = await channel.check().catch(() => undefined);
      if (closing.signal.aborted) return;
      const answered = check === undefined || check.ok || check.refused === true;
      if (answered && before === doubts) {
        doubt = undefined;
        if (check?.refused && stopped === undefined) {
          onCheck(check);
          void ask(policy.recheckMs);
        }
        onOpen();
        return;
      }
      if (!answered) {
        await clock.sleep(backoffMs(attempt, PROVE_MS, LONGEST_PROVE_MS, random()), closing.signal);
        if (closing.signal.aborted) return;
      }
    }
  }

  if (policy.asksAtStart) void ask(0);

  return {
    waitMs: () => (stopped === undefined && doubt === undefined && !held ? left() : Number.POSITIVE_INFINITY),
    apply(move) {
      if (move.move === 'on') failures = 0;
      if (move.move === 'pause') {
        // Who asks for time can be reached.
        if (unreachable !== undefined) mended();
        pause(move.why, move.forMs, false);
      }
      if (move.move === 'trouble' && move.inDoubt && policy.asksInDoubt) {
        doubts += 1;
        if (doubt === undefined) {
          doubt = move.why;
          log('warn', 'channel.doubtful', { channel: channel.name, why: move.why });
          void prove();
        }
      }
      // Failures of sends that were in flight when the pause began tell nothing new.
      if (move.move === 'trouble' && left() === 0) {
        failures += 1;
        const beyond = failures - TROUBLE_FROM + 1;
        if (beyond > 0) pause(move.why, backoffMs(beyond, 2_000, 30_000, random()), true);
      }
      if (move.move === 'stop' && stopped === undefined) {
        stopped = { by: 'send', detail: stoppedText(channel.name, move.why) };
        unreachable = undefined;
        log('error', 'channel.stopped', { channel: channel.name, why: move.why });
        void ask(policy.recheckMs);
      }
    },
    sent() {
      sent += 1;
      if (unreachable !== undefined || stopped?.by === 'check') mended();
    },
    hold(now) {
      if (held === now) return;
      held = now;
      log('info', held ? 'channel.paused' : 'channel.unpaused', { channel: channel.name });
      if (!held) onOpen();
    },
    state() {
      if (held) return { state: 'paused', detail: pausedText(stopped?.detail ?? unreachable ?? '') };
      if (stopped !== undefined) return { state: 'stopped', detail: stopped.detail };
      if (unreachable !== undefined) return { state: 'waiting', detail: unreachable, unreachable: true };
      if (doubt !== undefined) {
        return { state: 'waiting', detail: doubtText(channel.name, doubt), unreachable: true };
      }
      const waitMs = left();
      if (waitMs === 0) return { state: 'on', detail: '' };
      const detail = waitingText(channel.name, pauseWhy, waitMs);
      return { state: 'waiting', detail, ...(pausedByTrouble && { unreachable: pausedByTrouble }) };
    },
    close: () => closing.abort(),
  };
}
