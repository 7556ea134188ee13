// What a polling thread says of itself: its counts, the latency of its calls, its pace, and how each area stands, as one
// value whenever somebody asks. It also lets the plan know the pace, as that turns out.
import type { Clock } from '../clock.ts';
import type { AreaId } from '../core/area.ts';
import type { Seen } from '../core/seen.ts';
import { createHistogram } from '../core/stats.ts';
import type { AreaMemory } from './area-memory.ts';
import type { Pace } from './pace.ts';
import type { Plan } from './plan.ts';
import type { AreaPlan } from './plan-entry.ts';
import type { PollingHealth } from './polling-health.ts';
import type { ThreadStats } from './protocol.ts';
import type { Tally } from './tally.ts';

export interface PollFigureSources {
  readonly tally: Pick<Tally, 'counts'>;
  readonly health: Pick<PollingHealth, 'trouble'>;
  readonly pace: Pick<Pace, 'allowedPerMs' | 'state'>;
  readonly plan: Pick<Plan, 'rate' | 'describe'>;
  readonly seen: Pick<Seen, 'state'>;
  readonly areas: ReadonlyMap<AreaId, AreaMemory>;
  readonly clock: Clock;
}

export interface PollFigures {
  /** A call was answered. @param latencyMs from its grant to its last byte */
  answered(latencyMs: number): void;
  /** Called about twice a second. */
  tick(): void;
  stats(): ThreadStats;
}

const HISTOGRAM_SLICE_MS = 10_000;
const RATE_EVERY_MS = 1000;
/** An area that nobody wants any more, while its last poll is under way. */
const UNPLANNED: AreaPlan = { intervalMs: null, why: 'share', cachedForMs: null, newsPerDay: null };

export function createPollFigures(sources: PollFigureSources): PollFigures {
  const { tally, health, pace, plan, seen, areas, clock } = sources;
  const latency = createHistogram();
  let rotatedAtMs = clock.monotonicMs();
  let ratedAtMs = Number.NEGATIVE_INFINITY;

  return {
    answered: latency.observe,
    tick() {
      const now = clock.monotonicMs();
      if (now - rotatedAtMs >= HISTOGRAM_SLICE_MS) {
        latency.rotate();
        rotatedAtMs = now;
      }
      if (now - ratedAtMs < RATE_EVERY_MS) return;
      plan.rate(pace.allowedPerMs() ?? pace.state(now, clock.wallMs()).usedPerS / 1000);
      ratedAtMs = now;
    },
    stats() {
      const allowedPerMs = pace.allowedPerMs();
      return {
        ...tally.counts(),
        latency: latency.counts(),
        pace: pace.state(clock.monotonicMs(), clock.wallMs()),
        dedupe: seen.state(),
        trouble: health.trouble(),
        areas: [...areas.values()].map((area) => ({
          id: area.id,
          ...(plan.describe(area.id, allowedPerMs) ?? UNPLANNED),
          lastGoodMs: area.lastGoodMs === 0 ? null : area.lastGoodMs,
          failure: area.failure,
        })),
      };
    },
  };
}
