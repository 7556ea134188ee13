// The bucket in front of what costs work.
import { describe, expect, it } from 'vitest';
import { createTurnstile } from '../../src/web/turnstile.ts';

function aTurnstile(most?: number) {
  let nowMs = 1_000;
  const enter = createTurnstile({
    burst: 3,
    perSecond: 2,
    clock: { monotonicMs: () => nowMs },
    ...(most !== undefined && { most }),
  });
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { enter, pass };
}

describe('a turnstile', () => {
  it('lets a burst through, then says how long to wait, then as many a second as it should', () => {
    const { enter, pass } = aTurnstile();
    expect([enter('a'), enter('a'), enter('a'), enter('a')]).toEqual([0, 0, 0, 500]);
    pass(499);
    expect(enter('a')).toBeCloseTo(1, 3);
    pass(2);
    expect([enter('a'), enter('a') > 0]).toEqual([0, true]);
  });

  it('keeps clients apart, and fills up to the burst again, not beyond', () => {
    const { enter, pass } = aTurnstile();
    for (let turn = 0; turn < 4; turn++) enter('a');
    expect(enter('b')).toBe(0);
    pass(3_600_000);
    expect([enter('a'), enter('a'), enter('a'), enter('a')]).toEqual([0, 0, 0, 500]);
  });

  it('remembers so many clients, and forgets who was away longest', () => {
    const { enter } = aTurnstile(2);
    for (const client of ['a', 'a', 'a', 'b', 'b', 'b', 'a']) enter(client);
    enter('c');
    expect(enter('a')).toBeGreaterThan(0);
    expect(enter('b')).toBe(0);
  });
});
