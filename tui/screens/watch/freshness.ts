// How fresh the areas are, all of them together: how many are, which is the oldest, and how many say nothing. Pure.
import { areaText } from '../../../src/core/area.ts';
import { isStale } from '../../../src/core/freshness.ts';
import { durationText } from '../../../src/core/ist.ts';
import type { AreaState, EngineSnapshot } from '../../../src/core/snapshot.ts';
import type { Tone } from '../../kit/columns.ts';
import { countText } from '../../kit/figures.ts';
import { plain } from '../../kit/plain.ts';
import type { Line } from '../../kit/status-line.tsx';

export interface Freshness {
  /** Areas that are polled: all but those the operator paused. */
  readonly polled: number;
  readonly fresh: number;
  /** Have answered, but not for a long time. */
  readonly old: number;
  /** Asked, and never answered well since the engine started. */
  readonly silent: number;
  /** Not asked yet: their turn in the first sweep is to come. */
  readonly unasked: number;
  readonly paused: number;
  /** The one whose last good answer is the oldest; null while none has answered. */
  readonly oldest: AreaState | null;
}

/** `atMs`: the moment of the snapshot. */
export function freshnessOf(areas: readonly AreaState[], atMs: number): Freshness {
  const polled = areas.filter(({ paused }) => !paused);
  let old = 0;
  let silent = 0;
  let unasked = 0;
  let oldest: AreaState | null = null;
  for (const area of polled) {
    if (area.lastGoodMs === null) {
      if (area.failure === '') unasked += 1;
      else silent += 1;
      continue;
    }
    if (isStale(area, atMs)) old += 1;
    if (oldest === null || area.lastGoodMs < (oldest.lastGoodMs ?? 0)) oldest = area;
  }
  return {
    polled: polled.length,
    fresh: polled.length - old - silent - unasked,
    old,
    silent,
    unasked,
    paused: areas.length - polled.length,
    oldest,
  };
}

/**
 * `Areas  12 fresh  of 14 · 1 without a good answer · oldest Alwar, Rajasthan: 12 min 30 s`; in the first sweep
 * `Areas  312 fresh  of 756 · first sweep: 444 to be asked, 24 min 40 s at this pace`
 */
export function freshnessLine({ areas, atMs, pace }: EngineSnapshot): Line {
  const { polled, fresh, silent, unasked, paused, oldest } = freshnessOf(areas, atMs);
  const parts = [
    polled === 0 ? 'none is polled: nobody subscribes' : `of ${countText(polled)}`,
    unasked === 0 ? '' : firstSweepText(unasked, pace.allowedPerS),
    silent === 0 ? '' : `${countText(silent)} without a good answer`,
    paused === 0 ? '' : `${countText(paused)} paused`,
    oldest === null || oldest.lastGoodMs === null
      ? ''
      : `oldest ${plain(areaText(oldest))}: ${durationText(atMs - oldest.lastGoodMs)}`,
  ];
  if (polled === 0 && paused > 0) parts[0] = 'all are paused';
  return {
    label: 'Areas',
    state: `${countText(fresh)} fresh`,
    tone: toneOf(polled - unasked, fresh),
    text: parts.filter((part) => part !== '').join(' · '),
  };
}

/** @param allowedPerS null: as fast as it goes */
function firstSweepText(unasked: number, allowedPerS: number | null): string {
  const left = allowedPerS === null || allowedPerS === 0 ? '' : durationText((unasked / allowedPerS) * 1000);
  return `first sweep: ${countText(unasked)} to be asked${left === '' ? '' : `, ${left} at this pace`}`;
}

function toneOf(polled: number, fresh: number): Tone {
  if (polled === 0) return 'quiet';
  return fresh === polled ? 'good' : fresh === 0 ? 'bad' : 'warn';
}
