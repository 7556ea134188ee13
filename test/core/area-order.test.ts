// What a person sees first in a list of areas.
import { describe, expect, it } from 'vitest';
import { areasByInterest } from '../../src/core/area-order.ts';
import { area, NOW_MS } from '../support/snapshots.ts';

const names = (...areas: readonly ReturnType<typeof area>[]) =>
  areasByInterest(areas, NOW_MS).map(({ name }) => name);

describe('areas', () => {
  it('stand with what has grown old first, then open slots, then what failed, then by people', () => {
    expect(
      names(
        area('Quiet', { subscribers: 50 }),
        area('Failing', { failure: 'refused (403)' }),
        area('Open', { slotsOpen: 1 }),
        area('Busy', { subscribers: 90 }),
        area('Also busy', { subscribers: 90 }),
        area('Old', { lastGoodMs: NOW_MS - 600_000 }),
        area('Never', { lastGoodMs: null, failure: 'refused (403)', subscribers: 0 }),
      ),
    ).toEqual(['Old', 'Never', 'Open', 'Failing', 'Also busy', 'Busy', 'Quiet']);
  });

  it('that wait for their first answer are nothing to worry about', () => {
    expect(names(area('New', { lastGoodMs: null }), area('Open', { slotsOpen: 1 }))).toEqual(['Open', 'New']);
  });
});
