// What polls that ended mean for polling as a whole: pace and the watch over trouble are told of each, and the log has a
// line where either turns. It decides nothing about areas or slots.
import type { AreaId } from '../core/area.ts';
import type { Log } from '../log.ts';
import type { Grant, Pace } from './pace.ts';
import type { Ending } from './reading.ts';
import { createTroubleWatch, type Trouble } from './trouble.ts';

export interface PollingHealth {
  /** A call ended: it counts for the pace from here. @param endedMs monotonic */
  called(ending: Ending, grant: Grant, endedMs: number): void;
  /** A poll is over: `failure` empty when well. */
  polled(areaId: AreaId, failure: string, wallMs: number): void;
  trouble(): Trouble | null;
}

/** @param watchedAreas how many are watched now */
export function createPollingHealth(
  sourceId: string,
  pace: Pick<Pace, 'good' | 'refused' | 'failed' | 'breakerOpen'>,
  log: Log,
  watchedAreas: () => number,
): PollingHealth {
  const trouble = createTroubleWatch(watchedAreas);
  return {
    called(ending, grant, endedMs) {
      const wasOpen = pace.breakerOpen();
      if (ending.kind === 'good') pace.good(grant, endedMs);
      else if (ending.kind === 'refused') pace.refused(grant, endedMs, ending.retryAfterMs);
      else pace.failed(grant, endedMs);
      const isOpen = pace.breakerOpen();
      if (isOpen !== wasOpen)
        log(isOpen ? 'warn' : 'info', isOpen ? 'pace.breaker-open' : 'pace.breaker-closed');
    },
    polled(areaId, failure, wallMs) {
      const before = trouble.current();
      trouble.ended(areaId, failure, wallMs);
      const after = trouble.current();
      if (before?.why === after?.why) return;
      if (after === null) log('info', 'poll.recovered', { after: before?.why });
      else if (after.why === 'envelope') log('error', 'source.drift', { source: sourceId });
      else log('warn', 'poll.trouble', { why: after.why });
    },
    trouble: trouble.current,
  };
}
