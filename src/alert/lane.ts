// One channel's lane: takes what is due from the outbox, gives it to the channel once, writes down what came of it.
// The outbox has a message as `sending` before the channel hears of it (R2); the lane never sends what it did not claim.
import type { Clock } from '../clock.ts';
import type { ClaimedClosing, ClaimedMessage, Outbox } from '../core/outbox.ts';
import type { Channel, Outcome } from '../core/outcome.ts';
import { createHistogram } from '../core/stats.ts';
import type { Log } from '../log.ts';
import { createGate, type LaneState } from './gate.ts';
import type { Journal } from './journal.ts';
import { createCooling, createPacer } from './pacer.ts';
import type { PlacesOffice } from './places.ts';
import { CLOSING_ATTEMPTS, type LanePolicy } from './policy.ts';
import { laneMove, settlementOf } from './settlement.ts';

export interface LaneParts {
  readonly channel: Channel;
  readonly policy: LanePolicy;
  readonly outbox: Outbox;
  readonly journal: Journal;
  /** Shared by all lanes. */
  readonly places: PlacesOffice;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  /** Begins held, as by `hold`. */
  readonly held: boolean;
  /** Called with an error that is nobody's fault but ours. */
  readonly onBug: (error: unknown) => void;
}

export interface Lane {
  /** Something may have become due. */
  wake(): void;
  /** The operator has what is owed wait, closings too, or go on. What is on its way is not called back. */
  hold(held: boolean): void;
  state(): LaneState;
  /** Time from the answer that showed a slot to the provider's acceptance; null before the first. */
  latencyMs(quantile: number): number | null;
  /** Claims nothing any more; resolves when the sends in flight are settled. */
  stop(): Promise<void>;
}

/** However quiet, a lane looks again after this long: a clock may have jumped. */
const LONGEST_REST_MS = 5_000;
/** The outbox calls something due and did not give it: most often because it fell due just now. Looked at again after
 * the first of these, then after twice as long each time, up to the second. */
const HELD_REST_MS = 2;
const LONGEST_HELD_REST_MS = 1_000;
/** Where openings are held back to gather, the outbox is asked so often while they do: each time it looks at them all. */
const LOOKS_WHILE_HELD = 20;
/** Latency is that of the last ten minutes. */
const LATENCY_SLICES = 10;
const LATENCY_SLICE_MS = 60_000;

export function startLane(parts: LaneParts): Lane {
  const { channel, policy, outbox, journal, clock, log, random, onBug } = parts;
  const pacer = createPacer(policy.rate);
  const cooling = createCooling();
  const latency = createHistogram(LATENCY_SLICES);
  let sliceEndsMs = clock.monotonicMs() + LATENCY_SLICE_MS;
  const inFlight = new Set<Promise<void>>();
  const places = parts.places.open(policy.keptPlaces, wake);
  const gate = createGate(channel, policy, clock, log, random, wake);
  gate.hold(parts.held);
  let stopping = false;
  let woken = false;
  /** How often in a row something was due and not given. */
  let held = 0;
  /** The outbox is not asked before this (monotonic ms). */
  let nextLookMs = 0;
  let rest = new AbortController();

  function wake(): void {
    woken = true;
    rest.abort();
  }

  /** How many sends may begin now. */
  function room(): number {
    if (stopping || journal.blocked() || gate.waitMs() > 0) return 0;
    return Math.min(policy.concurrency - inFlight.size, pacer.free(clock.monotonicMs()));
  }

  function launch(subscriberId: number, work: () => Promise<void>): void {
    pacer.take(clock.monotonicMs());
    cooling.begin(subscriberId);
    const running = work()
      .catch(onBug)
      .finally(() => {
        inFlight.delete(running);
        wake();
      });
    inFlight.add(running);
  }

  /** Claims and sends all that may go out now; alerts before closings. Returns whether anything went out. */
  function pump(): boolean {
    cooling.release(clock.monotonicMs());
    const claim = { nowMs: clock.wallMs(), skip: cooling.busy };
    const limit = Math.min(room(), places.free());
    const looks = limit > 0 && clock.monotonicMs() >= nextLookMs;
    if (looks) nextLookMs = clock.monotonicMs() + policy.grouping.holdMs / LOOKS_WHILE_HELD;
    const messages = looks
      ? (journal.attempt(() => outbox.claim(channel.name, { ...claim, limit, ...policy.grouping })) ?? [])
      : [];
    for (const message of messages) {
      places.take();
      launch(message.subscriberId, () => deliver(message).finally(places.giveBack));
    }
    const spare = channel.sendClosed === undefined ? 0 : room();
    const closings =
      spare > 0
        ? (journal.attempt(() => outbox.claimClosings(channel.name, { ...claim, limit: spare })) ?? [])
        : [];
    for (const closing of closings) launch(closing.subscriberId, () => tellClosed(closing));
    return messages.length + closings.length > 0;
  }

  async function deliver(message: ClaimedMessage): Promise<void> {
    const { recipient, alert, envelope, subscriberId } = message;
    const outcome = await once(() => channel.send(recipient, alert, envelope));
    const nowMs = clock.wallMs();
    const attempt = { attempt: message.attempt, resend: envelope.leftOpen };
    const settlement = settlementOf(outcome, attempt, policy, nowMs, random());
    gate.apply(laneMove(outcome, policy));
    cooling.end(subscriberId, clock.monotonicMs(), policy.perRecipientMs(recipient));
    if (outcome.kind === 'sent') {
      gate.sent();
      latency.observe(nowMs - message.seenAtMs);
    } else {
      const { kind, why } = outcome;
      log('info', 'delivery.unsent', { channel: channel.name, subscriber: subscriberId, kind, why });
    }
    await journal.commit(() => outbox.settle(message.id, settlement));
  }

  async function tellClosed(closing: ClaimedClosing): Promise<void> {
    const { recipient, envelope, messageRef, newlyClosed, subscriberId } = closing;
    const keys = new Set(newlyClosed);
    const slots = closing.alert.slots.filter(({ openingKey }) => keys.has(openingKey));
    const alert = policy.closingShows === 'closed' ? { ...closing.alert, slots } : closing.alert;
    const outcome = await once(
      async () =>
        (await channel.sendClosed?.(recipient, alert, envelope, messageRef)) ?? {
          kind: 'rejected',
          why: 'none',
        },
    );
    gate.apply(laneMove(outcome, policy));
    cooling.end(subscriberId, clock.monotonicMs(), policy.perRecipientMs(recipient));
    // Telling it twice changes nothing, so what may have arrived is told again like what did not.
    const again = outcome.kind === 'retry' || outcome.kind === 'ambiguous';
    const { retryAtMs } = settlementOf(
      outcome,
      { attempt: closing.attempt, resend: false },
      policy,
      clock.wallMs(),
      random(),
    );
    const giveUp = !again || closing.attempt >= CLOSING_ATTEMPTS;
    await journal.commit(() =>
      giveUp
        ? outbox.settleClosing(closing.id, newlyClosed, null)
        : outbox.settleClosing(closing.id, [], retryAtMs),
    );
  }

  /** A channel that throws has a bug. One bad message must not take the others down again and again after a restart. */
  async function once(send: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await send();
    } catch (error) {
      log('error', 'channel.bug', {
        channel: channel.name,
        error: error instanceof Error ? error.name : 'unknown',
      });
      return { kind: 'rejected', why: 'bug' };
    }
  }

  /** Until something can be due again. A finished send and `wake` cut it short. */
  function restMs(): number {
    const nowMs = clock.monotonicMs();
    if (inFlight.size >= policy.concurrency || journal.blocked()) return LONGEST_REST_MS;
    const waitMs = Math.max(gate.waitMs(), pacer.waitMs(nowMs), nextLookMs - nowMs);
    if (waitMs > 0) return Math.min(waitMs, LONGEST_REST_MS);
    // Whoever gives a place back wakes those who wait for one; a closing needs none.
    if (places.free() === 0) return LONGEST_HELD_REST_MS;
    const dueMs = journal.read(() => outbox.nextDueMs(channel.name, clock.wallMs()));
    if (dueMs === undefined) return LONGEST_HELD_REST_MS;
    if (dueMs === null) return LONGEST_REST_MS;
    const untilDueMs = dueMs - clock.wallMs();
    if (untilDueMs > 0) return Math.min(untilDueMs, LONGEST_REST_MS);
    held += 1;
    const heldMs = Math.min(HELD_REST_MS * 2 ** (held - 1), LONGEST_HELD_REST_MS);
    return Math.min(cooling.release(nowMs) ?? heldMs, heldMs);
  }

  async function run(): Promise<void> {
    while (!stopping) {
      woken = false;
      rest = new AbortController();
      if (clock.monotonicMs() >= sliceEndsMs) {
        latency.rotate();
        sliceEndsMs = clock.monotonicMs() + LATENCY_SLICE_MS;
      }
      while (pump()) held = 0;
      if (!woken) await clock.sleep(Math.max(1, restMs()), rest.signal);
      else await null;
    }
  }
  const running = run().catch(onBug);

  return {
    wake,
    hold: gate.hold,
    state: gate.state,
    latencyMs: latency.quantile,
    async stop() {
      stopping = true;
      gate.close();
      wake();
      await running;
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
  };
}
