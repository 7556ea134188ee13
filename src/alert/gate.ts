// Whether a lane may send: on, waiting because the provider asked or fails, or stopped until the operator mends
// something. A stopped lane asks the provider now and then, so that what is mended there needs no restart here.
import type { Clock } from '../clock.ts';
import { backoffMs } from '../core/backoff.ts';
import type { Channel } from '../core/outcome.ts';
import type { ChannelState } from '../core/snapshot.ts';
import type { Log } from '../log.ts';
import type { LanePolicy } from './policy.ts';
import type { LaneMove } from './settlement.ts';
import { stoppedText, waitingText } from './wording.ts';

export interface Gate {
  /** Milliseconds to wait before sending; 0: send. Infinite while stopped. */
  waitMs(): number;
  /** Takes in what an outcome means for the lane. */
  apply(move: LaneMove): void;
  state(): Pick<ChannelState, 'state' | 'detail'>;
  /** Asks nothing any more. */
  close(): void;
}

/** So many failures in a row are the provider's, and the whole lane waits. */
const TROUBLE_FROM = 3;

/** @param onOpen called when a stopped lane may go on */
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
  let stoppedWhy: string | undefined;
  let failures = 0;
  const closing = new AbortController();

  const left = () => Math.max(0, pausedUntilMs - clock.monotonicMs());

  function pause(why: string, forMs: number): void {
    const untilMs = clock.monotonicMs() + forMs;
    if (untilMs <= pausedUntilMs) return;
    if (left() === 0) log('warn', 'channel.waiting', { channel: channel.name, why, forMs });
    pausedUntilMs = untilMs;
    pauseWhy = why;
  }

  async function recheck(): Promise<void> {
    while (!closing.signal.aborted) {
      await clock.sleep(policy.recheckMs, closing.signal);
      if (closing.signal.aborted || !(await channel.check()).ok) continue;
      stoppedWhy = undefined;
      log('info', 'channel.resumed', { channel: channel.name });
      onOpen();
      return;
    }
  }

  return {
    waitMs: () => (stoppedWhy === undefined ? left() : Number.POSITIVE_INFINITY),
    apply(move) {
      if (move.move === 'on') failures = 0;
      if (move.move === 'pause') pause(move.why, move.forMs);
      // Failures of sends that were in flight when the pause began tell nothing new.
      if (move.move === 'trouble' && left() === 0) {
        failures += 1;
        const beyond = failures - TROUBLE_FROM + 1;
        if (beyond > 0) pause(move.why, backoffMs(beyond, 2_000, 30_000, random()));
      }
      if (move.move === 'stop' && stoppedWhy === undefined) {
        stoppedWhy = move.why;
        log('error', 'channel.stopped', { channel: channel.name, why: move.why });
        void recheck();
      }
    },
    state() {
      if (stoppedWhy !== undefined)
        return { state: 'stopped', detail: stoppedText(channel.name, stoppedWhy) };
      const waitMs = left();
      if (waitMs > 0) return { state: 'waiting', detail: waitingText(channel.name, pauseWhy, waitMs) };
      return { state: 'on', detail: '' };
    },
    close: () => closing.abort(),
  };
}
