// Errors instead of kills, the long form: every N until a round of opening, telling and closing no longer comes so far.
import { describe, expect, it } from 'vitest';
import { note } from '../harness/record.ts';
import { failingRedis } from './errors/failing.ts';
import { sweeping } from './errors/sweep.ts';

/** No round makes so many calls of a kind. */
const MOST_CALLS = 600;

describe.concurrent('FAULTS 3', () => {
  it.each([
    ['SQLITE_BUSY', 'write', { calls: 1 }, 1],
    ['SQLITE_FULL', 'write', { calls: 10 }, 3],
    ['SQLITE_IOERR_WRITE', 'write', { calls: 1 }, 2],
    ['SQLITE_READONLY', 'write', { forMs: 3_000 }, 15],
    ['SQLITE_IOERR_READ', 'read', { calls: 10 }, 3],
    ['SQLITE_CANTOPEN', 'any', { calls: 10 }, 5],
  ] as const)('SQLite refuses: %s at every %s, %o (each %ith)', (code, kind, lasts, stride) =>
    sweeping(
      { code, kind, lasts, from: 1, stride, rounds: Math.ceil(MOST_CALLS / stride) },
      ({ points, refused, calls, verdict }) => {
        note(
          `${code}: ${points} points of ${kind} swept, ${refused} calls refused, ${calls} calls in the last round`,
        );
        expect(points).toBeGreaterThan(10);
        expect(verdict).toMatchObject({ clean: true });
      },
    )(),
  );
});

describe.concurrent('FAULTS 2', () => {
  it.each([
    ['answer-lost', 'write', { calls: 1 }],
    ['closed', 'any', { calls: 10 }],
    ['refused', 'any', { calls: 1 }],
    ['timeout', 'any', { forMs: 3_000 }],
  ] as const)('Redis fails: %s at every %s, %o', (code, kind, lasts) =>
    sweeping(
      { part: failingRedis, code, kind, lasts, from: 1, stride: 1, rounds: 30 },
      ({ points, refused, calls, verdict }) => {
        note(
          `Redis ${code}: ${points} points of ${kind} swept, ${refused} commands failed, ${calls} in the last round`,
        );
        expect(points).toBeGreaterThan(0);
        expect(verdict).toMatchObject({ clean: true });
      },
    )(),
  );
});
