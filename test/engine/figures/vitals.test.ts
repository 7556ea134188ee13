// Whether the engine says of itself that it is ready, and the figures only /metrics asks for.
import { describe, expect, it } from 'vitest';
import type { EngineSnapshot } from '../../../src/core/snapshot.ts';
import { createVitals } from '../../../src/engine/figures/vitals.ts';
import type { StoreErrorCode } from '../../../src/store/errors.ts';
import { freshStore, tempDir } from '../../store/kit.ts';
import { quietSnapshot } from '../../support/snapshots.ts';

interface How {
  readonly state?: EngineSnapshot['state'];
  readonly silentMs?: number | null;
  readonly trouble?: string;
  readonly dir?: string;
  readonly refusal?: () => StoreErrorCode | null;
}

let nowMs = 0;

function vitals({ state = 'running', silentMs = 500, trouble = '', dir = tempDir(), refusal }: How = {}) {
  const store = freshStore();
  return createVitals({
    store: refusal === undefined ? store : { ...store, refusal },
    figures: { snapshot: quietSnapshot, pollerSilentMs: () => silentMs, state: () => state },
    dir,
    storeTrouble: () => trouble,
    clock: { monotonicMs: () => nowMs },
  });
}

describe('ready', () => {
  it.each<[How, string]>([
    [{}, ''],
    [{ state: 'paused' }, ''],
    [{ state: 'starting', silentMs: null }, 'starting polling'],
    [{ state: 'draining' }, 'stopping'],
    [{ silentMs: null }, 'polling'],
    [{ silentMs: 31_000 }, 'polling'],
    [{ silentMs: 29_000 }, ''],
    [{ trouble: 'There is no room left on the disk.' }, 'database'],
  ])('%o: in the way is “%s”', (how, reasons) => {
    expect(vitals(how).unready().join(' ')).toBe(reasons);
  });
});

describe('a database that refuses', () => {
  it('is in the way once another process has locked it for longer than is worth a word', () => {
    let code: StoreErrorCode | null = 'busy';
    const { unready } = vitals({ refusal: () => code });
    expect(unready()).toEqual([]);
    nowMs += 3_000;
    expect(unready()).toEqual([]);
    nowMs += 2_000;
    expect(unready()).toEqual(['database']);
    code = null;
    expect(unready()).toEqual([]);
  });

  it('is in the way at once when it cannot be written at all', () => {
    expect(vitals({ refusal: () => 'unwritable' }).unready()).toEqual(['database']);
  });
});

describe('the facts', () => {
  it('know the room on the disk; where the system does not say, nothing', () => {
    expect(vitals().facts().freeDiskBytes).toBeGreaterThan(0);
    expect(vitals({ dir: '/nowhere/at/all' }).facts().freeDiskBytes).toBeNull();
  });
});
