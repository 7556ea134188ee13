// One area looked at closely, put together from the store's short steps: between them everything else runs.
import type { Clock } from '../clock.ts';
import { breather } from '../control/breathe.ts';
import type { AreaId } from '../core/area.ts';
import type { AreaDetail } from '../core/area-detail.ts';
import { addDays, DAY_MS, istDateOf, istMidnightMs, timeOfDayMs } from '../core/ist.ts';
import type { AreaHistory, PastTimes } from '../store/slots/area-history.ts';
import { KEPT_DAYS } from '../store/slots/forget.ts';

const HOUR_MS = 60 * 60_000;
const HOURS = 24;
const OPEN_SHOWN = 200;
const GONE_SHOWN = 50;

/**
 * What opened before the oldest day of which everything is kept counts for no hour.
 * @throws StoreError
 */
export async function areaDetailOf(history: AreaHistory, clock: Clock, areaId: AreaId): Promise<AreaDetail> {
  const breathe = breather();
  const today = istDateOf(clock.wallMs());
  const firstDay = addDays(today, -KEPT_DAYS);
  const sinceMs = istMidnightMs(firstDay);
  const byHour = Array.from({ length: HOURS }, () => 0);
  let oldestMs = Number.POSITIVE_INFINITY;
  let gone: readonly PastTimes[] = [];

  const open = history.open(areaId, today, OPEN_SHOWN);
  await breathe();
  let day = history.nextDay(areaId, addDays(firstDay, -1));
  while (day !== undefined) {
    const times = history.ofDay(areaId, day);
    for (const { openedMs } of times) {
      if (openedMs < sinceMs) continue;
      const hour = Math.floor(timeOfDayMs(openedMs) / HOUR_MS);
      byHour[hour] = (byHour[hour] ?? 0) + 1;
      oldestMs = Math.min(oldestMs, openedMs);
    }
    gone = newestGone([...gone, ...times]);
    await breathe();
    day = history.nextDay(areaId, day);
  }
  return {
    areaId,
    open,
    gone: history.byIds(gone.map(({ id }) => id)),
    byHour,
    overDays: oldestMs === Number.POSITIVE_INFINITY ? 0 : daysSince(oldestMs, clock.wallMs()),
  };
}

function newestGone(times: readonly PastTimes[]): readonly PastTimes[] {
  return times
    .filter(({ goneMs }) => goneMs !== null)
    .sort((a, b) => (b.goneMs ?? 0) - (a.goneMs ?? 0) || b.id - a.id)
    .slice(0, GONE_SHOWN);
}

/** Days in India from one instant to another, both of them counted. */
function daysSince(fromMs: number, nowMs: number): number {
  const days = (istMidnightMs(istDateOf(nowMs)) - istMidnightMs(istDateOf(fromMs))) / DAY_MS;
  return Math.max(1, days + 1);
}
