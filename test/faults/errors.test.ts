// Errors instead of kills, FAULTS 2 and 3 from within: SQLite refuses the Nth write, commit or look of a running engine
// with each of its errors, for one call, for ten, for some seconds; commands of Redis fail. A handful of N; errors.long.ts
// sweeps all.
// test/alert/journal.test.ts and test/engine/recorder.test.ts show the same of the two parts that write.
import { describe, expect, it, vi } from 'vitest';
import { PATIENCE_MS } from '../support/program.ts';
import { failingRedis } from './errors/failing.ts';
import { sweeping } from './errors/sweep.ts';

vi.setConfig({ testTimeout: 4 * PATIENCE_MS });

const ROUNDS = 4;

describe.concurrent('FAULTS 3', () => {
  it.each([
    ['SQLITE_BUSY', 'write', { calls: 1 }],
    ['SQLITE_FULL', 'write', { calls: 10 }],
    ['SQLITE_READONLY', 'write', { forMs: 1_000 }],
    ['SQLITE_IOERR_READ', 'read', { calls: 10 }],
  ] as const)('SQLite refuses: %s at a %s, %o; nobody is left out, nobody told twice', (code, kind, lasts) =>
    sweeping({ code, kind, lasts, from: 1, stride: 23, rounds: ROUNDS }, ({ points, verdict }) => {
      expect(points).toBe(ROUNDS);
      expect(verdict).toMatchObject({ clean: true });
    })(),
  );
});

describe.concurrent('FAULTS 2', () => {
  it.each([
    ['answer-lost', 'write', { calls: 1 }],
    ['refused', 'any', { forMs: 1_000 }],
    ['timeout', 'any', { calls: 3 }],
  ] as const)('Redis fails: %s at a %s, %o; nobody is left out, nobody told twice', (code, kind, lasts) =>
    sweeping(
      { part: failingRedis, code, kind, lasts, from: 1, stride: 1, rounds: ROUNDS },
      ({ points, verdict }) => {
        expect(points).toBeGreaterThan(0);
        expect(verdict).toMatchObject({ clean: true });
      },
    )(),
  );
});
