import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCooling, createPacer } from '../../src/alert/pacer.ts';

describe('the pace of a lane', () => {
  it('never lets more calls out in any stretch of time than the provider takes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 400 }), (gaps) => {
        const pacer = createPacer({ limit: 28, perMs: 1_000 });
        const sent: number[] = [];
        let nowMs = 0;
        for (const gap of gaps) {
          nowMs += gap / 20;
          if (pacer.free(nowMs) < 1) {
            expect(pacer.waitMs(nowMs)).toBeGreaterThan(0);
            continue;
          }
          pacer.take(nowMs);
          sent.push(nowMs);
        }
        for (const fromMs of sent) {
          expect(sent.filter((at) => at >= fromMs && at < fromMs + 1_000).length).toBeLessThanOrEqual(28);
        }
      }),
    );
  });

  it('lets the next call out as soon as it may', () => {
    const pacer = createPacer({ limit: 2, perMs: 1_000 });
    pacer.take(0);
    pacer.take(300);
    expect(pacer.waitMs(400)).toBe(600);
    expect(pacer.free(999)).toBe(0);
    expect(pacer.free(1_000)).toBe(1);
    expect(pacer.waitMs(1_000)).toBe(0);
  });

  it('holds nothing back without a rate', () => {
    const pacer = createPacer(null);
    for (let call = 0; call < 1_000; call++) pacer.take(0);
    expect(pacer.free(0)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a recipient’s rest', () => {
  it('lasts while a send is in flight and a while after', () => {
    const cooling = createCooling();
    cooling.begin(1);
    cooling.begin(2);
    expect(cooling.release(10_000)).toBeNull();
    cooling.end(1, 100, 1_000);
    cooling.end(2, 100, 0);
    expect([...cooling.busy]).toEqual([1]);
    expect(cooling.release(600)).toBe(500);
    expect(cooling.release(1_100)).toBeNull();
    expect(cooling.busy.size).toBe(0);
  });
});
