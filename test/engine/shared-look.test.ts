// A look that costs others work: however many ask, it is done once at a time, and seldom.
import { describe, expect, it } from 'vitest';
import { sharedLook } from '../../src/engine/shared-look.ts';

describe('a shared look', () => {
  function looks(keptMs = 5_000) {
    let nowMs = 0;
    const pending: { resolve(result: number): void; reject(error: Error): void }[] = [];
    const look = sharedLook(
      () => new Promise<number>((resolve, reject) => pending.push({ resolve, reject })),
      keptMs,
      {
        monotonicMs: () => nowMs,
      },
    );
    return { look, pending, pass: (ms: number) => (nowMs += ms) };
  }

  it('is done once for all who ask while it is under way, and answers a little longer', async () => {
    const { look, pending, pass } = looks();
    const both = [look(), look()];
    pending[0]?.resolve(1);
    expect(await Promise.all(both)).toEqual([1, 1]);
    pass(4_999);
    expect(await look()).toBe(1);
    expect(pending).toHaveLength(1);
    pass(1);
    const next = look();
    pending[1]?.resolve(2);
    expect(await next).toBe(2);
  });

  it('is done anew after it failed', async () => {
    const { look, pending } = looks();
    const first = look();
    pending[0]?.reject(new Error('no'));
    await expect(first).rejects.toThrow('no');
    const second = look();
    pending[1]?.resolve(3);
    expect(await second).toBe(3);
  });
});
