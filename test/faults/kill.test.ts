// FAULTS 1: SIGKILL in the midst of sending. The short form; `npm run faults` sweeps every outside call.
import { describe, expect, it, vi } from 'vitest';
import { onStage } from '../harness/stage.ts';
import { PATIENCE_MS, until } from '../support/program.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

/** Sends in flight at a kill, as FAULTS.md has it. */
const TWICE_A_KILL = 6;

describe('FAULTS 1', () => {
  it(
    'SIGKILL while messages go out: the next start tells everybody, and only those in flight twice',
    onStage(async ({ scene, script, ledger, polled, settled, verdict, integrity }) => {
      const first = await scene.engine();
      await polled();
      script.setAll(new Map(script.slots.map(({ number }) => [number, 20])));
      await until(() => ledger.read().length >= 5, 'some to be told');
      await first.kill();
      expect(integrity()).toBe('ok');
      const second = await scene.engine();
      await polled();
      await settled();
      expect(verdict(TWICE_A_KILL)).toMatchObject({ clean: true });
      expect((await second.stop()).code).toBe(0);
    }),
  );
});
