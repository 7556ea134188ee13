// How the size of a step follows the speed of the machine.
import { describe, expect, it } from 'vitest';
import { createStride } from '../../src/engine/stride.ts';

/** The size after many full steps, each unit taking so long. */
function settled(unitMs: number): number {
  const stride = createStride(8, 1_000, 200, 4_000);
  for (let at = 0; at < 50; at++) stride.took(stride.size(), stride.size() * unitMs);
  return stride.size();
}

describe('a step', () => {
  it('comes to last about as long as it may, on a fast machine as on a slow one', () => {
    expect(settled(0.004)).toBeCloseTo(2_000, -2);
    expect(settled(0.02)).toBeCloseTo(400, -2);
  });

  it('stays within its bounds, however fast or slow the machine', () => {
    expect(settled(0.000_1)).toBe(4_000);
    expect(settled(5)).toBe(200);
  });

  it('is not changed much by one slow step, nor by one that had hardly anything to do', () => {
    const stride = createStride(8, 1_000, 200, 4_000);
    stride.took(1_000, 900);
    expect(stride.size()).toBeGreaterThan(700);
    const before = stride.size();
    stride.took(3, 20);
    expect(stride.size()).toBe(before);
  });
});
