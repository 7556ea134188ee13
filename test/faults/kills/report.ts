// What a sweep of kills says of itself: its verdict for the table of `npm run faults`, and its figures in a line below it.
import { expect } from 'vitest';
import { note, recordVerdict } from '../../harness/record.ts';
import type { SweepResult } from './sweep.ts';

/** Fails where anything was not as it must be. @param allowedAPoint messages that may arrive twice for each point */
export function report(name: string, result: SweepResult, allowedAPoint: number): void {
  const { points, due, missing, extra, copies, mostCopies, againMs, wrong } = result;
  const sorted = againMs.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  note(
    `${name}: ${points} points, most messages twice after one kill ${mostCopies}, ` +
      `sending again after ${median} ms (median), ${sorted.at(-1) ?? 0} ms (longest)`,
  );
  for (const line of wrong) note(line);
  recordVerdict({ due, missing, extra, duplicated: copies, allowed: allowedAPoint * points });
  expect(wrong).toEqual([]);
  expect(points).toBeGreaterThan(0);
}
