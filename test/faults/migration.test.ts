// FAULTS 15: a migration killed at each statement; a newer database opened by older code. The short form kills before
// every eleventh statement; `npm run faults` before each.
//
// | point | shown by |
// | --- | --- |
// | a new database killed while it is made is laid nowhere | `store/database/db.test.ts` |
// | a migration still to be written, killed half-way | `store/database/db.test.ts` |
// | what an older database is carried over to | `store/database/db.test.ts`, `migration-sign-up.test.ts` |
// | two who open it at once migrate it once | `store/database/db.test.ts` |
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { readMigrations } from '../../src/store/database/migrations.ts';
import { inScene, PATIENCE_MS } from '../support/program.ts';
import { killMigrationsFrom } from './kills/migrations.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

describe('FAULTS 15', () => {
  it('migration killed at each statement: whole or untouched, and the next start tells who waits', async () => {
    const { points, wrong } = await killMigrationsFrom(1, 11);
    expect(wrong).toEqual([]);
    expect(points).toBeGreaterThan(5);
  });

  it.concurrent(
    'a newer database opened by older code is refused with a clear sentence, by every command, and left as it is',
    inScene(async (scene) => {
      expect((await scene.run(['subscribers', 'add', '--telegram', '1', '--district', '294'])).code).toBe(0);
      const path = join(scene.dataDir, 'vaccine-watch.db');
      const newest = readMigrations().length;
      const sql = new Database(path);
      sql.pragma(`user_version = ${newest + 1}`);
      sql.close();
      const sentence = `was written by a newer vaccine-watch (its schema is ${newest + 1}, this version knows up to ${newest}); update vaccine-watch.`;
      for (const args of [
        ['run'],
        ['subscribers', 'list'],
        ['deliveries'],
        ['backup', join(scene.folder, 'copy')],
      ]) {
        const { code, stdout, stderr } = await scene.run(args);
        expect([args[0], code, stdout]).toEqual([args[0], 1, '']);
        expect(stderr).toContain(sentence);
      }
      const after = new Database(path, { readonly: true });
      expect(after.pragma('user_version', { simple: true })).toBe(newest + 1);
      expect(after.prepare('SELECT count(*) FROM subscribers').pluck().get()).toBe(1);
      after.close();
    }),
  );
});
