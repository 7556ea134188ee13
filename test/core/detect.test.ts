// When a slot opens, rises, and closes: the heart of it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, detect, type SlotState, UNSEEN } from '../../src/core/detect.ts';
import { bandOf } from '../../src/core/session.ts';

/** What a row of capacities, one after the other, is taken for. */
function story(capacities: readonly number[]): { changes: Change[]; state: SlotState } {
  let state = UNSEEN;
  const changes = capacities.map((capacity) => {
    const { change, next } = detect(state, capacity);
    state = next;
    return change;
  });
  return { changes, state };
}

describe('a dose', () => {
  it.each<[string, readonly number[], readonly Change[]]>([
    ['that never has any is no news', [0, 0, 0], ['steady', 'steady', 'steady']],
    ['opens when first seen with some', [12], ['opened']],
    ['opens once while it stays open', [12, 12, 11], ['opened', 'steady', 'steady']],
    ['closes once', [12, 0, 0], ['opened', 'closed', 'steady']],
    ['opens again after closing', [12, 0, 3], ['opened', 'closed', 'opened']],
    ['rises into a higher band', [4, 6, 60], ['opened', 'risen', 'risen']],
    ['does not rise within a band', [5, 9], ['opened', 'steady']],
    [
      'rises to a band once in an opening, however it moves',
      [4, 12, 4, 12, 30],
      ['opened', 'risen', 'steady', 'steady', 'risen'],
    ],
    ['begins anew after closing', [30, 0, 4, 6], ['opened', 'closed', 'opened', 'risen']],
  ])('%s', (_, capacities, changes) => {
    expect(story(capacities).changes).toEqual(changes);
  });

  it('counts its openings', () => {
    expect(story([1, 0, 1, 0, 1]).state).toEqual({ capacity: 1, open: true, epoch: 3, peakBand: 1 });
    expect(story([1, 0, 0]).state).toMatchObject({ capacity: 0, open: false, epoch: 1 });
  });

  it('takes less than none for none', () => {
    expect(story([5, -1]).changes).toEqual(['opened', 'closed']);
    expect(story([5, -1]).state.capacity).toBe(0);
  });
});

it('holds for every story: opened and closed alternate, and each opening tells each band once', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 60 }), { maxLength: 60 }), (capacities) => {
      const { changes, state } = story(capacities);
      const turns = changes.filter((change) => change === 'opened' || change === 'closed');
      expect(turns).toEqual(turns.map((_, index) => (index % 2 === 0 ? 'opened' : 'closed')));
      expect(state.epoch).toBe(changes.filter((change) => change === 'opened').length);
      expect(state.open).toBe((capacities.at(-1) ?? 0) > 0);

      let told = 0;
      for (const [index, capacity] of capacities.entries()) {
        const change = changes[index];
        if (change === 'opened') told = bandOf(capacity);
        else if (change === 'risen') {
          expect(bandOf(capacity)).toBeGreaterThan(told);
          told = bandOf(capacity);
        } else if (capacity > 0) expect(bandOf(capacity)).toBeLessThanOrEqual(told);
      }
    }),
  );
});

it('changes no state it was given', () => {
  const state: SlotState = Object.freeze({ capacity: 3, open: true, epoch: 2, peakBand: 1 });
  detect(state, 50);
  detect(state, 0);
  expect(state).toEqual({ capacity: 3, open: true, epoch: 2, peakBand: 1 });
});
