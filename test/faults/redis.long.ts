// FAULTS 2, the long form: Redis stopped for 30 s, a line that delays or swallows, and an outage of 10 minutes through
// which memory stays flat while slots open and close all the time.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startHalfOpenProxy } from '../harness/half-open-proxy.ts';
import { note } from '../harness/record.ts';
import { onStage } from '../harness/stage.ts';
import { ownRedis } from '../store/redis/own-redis.ts';
import { pause, until } from '../support/program.ts';
import { begin, live, openerOf, ownRedisPid, theirRedis, times } from './redis-play.ts';

const OUTAGE_MS = 10 * 60_000;
const STOPPED_MS = 30_000;
/** It goes up and down by about 10 MB between two collections, with Redis as without; more than this grows (MB). */
const FLAT_MB = 16;

describe.concurrent('FAULTS 2', () => {
  it(
    'Redis of our own stopped (SIGSTOP): another takes its place within 10 s',
    onStage(
      async (stage) => {
        const { engine, eyes } = await begin(stage);
        const opener = openerOf(stage);
        await opener.openSome();
        const stopped = ownRedisPid(stage);
        const fromMs = performance.now();
        process.kill(stopped, 'SIGSTOP');
        await eyes.sees('Redis is away', ({ dedupe }) => dedupe.state === 'degraded');
        await opener.openSome();
        await until(() => times(engine, 'redis.started') === 2, 'another');
        await eyes.sees('Redis is in use', ({ dedupe }) => dedupe.state === 'ok');
        expect(performance.now() - fromMs).toBeLessThan(10_000);
        expect(ownRedisPid(stage)).not.toBe(stopped);
        await opener.openSome();
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { slots: 12 },
    ),
  );

  it(
    'Redis of somebody else stopped (SIGSTOP) for 30 s, and its socket deleted before it is killed',
    onStage(
      async (stage) => {
        const redis = theirRedis(stage);
        await redis.start();
        const { eyes } = await begin(stage, { VACCINE_WATCH_REDIS: redis.socket });
        const opener = openerOf(stage);
        await live(stage, eyes, opener, {
          begin: async () => {
            redis.signal('SIGSTOP');
            await pause(STOPPED_MS);
          },
          end: () => redis.signal('SIGCONT'),
        });
        // The connection that stands outlives the name.
        await live(stage, eyes, opener, { begin: () => rmSync(redis.socket), shown: () => undefined });
        await live(stage, eyes, opener, { begin: redis.stop, end: redis.start });
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { slots: 24 },
    ),
  );

  it(
    'Redis behind a line that delays by 3 s, or swallows what goes to it',
    onStage(
      async (stage) => {
        const redis = await ownRedis(join(stage.scene.folder, 'far.sock'));
        stage.scene.atEnd(redis.stop);
        const proxy = await startHalfOpenProxy(redis.port);
        stage.scene.atEnd(proxy.close);
        const { eyes } = await begin(stage, { VACCINE_WATCH_REDIS: `redis://127.0.0.1:${proxy.port}` });
        const opener = openerOf(stage);
        await live(stage, eyes, opener, { begin: () => proxy.delay(3_000), end: () => proxy.delay(0) });
        await live(stage, eyes, opener, {
          begin: () => proxy.swallow('to-server'),
          end: () => proxy.swallow(),
        });
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { slots: 16 },
    ),
  );

  it(
    'Redis away for 10 minutes while everything changes all the time: memory stays flat',
    onStage(
      async (stage) => {
        const { script, polled, settled } = stage;
        const redis = theirRedis(stage);
        await redis.start();
        const { engine, eyes } = await begin(stage, { VACCINE_WATCH_REDIS: redis.socket });
        const { pid } = await engine.event('ready');
        await redis.stop();
        await eyes.sees('Redis is away', ({ dedupe }) => dedupe.state === 'degraded');
        const beganMs = performance.now();
        const samples: { readonly atMs: number; readonly rssMb: number }[] = [];
        for (let round = 0; performance.now() - beganMs < OUTAGE_MS; round++) {
          // Always open, always in another band: news for Redis each time, and for nobody else after the first.
          script.setAll(new Map(script.slots.map(({ number }) => [number, round % 2 === 0 ? 60 : 20])));
          await polled(1);
          samples.push({ atMs: performance.now() - beganMs, rssMb: rssMbOf(Number(pid)) });
        }
        expect((await eyes.status()).dedupe.state).toBe('degraded');
        const early = medianOf(samples.filter(({ atMs }) => atMs > OUTAGE_MS / 3 && atMs < OUTAGE_MS / 2));
        const late = medianOf(samples.filter(({ atMs }) => atMs > OUTAGE_MS * 0.9));
        note(`resident memory in the outage: ${early} MB at a third of it, ${late} MB in its last minute`);
        expect(late - early).toBeLessThan(FLAT_MB);
        await redis.start();
        expect(await eyes.sees('Redis is in use', ({ dedupe }) => dedupe.state === 'ok')).toBeLessThan(
          10_000,
        );
        await polled();
        await settled();
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { slots: 200 },
    ),
  );
});

function rssMbOf(pid: number): number {
  const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kib) / 1024);
}

function medianOf(samples: readonly { readonly rssMb: number }[]): number {
  const sorted = samples.map(({ rssMb }) => rssMb).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
