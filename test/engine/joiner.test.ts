// R6: newcomers are told of what is open now, as soon as "now" is known and not before.
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { createJoiner } from '../../src/engine/joiner.ts';
import type { PollStats } from '../../src/poll/protocol.ts';

function rig() {
  let nowMs = 1_000_000;
  const joined: string[] = [];
  const clock: Clock = { wallMs: () => nowMs, monotonicMs: () => nowMs, sleep: async () => undefined };
  const joiner = createJoiner(clock, (areaIds) => joined.push(...areaIds));
  const lastGood = (lastGoodMs: number | null, intervalMs: number | null = 1000) =>
    joiner.onStats({ areas: [{ id: 'a', intervalMs, lastGoodMs, failure: '' }] } as unknown as PollStats);
  const report = (settled: boolean, failure = '') =>
    joiner.onReport({ areaId: 'a', atMs: nowMs, settled, failure });
  return { joiner, joined, lastGood, report, pass: (ms: number) => (nowMs += ms) };
}

describe('the joiner', () => {
  it('tells newcomers when the first answer of their area is wholly recorded', () => {
    const { joined, report } = rig();
    report(false);
    expect(joined).toEqual([]);
    report(true);
    expect(joined).toEqual(['a']);
  });

  it('tells a newcomer at once where the area is fresh', () => {
    const { joiner, joined, report, lastGood } = rig();
    report(true);
    lastGood(1_000_000);
    joined.length = 0;
    joiner.joinNow();
    expect(joined).toEqual(['a']);
  });

  it('waits where the last answer is old, or absences are not proven, so that nobody is sent to a slot long gone', () => {
    const { joiner, joined, report, lastGood, pass } = rig();
    report(true);
    lastGood(1_000_000);
    joined.length = 0;
    pass(61_000);
    joiner.joinNow();
    expect(joined).toEqual([]);
    report(false);
    lastGood(1_061_000);
    joiner.joinNow();
    expect(joined).toEqual([]);
  });

  it('tells a newcomer who had to wait at the next good answer, also when nothing changed in it, and once', () => {
    const { joiner, joined, report, lastGood, pass } = rig();
    report(true);
    lastGood(1_000_000);
    joined.length = 0;
    pass(61_000);
    joiner.joinNow();
    lastGood(1_000_000);
    expect(joined).toEqual([]);
    lastGood(1_061_000);
    lastGood(1_061_500);
    expect(joined).toEqual(['a']);
  });

  it('tells a newcomer who comes between the first answer and the first figures', () => {
    const { joiner, joined, report, lastGood } = rig();
    report(true);
    joined.length = 0;
    joiner.joinNow();
    expect(joined).toEqual([]);
    lastGood(1_000_000);
    expect(joined).toEqual(['a']);
  });

  it('takes twice the interval for fresh where an area is polled seldom', () => {
    const { joiner, joined, report, lastGood, pass } = rig();
    report(true);
    lastGood(1_000_000, 200_000);
    joined.length = 0;
    pass(300_000);
    joiner.joinNow();
    expect(joined).toEqual(['a']);
  });

  it('is not moved by a failed poll', () => {
    const { joiner, joined, report, lastGood } = rig();
    report(true);
    report(false, 'timeout');
    lastGood(1_000_000);
    joined.length = 0;
    joiner.joinNow();
    expect(joined).toEqual(['a']);
  });
});
