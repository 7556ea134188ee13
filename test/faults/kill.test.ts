// FAULTS 1: SIGKILL, in the short form: in the midst of sending, at one call of each kind, and a storm of a few.
// `npm run faults` kills before and after every outside call (`kill.long.ts`) and at random by the hundred (`storm.long.ts`).
//
// | point | shown by |
// | --- | --- |
// | the redis-server it started is gone within 2 s | `e2e/crash.test.ts` |
// | a webhook that comes twice has the same id | `e2e/crash.test.ts` |
// | six alerts at most are on their way | `alert/on-the-way.test.ts` |
import { describe, expect, it, vi } from 'vitest';
import { dueIn } from '../harness/oracle.ts';
import { makePeople } from '../harness/people.ts';
import { makeSlots } from '../harness/slots.ts';
import { onStage } from '../harness/stage.ts';
import { judge } from '../harness/verdict.ts';
import { inScene, PATIENCE_MS, type Scene, until } from '../support/program.ts';
import { openGrounds } from './kills/grounds.ts';
import { type KillPoint, pointText } from './kills/points.ts';
import { storm } from './kills/storm.ts';
import { killAt, TWICE_A_KILL } from './kills/sweep.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE_MS });

const POINTS: readonly KillPoint[] = [
  { kind: 'fetch', side: 'after', nth: 3 },
  { kind: 'commit', side: 'after', nth: 4 },
  { kind: 'settle', side: 'before', nth: 2 },
  { kind: 'send', side: 'after', nth: 4 },
];

/** How long the program takes to say its version just now (ms). */
async function versionMs(scene: Scene): Promise<number> {
  const fromMs = performance.now();
  await scene.run(['--version']);
  return performance.now() - fromMs;
}

describe('FAULTS 1', () => {
  it(
    'SIGKILL while messages go out: the next start tells everybody, and only those in flight twice',
    onStage(async ({ scene, script, ledger, people, polled, settled, verdict, integrity }) => {
      const missing = () => judge(dueIn(people, script.history()), ledger.read()).missing;
      const first = await scene.engine();
      await polled();
      script.setAll(new Map(script.slots.map(({ number }) => [number, 20])));
      await until(() => ledger.read().length >= 5, 'some to be told');
      await first.kill();
      expect(integrity()).toBe('ok');
      const second = await scene.engine();
      await until(
        () => missing().length === 0,
        () => `told: ${missing()}`,
        PATIENCE_MS,
      );
      await settled();
      expect(verdict(TWICE_A_KILL)).toMatchObject({ clean: true });
      expect((await second.stop()).code).toBe(0);
    }),
  );

  it(
    'SIGKILL at an outside call: database intact, sending again within 2 s, six twice at most',
    inScene(async (scene) => {
      const grounds = await openGrounds(scene, makePeople(6, [294]), makeSlots(2, [294]));
      const againMs: number[] = [];
      const startMs: number[] = [];
      for (const point of POINTS) {
        startMs.push(await versionMs(scene));
        const result = await killAt(grounds, point);
        expect([pointText(point), result.killed, result.wrong]).toEqual([pointText(point), true, []]);
        if (result.againMs !== null) againMs.push(result.againMs);
      }
      process.stdout.write(`  sending again after ${againMs.join(', ')} ms\n`);
      // On a machine so busy that a process is slow to start at all, eight times what one needs to say its version.
      expect(Math.min(...againMs)).toBeLessThan(Math.max(2_000, 8 * Math.min(...startMs)));
    }),
  );

  it(
    'random SIGKILLs under load, with refusing providers: nothing missing, nothing extra',
    inScene(async (scene) => {
      const { verdict, integrity, exitCode } = await storm(
        scene,
        { kills: 4, seed: 11, people: 30 },
        () => undefined,
      );
      expect([verdict.clean, verdict.line, integrity, exitCode]).toEqual([true, verdict.line, 'ok', 0]);
    }),
  );
});
