// R6: a subscriber who joins is told at once of what is open now. "Now" needs an area whose last answer is recent and
// wholly recorded; where it is not, the newcomer waits for the area's next such answer.
import type { Clock } from '../clock.ts';
import type { AreaId } from '../core/area.ts';
import type { PollReport, PollStats } from '../poll/protocol.ts';

/** How old an area's last good answer may be for its open slots to count as open now (ms), beside twice its interval. */
const FRESH_MS = 60_000;

export interface Joiner {
  onReport(report: PollReport): void;
  onStats(stats: PollStats): void;
  /** Tells those who joined since, where their area is settled and fresh; the others as soon as theirs is. */
  joinNow(): void;
}

/** @param join tells the newcomers of these areas what is open; may be called often */
export function createJoiner(clock: Clock, join: (areaIds: readonly AreaId[]) => void): Joiner {
  const settled = new Set<AreaId>();
  /** Areas whose newcomers have not been told yet, for want of a recent answer. */
  const waiting = new Set<AreaId>();
  let areas: PollStats['areas'] = [];

  function joinFresh(): void {
    const now = clock.wallMs();
    const fresh = areas.filter(
      ({ id, lastGoodMs, intervalMs }) =>
        waiting.has(id) &&
        settled.has(id) &&
        lastGoodMs !== null &&
        now - lastGoodMs <= Math.max(FRESH_MS, 2 * (intervalMs ?? 0)),
    );
    for (const { id } of fresh) waiting.delete(id);
    if (fresh.length > 0) join(fresh.map(({ id }) => id));
  }

  return {
    onReport(report) {
      if (report.failure !== '') return;
      if (!report.settled) {
        settled.delete(report.areaId);
        return;
      }
      settled.add(report.areaId);
      waiting.delete(report.areaId);
      join([report.areaId]);
    },
    onStats(stats) {
      areas = stats.areas;
      // A good answer that changes nothing makes no report; it shows here alone.
      if (waiting.size > 0) joinFresh();
    },
    joinNow() {
      for (const id of settled) waiting.add(id);
      joinFresh();
    },
  };
}
