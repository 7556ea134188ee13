// The figures a demo ends with: the engine's own, beside what was seen in the simulated world.
import type { Clock } from '../clock.ts';
import type { DedupeState, EngineSnapshot } from '../core/snapshot.ts';
import { DEMO_SUBSCRIBERS } from './demo-subscribers.ts';
import type { Verdict } from './verdict.ts';
import type { WorldView } from './world-messages.ts';

/** The figures of a demo, beginning with its verdict. Times in ms; counts are of the demo, not of the second. */
export interface DemoSummary extends Omit<Verdict, 'refused'> {
  readonly seed: number;
  /** From the first slot that could open to the summary. */
  readonly seconds: number;
  readonly calls: number;
  readonly callsPerSecond: number;
  readonly unchanged: number;
  /** Calls that failed. */
  readonly failed: number;
  /** As they happened in the simulated country. */
  readonly openings: number;
  readonly closings: number;
  readonly dedupe: DedupeState['mode'];
  /** Of the engine's process; the simulator runs in another. */
  readonly rssMb: number;
  readonly subscribers: number;
  readonly mails: number;
  /** Posts on the public account. */
  readonly posts: number;
  /** Messages marked as gone, and webhooks told of a closing. */
  readonly closingsTold: number;
  readonly inboxFolder: string;
}

/** What a summary needs beside the two views. */
export interface SummaryParts {
  readonly seed: number;
  readonly clock: Clock;
  readonly inboxFolder: string;
  /** When slots began to open (monotonic ms). */
  readonly sinceMs: number;
}

export function summaryOf(parts: SummaryParts, engine: EngineSnapshot, view: WorldView): DemoSummary {
  const seconds = (parts.clock.monotonicMs() - parts.sinceMs) / 1000;
  const { polls } = engine;
  const { refused: _, faults, ...verdict } = view.verdict;
  const runningS = Math.max(1, (engine.atMs - engine.startedAtMs) / 1000);
  return {
    seed: parts.seed,
    seconds: Math.round(seconds * 10) / 10,
    calls: polls.calls,
    callsPerSecond: Math.round(polls.calls / runningS),
    unchanged: polls.unchanged,
    failed: Object.values(polls.failed).reduce((sum, count) => sum + count, 0),
    openings: view.openings,
    closings: view.closings,
    ...verdict,
    dedupe: engine.dedupe.mode,
    rssMb: engine.rssMb,
    subscribers: DEMO_SUBSCRIBERS.length,
    mails: view.mails,
    posts: view.posts,
    closingsTold: view.closingsTold,
    inboxFolder: parts.inboxFolder,
    faults,
  };
}
