// What one beat asks of the same part more than once.
import { describe, expect, it } from 'vitest';
import { onceATurn } from '../../../src/engine/figures/once-a-turn.ts';

describe('what several ask for', () => {
  it('is asked for once in a turn, and anew in the next', async () => {
    let asked = 0;
    const count = onceATurn(() => ++asked);
    expect([count(), count()]).toEqual([1, 1]);
    await Promise.resolve();
    expect([count(), count()]).toEqual([2, 2]);
  });

  it('is asked for again when it could not be said', () => {
    let fails = true;
    const word = onceATurn(() => {
      if (fails) throw new Error('busy');
      return 'well';
    });
    expect(word).toThrow('busy');
    fails = false;
    expect(word()).toBe('well');
  });
});
