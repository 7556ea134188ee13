// When it is told that the database refuses, and when that it is over.
import { describe, expect, it } from 'vitest';
import { createRefusals, LOCK_UNNOTICED_MS } from '../../src/core/refusals.ts';

describe('a database that refuses', () => {
  it('because another process locks it, is told of when that lasts', () => {
    const refusals = createRefusals();
    expect(refusals.refused('busy', 'locked', 1_000)).toBe(false);
    expect(refusals.refused('busy', 'locked', 1_000 + LOCK_UNNOTICED_MS)).toBe(false);
    expect(refusals.told()).toBe('');
    expect(refusals.refused('busy', 'locked', 1_001 + LOCK_UNNOTICED_MS)).toBe(true);
    expect(refusals.refused('busy', 'locked', 1_002 + LOCK_UNNOTICED_MS)).toBe(false);
    expect(refusals.told()).toBe('locked');
    expect(refusals.accepted()).toBe(true);
    expect(refusals.told()).toBe('');
  });

  it('now and then because of a lock, is not told of', () => {
    const refusals = createRefusals();
    for (let atMs = 0; atMs < 60_000; atMs += 3_000) {
      expect(refusals.refused('busy', 'locked', atMs)).toBe(false);
      expect(refusals.accepted()).toBe(false);
    }
  });

  it('for any other reason is told of at once, also after a lock that was not', () => {
    const refusals = createRefusals();
    refusals.refused('busy', 'locked', 0);
    expect(refusals.refused('full', 'no room', 1)).toBe(true);
    expect(refusals.told()).toBe('no room');
  });
});
