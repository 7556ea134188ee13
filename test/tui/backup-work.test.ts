// The screen's copy of the database as work: what it says while it goes on, and how it ends.
import { describe, expect, it } from 'vitest';
import { ControlError } from '../../src/control/control.ts';
import type { Copying } from '../../src/core/copying.ts';
import { backupWork } from '../../tui/backup-work.ts';
import { progressText, type WorkProgress } from '../../tui/kit/work.tsx';
import { plainControl } from '../support/plain-control.ts';
import { quietSnapshot } from '../support/snapshots.ts';

function work(backup: (path: string, copying?: Copying) => Promise<{ bytes: number }>) {
  return backupWork(plainControl({ snapshot: quietSnapshot(), backup }), '/var/backups/vw.db');
}

describe('a copy of the database', () => {
  it('says its progress in whole percent', async () => {
    const said: WorkProgress[] = [];
    const copied = work(async (_, copying) => {
      copying?.onProgress?.(0.459);
      return { bytes: 14_200_000 };
    });
    await copied.run(new AbortController().signal, (progress) => said.push(progress));
    expect(said.map((progress) => progressText(progress, 20))).toEqual(['45 of 100 %  [##...]']);
  });

  it('ends as stopped where it was stopped, and with what the engine says where it failed by itself', async () => {
    const stop = new AbortController();
    const copied = work(async (_, copying) => {
      if (copying?.signal?.aborted) throw new ControlError('failed', 'Stopped: nothing was written.');
      throw new ControlError('failed', 'There is no room left on the disk.');
    });
    await expect(copied.run(stop.signal, () => undefined)).rejects.toThrow('There is no room left');
    stop.abort();
    expect(await copied.run(stop.signal, () => undefined)).toEqual({
      text: 'Stopped: no copy was left.',
      ok: false,
    });
  });
});
