// FAULTS 2: Redis killed, flushed, full, its socket deleted, slow, half-open, absent from the start. The short form;
// redis.long.ts has what takes longer, the outages of 30 s and of 10 minutes among it.
// | also shown by | what |
// | --- | --- |
// | test/store/redis/redis-server.test.ts | the Redis of our own: replaced within 10 s, adopted, never an orphan |
// | test/store/redis/seen.test.ts | degraded while nobody asks anything; what it missed is not believed; passwords |
// | test/store/redis/seen-batches.test.ts | many askers in an outage are all answered within the time of one command |
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { askSocket } from '../../src/store/redis/redis-socket.ts';
import type { Eyes } from '../harness/eyes.ts';
import { startHalfOpenProxy } from '../harness/half-open-proxy.ts';
import { onStage } from '../harness/stage.ts';
import { ownRedis } from '../store/redis/own-redis.ts';
import { PATIENCE_MS, until } from '../support/program.ts';
import { begin, fill, live, makeRoom, openerOf, ownRedisPid, theirRedis, times } from './redis-play.ts';

vi.setConfig({ testTimeout: 4 * PATIENCE_MS });

/** How many answers were read, once all that came is counted: the status is made once a second. */
async function readingsAtRest({ status }: Eyes): Promise<number> {
  let rest = { changed: -1, sinceMs: 0 };
  return until(async () => {
    const { polls, atMs } = await status();
    if (polls.changed !== rest.changed) rest = { changed: polls.changed, sinceMs: atMs };
    return atMs - rest.sinceMs > 2_500 && rest.changed;
  }, 'nothing more to be read');
}

describe.concurrent('FAULTS 2', () => {
  it(
    'Redis of our own: killed, full, its socket deleted; polling goes on, and it is back within 10 s',
    onStage(
      async (stage) => {
        const socket = join(stage.scene.dataDir, 'redis', 'redis.sock');
        const { engine, eyes } = await begin(stage);
        const opener = openerOf(stage);
        const lost = (count: number) => () => until(() => times(engine, 'redis.lost') >= count, 'its loss');
        await opener.openSome();
        await live(stage, eyes, opener, {
          begin: () => process.kill(ownRedisPid(stage), 'SIGKILL'),
          shown: lost(1),
        });
        await live(stage, eyes, opener, {
          // What is refused is seen with the first news.
          begin: async () => {
            await fill(socket);
            await opener.openSome();
          },
          end: () => makeRoom(socket),
        });
        await live(stage, eyes, opener, { begin: () => rmSync(socket), shown: lost(2) });
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { slots: 32 },
    ),
  );

  it(
    'Redis of somebody else: absent from the start, killed, full; degraded is shown, and it is back within 10 s',
    onStage(
      async (stage) => {
        const redis = theirRedis(stage);
        const { eyes } = await begin(stage, { VACCINE_WATCH_REDIS: redis.socket });
        const opener = openerOf(stage);
        await live(stage, eyes, opener, { begin: () => undefined, end: redis.start });
        await live(stage, eyes, opener, { begin: redis.stop, end: redis.start });
        await live(stage, eyes, opener, {
          begin: async () => {
            await fill(redis.socket);
            await opener.openSome();
          },
          end: () => makeRoom(redis.socket),
        });
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { slots: 28 },
    ),
  );

  it(
    'Redis behind a line that is slow, that is half-open, whose connections are lost without a word',
    onStage(
      async (stage) => {
        const redis = await ownRedis(join(stage.scene.folder, 'far.sock'));
        stage.scene.atEnd(redis.stop);
        const proxy = await startHalfOpenProxy(redis.port);
        stage.scene.atEnd(proxy.close);
        const { eyes } = await begin(stage, { VACCINE_WATCH_REDIS: `redis://127.0.0.1:${proxy.port}` });
        const opener = openerOf(stage);
        await live(stage, eyes, opener, {
          begin: () => proxy.delay(100),
          shown: () => undefined,
          end: () => proxy.delay(0),
        });
        await live(stage, eyes, opener, {
          begin: () => proxy.swallow('to-client'),
          end: () => proxy.swallow(),
        });
        const before = proxy.connected();
        await live(stage, eyes, opener, { begin: proxy.loseAll });
        expect(proxy.connected()).toBeGreaterThan(before);
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { slots: 24 },
    ),
  );

  it(
    'Redis flushed: nothing is even read again by the engine that runs; the next has one sweep of work; no message',
    onStage(async (stage) => {
      const { scene, ledger, polled, settled } = stage;
      const redis = theirRedis(stage);
      await redis.start();
      const env = { VACCINE_WATCH_REDIS: redis.socket };
      const first = await begin(stage, env);
      const opener = openerOf(stage);
      await opener.openSome();
      await opener.openSome();
      await polled();
      const told = ledger.read().length;
      const changed = await readingsAtRest(first.eyes);
      await askSocket(redis.socket, 'FLUSHALL');
      await polled(8);
      expect((await first.eyes.status()).polls.changed).toBe(changed);
      await first.engine.stop();

      await askSocket(redis.socket, 'FLUSHALL');
      await scene.engine(env);
      for (const district of new Set(stage.script.slots.map((slot) => slot.district)))
        stage.providers.cowin.set(district, stage.script.bodyOf(district));
      await polled(4);
      // Each slot was written down in Redis again, once.
      expect(await askSocket(redis.socket, 'DBSIZE')).toBe(`:${stage.script.slots.length}`);
      await settled();
      expect(ledger.read().length).toBe(told);
      expect(stage.verdict()).toMatchObject({ clean: true });
    }),
  );
});
