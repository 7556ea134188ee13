// What a poll that is over means for its area: what is remembered of it, what the main thread is told, and when the area
// is due again. A failure leaves what is recorded as it is (R4).
import type { AreaId } from '../core/area.ts';
import type { AreaMemory } from './area-memory.ts';
import type { CacheWords } from './call.ts';
import type { Plan } from './plan.ts';
import { failedEnd, goodEnd } from './poll-end.ts';
import type { PollingHealth } from './polling-health.ts';
import type { PollReport } from './protocol.ts';
import type { Ending } from './reading.ts';
import type { Tally } from './tally.ts';

export interface PollEndedParts {
  /** An area nobody watches any more leaves them with its last poll. */
  readonly areas: Map<AreaId, AreaMemory>;
  readonly plan: Pick<Plan, 'finished'>;
  readonly health: Pick<PollingHealth, 'polled' | 'trouble'>;
  readonly tally: Tally;
  readonly onReport: (report: PollReport) => void;
}

export interface PollEnded {
  /** @param opened whether the answer showed a slot that was not open before @param now by both clocks (ms) */
  settle(
    area: AreaMemory,
    ending: Ending,
    cache: CacheWords | null,
    opened: boolean,
    now: { readonly nowMs: number; readonly wallMs: number },
  ): void;
  /** Tells how the area stands. */
  report(area: AreaMemory, atMs: number): void;
}

export function createPollEnded({ areas, plan, health, tally, onReport }: PollEndedParts): PollEnded {
  /** After a failure, an unchanged answer is as settled as before. */
  function report(area: AreaMemory, atMs: number): void {
    const settled = area.failure === '' && area.settled === true;
    onReport({ areaId: area.id, atMs, failure: area.failure, settled });
  }

  return {
    report,
    settle(area, ending, cache, opened, { nowMs, wallMs }) {
      const failure = ending.kind === 'good' ? '' : ending.why;
      if (ending.kind === 'good') {
        area.lastGoodMs = wallMs;
        tally.lastGoodMs = wallMs;
      } else {
        tally.fail(area.id, failure, wallMs);
      }
      const firstFailure = failure !== '' && area.failure === '';
      if (failure !== area.failure) {
        area.failure = failure;
        report(area, wallMs);
      }
      health.polled(area.id, failure, wallMs);
      if (!area.watched) areas.delete(area.id);
      const alone = health.trouble() === null;
      const end = ending.kind === 'good' ? goodEnd(cache, opened) : failedEnd(firstFailure, ending, alone);
      plan.finished(area.id, nowMs, end);
    },
  };
}
