// The bench's own processes at work on small things: each measures what it says, and none is left behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { istDateOf } from '../../src/core/ist.ts';
import { processesNaming } from '../support/program.ts';
import { oneCentreBody } from './bodies/one-centre.ts';
import type { FanOutRound } from './children/fan-out.ts';
import type { ClientFigures } from './children/meter.ts';
import type { PeerPlan } from './children/peer.ts';
import type { PollerPlan } from './children/poller.ts';
import { runScript, startBound } from './process.ts';
import { script } from './scenarios/contenders.ts';
import { pinnedRedisFolder, redisFigures, startBenchRedis } from './servers/redis.ts';

function tempDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vw-bench-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A server that gives the same answer to everybody. */
async function answering(status: number): Promise<string> {
  const body = gzipSync(oneCentreBody({ id: 1, name: 'One', state: 'One' }, 8, istDateOf(Date.now()), false));
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-encoding': 'gzip', 'content-length': body.length }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
}

describe('the processes of the bench', () => {
  it.each(['undici', 'dispatch-parse', 'request-parse', 'fetch'] as const)(
    '%s counts its calls',
    async (kind) => {
      const plan = (baseUrl: string): PeerPlan => ({
        ...{ kind, baseUrl, paths: ['/a', '/b'], headers: { 'accept-encoding': 'gzip' }, connections: 4 },
        ...{ conditional: false, warmUpMs: 100, measureMs: 200 },
      });
      const good = await runScript<ClientFigures>(script('any', 'peer.ts', plan(await answering(200))));
      expect(good).toMatchObject({ failed: 0, redisCpuS: null });
      expect(good.calls).toBeGreaterThan(10);
      expect(good.wallS).toBeGreaterThan(0.19);
      expect(good.cpuS).toBeGreaterThan(0);
      const bad = await runScript<ClientFigures>(script('any', 'peer.ts', plan(await answering(500))));
      expect(bad.failed).toBeGreaterThan(10);
    },
  );

  it('the poller polls the whole country with its Redis, and reads no answer twice', async () => {
    const folder = tempDir();
    const redis = await startBenchRedis(pinnedRedisFolder(join(folder, 'bin')), join(folder, 'redis'));
    onTestFinished(redis.stop);
    const plan: PollerPlan = {
      ...{ baseUrl: await answering(200), userAgent: 'bench', redisSocket: redis.socket, connections: 64 },
      ...{ threads: 2, warmUpMs: 100, measureMs: 300 },
    };
    const figures = await runScript<ClientFigures>(script('any', 'poller.ts', plan));
    expect(figures).toMatchObject({ failed: 0, changedShare: 0 });
    expect(figures.calls).toBeGreaterThan(50);
    expect((await redisFigures(redis.socket)).usedMb).toBeGreaterThan(0.1);
  });

  it('one opening is owed to everybody', async () => {
    const plan = { folder: tempDir(), people: 300, rounds: 2 };
    const rounds = await runScript<readonly FanOutRound[]>(script('any', 'fan-out.ts', plan));
    expect(rounds.map(({ owed }) => owed)).toEqual([300, 300]);
    for (const { recordedMs, longestStepMs } of rounds) {
      expect(recordedMs).toBeGreaterThan(0);
      expect(longestStepMs).toBeLessThanOrEqual(recordedMs);
    }
  });

  it('a script that fails says why', async () => {
    await expect(runScript([process.execPath, '-e', 'throw new Error("no such luck")'])).rejects.toThrow(
      'no such luck',
    );
  });

  it('are gone when they are stopped, with all they have started', async () => {
    const mark = `${tempDir()}/asleep`;
    const child = startBound(['/bin/sh', '-c', `sh -c 'sleep 300; : ${mark}'; : ${mark}`]);
    await vanishing(mark, (count) => count >= 2);
    await child.stop();
    await vanishing(mark, (count) => count === 0);
  });

  it('are gone when the bench is killed', async () => {
    const mark = `${tempDir()}/asleep`;
    const start = `import { startBound } from ${JSON.stringify(join(import.meta.dirname, 'process.ts'))};
      startBound(['/bin/sh', '-c', "sleep 300; : ${mark}"]);`;
    const bench = spawn(process.execPath, ['--input-type=module', '-e', start], { stdio: 'ignore' });
    await vanishing(mark, (count) => count >= 2);
    bench.kill('SIGKILL');
    await once(bench, 'exit');
    await vanishing(mark, (count) => count === 0);
  });
});

/** Waits until so many processes name the mark. */
async function vanishing(mark: string, holds: (count: number) => boolean): Promise<void> {
  for (const endMs = performance.now() + 10_000; !holds(processesNaming(mark).length); await sleep(20)) {
    if (performance.now() > endMs) throw new Error(`${processesNaming(mark).length} processes name ${mark}`);
  }
}
