// FAULTS 16: backup under load; restore of an older copy. A Redis that outlives all of it believes everything is known.
//
// | point | shown by |
// | --- | --- |
// | a copy made while the store is written to is as the database was at one moment | `store/database/backup.test.ts` |
// | what cannot be restored is refused, and the database that stood there is kept | `store/database/backup.test.ts` |
// | stopped half-way nothing is left; progress is shown | `e2e/backup.test.ts` |
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { onStage, type Stage } from '../harness/stage.ts';
import { ownRedis } from '../store/redis/own-redis.ts';
import { PATIENCE_MS, until } from '../support/program.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE_MS });

/** Alerts that may be on their way when a copy is made. */
const ON_THE_WAY = 6;

/** So slow are Telegram and webhooks while copies are made that some alerts are still owed afterwards. */
const SLOW_MS = 4_000;

/** What a copy holds, read as a plain file. */
function inCopy(path: string): { readonly whole: unknown; readonly deliveries: number } {
  const copy = new Database(path, { readonly: true });
  try {
    return {
      whole: copy.pragma('integrity_check', { simple: true }),
      deliveries: copy.prepare('SELECT count(*) FROM deliveries').pluck().get() as number,
    };
  } finally {
    copy.close();
  }
}

async function copyTo({ scene }: Stage, path: string): Promise<void> {
  expect(await scene.run(['backup', path])).toMatchObject({ code: 0 });
}

describe('FAULTS 16', () => {
  it(
    'backup under load, restore of an older copy: whole, Redis void by the generation mark, nothing lost',
    onStage(async (stage) => {
      const { scene, providers, script, ledger, states, polled, settled, verdict, integrity } = stage;
      const redis = await ownRedis(join(scene.folder, 'outlives.sock'));
      scene.atEnd(redis.stop);
      const env = { VACCINE_WATCH_REDIS: redis.socket };
      const open = (odd: boolean) => {
        const some = script.slots.filter(({ number }) => (number % 2 === 1) === odd);
        script.setAll(new Map(some.map(({ number }) => [number, 20])));
      };
      const engine = await scene.engine(env);
      await polled();
      providers.telegram.always({ delayMs: SLOW_MS });
      providers.webhook.always({ delayMs: SLOW_MS });
      open(true);
      await until(() => ledger.read().length >= 3, 'some to be told');
      const older = join(scene.folder, 'older.db');
      const toldBefore = ledger.read().length;
      await copyTo(stage, older);
      expect(states().pending ?? 0).toBeGreaterThan(0);
      open(false);
      const newer = join(scene.folder, 'newer.db');
      await copyTo(stage, newer);
      providers.telegram.always(undefined);
      providers.webhook.always(undefined);
      await polled();
      await settled();
      const { due, missing } = verdict();
      expect([missing, states().sent]).toEqual([[], due]);
      expect(inCopy(older)).toMatchObject({ whole: 'ok' });
      expect(inCopy(newer)).toMatchObject({ whole: 'ok' });
      // What opened later the older copy does not know, and Redis does.
      expect(inCopy(older).deliveries).toBeLessThan(due);
      expect((await engine.stop()).code).toBe(0);

      const toldAfter = ledger.read().length - toldBefore;
      expect(await scene.run(['restore', older])).toMatchObject({ code: 0 });
      expect(integrity()).toBe('ok');
      const again = await scene.engine(env);
      // All that is owed stands in the restored database, told: those told after the copy were told again.
      await until(
        () => states().sent === due,
        () => `${due} sent: ${JSON.stringify(states())}`,
        PATIENCE_MS,
      );
      expect(states()).toEqual({ sent: due });
      expect(verdict(toldAfter + ON_THE_WAY)).toMatchObject({ clean: true });
      expect((await again.stop()).code).toBe(0);
      expect(integrity()).toBe('ok');
      expect(readdirSync(scene.dataDir).filter((name) => /\.(part|restore)-/.test(name))).toEqual([]);
    }),
  );
});
