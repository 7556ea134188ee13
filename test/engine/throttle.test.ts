// Work that many ask for at once.
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { throttle } from '../../src/engine/throttle.ts';

describe('work asked for again and again', () => {
  it('is done at once for the first, and once more for all who came meanwhile', async () => {
    let runs = 0;
    const { ask } = throttle(() => (runs += 1), 60);
    ask();
    expect(runs).toBe(1);
    for (let at = 0; at < 1_000; at++) ask();
    expect(runs).toBe(1);
    await systemClock.sleep(150);
    expect(runs).toBe(2);
    ask();
    expect(runs).toBe(3);
  });

  it('is not done any more once it was stopped', async () => {
    let runs = 0;
    const { ask, stop } = throttle(() => (runs += 1), 20);
    ask();
    ask();
    stop();
    ask();
    await systemClock.sleep(60);
    expect(runs).toBe(1);
  });
});
