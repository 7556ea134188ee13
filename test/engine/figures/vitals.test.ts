// Whether the engine says of itself that it is ready, and the figures only /metrics asks for.
import { describe, expect, it } from 'vitest';
import type { EngineSnapshot } from '../../../src/core/snapshot.ts';
import { createVitals } from '../../../src/engine/figures/vitals.ts';
import { freshStore, tempDir } from '../../store/kit.ts';
import { quietSnapshot } from '../../support/snapshots.ts';

interface How {
  readonly state?: EngineSnapshot['state'];
  readonly silentMs?: number | null;
  readonly trouble?: string;
  readonly dir?: string;
}

function vitals({ state = 'running', silentMs = 500, trouble = '', dir = tempDir() }: How = {}) {
  return createVitals({
    store: freshStore(),
    figures: { snapshot: quietSnapshot, pollerSilentMs: () => silentMs, state: () => state },
    dir,
    storeTrouble: () => trouble,
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

describe('the facts', () => {
  it('know the room on the disk; where the system does not say, nothing', () => {
    expect(vitals().facts().freeDiskBytes).toBeGreaterThan(0);
    expect(vitals({ dir: '/nowhere/at/all' }).facts().freeDiskBytes).toBeNull();
  });
});
