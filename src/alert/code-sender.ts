// Sends codes in the background, each for as long as it is valid: a few tries, spaced as the channel asks. What waits
// is bounded and lost with the process; whoever waits in vain asks again. Neither address nor code reaches the log.
import type { Clock } from '../clock.ts';
import { backoffMs } from '../core/backoff.ts';
import type { Channel, CodeMessage, Outcome, Recipient } from '../core/outcome.ts';
import type { Addressee } from '../core/self-service.ts';
import type { ChannelName } from '../core/subscription.ts';
import type { Log } from '../log.ts';

export interface CodeSenderOptions {
  readonly channels: ReadonlyMap<ChannelName, Channel>;
  /** Whether the operator wants this one told nothing; may reject when the database cannot be read. */
  readonly isBlocked: (to: Addressee) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
  /** In [0, 1): spreads retries. */
  readonly random: () => number;
  /** Called with an error that is no fault of the network. */
  readonly onBug: (error: unknown) => void;
}

export interface CodeSender {
  /** Returns at once. False: so many wait already that this one is given up. */
  send(to: Addressee, message: CodeMessage): boolean;
  /** Gives up what waits, and lets what is being sent end, for a few seconds at most. Safe to call twice. */
  stop(): Promise<void>;
}

/** On one channel at a time: as many as a small mail account takes. */
const AT_ONCE = 4;
/** On one channel; a code that waits behind more would be too old when it comes. */
const MOST_WAITING = 500;
const MOST_TRIES = 4;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 2 * 60_000;
const STOP_MS = 5_000;

interface Job {
  readonly to: Addressee;
  readonly message: CodeMessage;
  /** When the code is worth nothing any more (monotonic ms). */
  readonly endMs: number;
}

interface Lane {
  readonly waiting: Job[];
  sending: number;
}

export function createCodeSender(options: CodeSenderOptions): CodeSender {
  const { channels, clock, log, random, onBug } = options;
  const lanes = new Map<ChannelName, Lane>();
  const stopped = new AbortController();
  const underWay = new Set<Promise<void>>();

  function laneOf(channel: ChannelName): Lane {
    const lane = lanes.get(channel) ?? { waiting: [], sending: 0 };
    lanes.set(channel, lane);
    return lane;
  }

  function goOn(lane: Lane): void {
    while (lane.sending < AT_ONCE && !stopped.signal.aborted) {
      const job = lane.waiting.shift();
      if (job === undefined) return;
      lane.sending += 1;
      const work = deliver(job)
        .catch(onBug)
        .then(() => {
          lane.sending -= 1;
          underWay.delete(work);
          goOn(lane);
        });
      underWay.add(work);
    }
  }

  async function deliver({ to, message, endMs }: Job): Promise<void> {
    // It may have waited for its turn behind others for too long.
    if (clock.monotonicMs() >= endMs) return undelivered(to, 'given-up', 'too-late', 0);
    for (let attempt = 1; ; attempt++) {
      const outcome = await once(to, message);
      if (outcome === undefined || outcome.kind === 'sent') return;
      const { kind, why } = outcome;
      const waitMs =
        kind === 'retry' && outcome.afterMs !== undefined
          ? outcome.afterMs
          : backoffMs(attempt, FIRST_WAIT_MS, LONGEST_WAIT_MS, random());
      // Unsure whether it came: a second one does no harm, a third is a nuisance.
      const mayRepeat = kind === 'retry' ? attempt < MOST_TRIES : kind === 'ambiguous' && attempt === 1;
      if (!mayRepeat || clock.monotonicMs() + waitMs >= endMs) {
        return undelivered(to, kind, why, attempt);
      }
      await clock.sleep(waitMs, stopped.signal);
      if (stopped.signal.aborted) return;
    }
  }

  function undelivered({ channel }: Addressee, outcome: string, why: string, tries: number): void {
    log('warn', 'code.undelivered', { channel, outcome, why, tries });
  }

  /** Undefined: there is nothing to send to. */
  async function once(to: Addressee, message: CodeMessage): Promise<Outcome | undefined> {
    let blocked: boolean;
    try {
      blocked = await options.isBlocked(to);
    } catch {
      return { kind: 'retry', why: 'store' };
    }
    if (blocked) return undefined;
    const recipient: Recipient = { address: to.address, secret: null };
    return channels.get(to.channel)?.sendCode?.(recipient, message);
  }

  return {
    send(to, message) {
      const lane = laneOf(to.channel);
      if (stopped.signal.aborted || lane.waiting.length >= MOST_WAITING) {
        undelivered(to, 'given-up', 'too-many-waiting', 0);
        return false;
      }
      lane.waiting.push({ to, message, endMs: clock.monotonicMs() + message.validForMs });
      // The answer goes out first: what is done here must not be seen in its time.
      setImmediate(() => goOn(lane));
      return true;
    },
    async stop() {
      stopped.abort();
      for (const lane of lanes.values()) lane.waiting.length = 0;
      const over = new AbortController();
      const all = Promise.all(underWay).then(() => over.abort());
      await Promise.race([all, clock.sleep(STOP_MS, over.signal)]);
    },
  };
}
