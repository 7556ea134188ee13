// FAULTS 14: a second engine on the same data directory.
//
// | point | shown by |
// | --- | --- |
// | the sentence names the process that holds it; commands still reach the first | `e2e/crash.test.ts` |
// | the lock itself, in one process and in two | `store/database/lock.test.ts` |
// | five hundred starts right after a SIGKILL | `storm.long.ts` |
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runChild } from '../store/kit.ts';
import { type Ended, inScene, PATH_WITH_REDIS, PATIENCE_MS, type Scene, until } from '../support/program.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const HELD = 75;

/** Everything that stands below a folder: path, mode, when it was last written, content. */
function contentOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const { mode, mtimeMs } = lstatSync(path);
      const bytes = lstatSync(path).isFile()
        ? createHash('sha256').update(readFileSync(path)).digest('hex')
        : '';
      return [name, mode.toString(8), mtimeMs, bytes].join(' ');
    });
}

const REFUSED = expect.stringMatching(/^Another engine .*holds .*\n$/) as string;

/** How long a command takes to end as it must (ms). */
async function endsAfterMs(scene: Scene, args: readonly string[], as: Partial<Ended>): Promise<number> {
  const fromMs = performance.now();
  expect(await scene.run(args)).toMatchObject(as);
  return performance.now() - fromMs;
}

describe('FAULTS 14', () => {
  it(
    'a second engine: exit 75 within a second, nothing written',
    inScene(async (scene) => {
      // Everything is there as after a run; who holds it writes nothing meanwhile.
      await (await scene.engine({ PATH: PATH_WITH_REDIS })).stop();
      const held = Promise.withResolvers<() => void>();
      const holder = runChild('hold-lock.ts', [scene.dataDir], (_line, kill) => held.resolve(kill));
      const letGo = await held.promise;
      scene.atEnd(letGo);
      const before = contentOf(scene.dataDir);
      expect(before.length).toBeGreaterThan(2);
      const tookMs: number[] = [];
      const startMs: number[] = [];
      for (let time = 0; time < 4; time += 1) {
        startMs.push(await endsAfterMs(scene, ['--version'], { code: 0 }));
        tookMs.push(await endsAfterMs(scene, ['run'], { code: HELD, stdout: '', stderr: REFUSED }));
      }
      expect(contentOf(scene.dataDir)).toEqual(before);
      process.stdout.write(
        `  refused after ${Math.min(...tookMs).toFixed(0)} ms (its version: ${Math.min(...startMs).toFixed(0)} ms)\n`,
      );
      // On a machine so busy that a process is slow to start at all, thrice as long as one needs to say its version.
      expect(Math.min(...tookMs)).toBeLessThan(Math.max(1_000, 3 * Math.min(...startMs)));
      letGo();
      await holder;
    }),
  );

  it(
    'of four that start at once one runs and three are refused; each time it is killed, the next starts at once',
    inScene(async (scene) => {
      for (let round = 0; round < 3; round += 1) {
        const engines = [1, 2, 3, 4].map(() => scene.start(['run'], { PATH: PATH_WITH_REDIS }));
        const ended = new Map<number, number | null>();
        for (const engine of engines) void engine.ended.then(({ code }) => ended.set(engine.pid, code));
        const [runs] = await until(
          () => {
            const ready = engines.filter(({ lines }) => lines().some(({ event }) => event === 'ready'));
            return ready.length > 0 && ended.size === 3 && ready;
          },
          () => `one of four: ${engines.map(({ stdout, stderr }) => stdout() + stderr())}`,
        );
        expect([...ended.values()]).toEqual([HELD, HELD, HELD]);
        await runs?.kill();
      }
    }),
  );
});
