// An engine that cannot start leaves nothing of itself behind: whoever carries one tries again in the same process.
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { readSettings } from '../../src/config.ts';
import { silentLog } from '../../src/log.ts';
import { startEngine } from '../../src/main.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';
import { openStore } from '../../src/store/store.ts';

/** Files in a folder that this process has open. */
function openIn(folder: string): readonly string[] {
  const places = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return places.filter((place) => place.startsWith(folder));
}

it('for a database that stays locked it has no file open any more, and starts when the lock is gone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vw-failed-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = { VACCINE_WATCH_REDIS: 'off', VACCINE_WATCH_COWIN_URL: 'http://127.0.0.1:9/api' };
  const settings = readSettings({ dataDir: folder }, env);
  const source = cowinSource();
  openStore(settings.dir.database, source).close();
  const other = new Database(settings.dir.database);
  other.exec('BEGIN IMMEDIATE');

  // Seconds of patience pass at once.
  let nowMs = 0;
  const clock = {
    ...systemClock,
    monotonicMs: () => {
      nowMs += 3_000;
      return nowMs;
    },
    sleep: async () => undefined,
  };
  const parts = { source, version: 'test', log: silentLog };
  await expect(startEngine(settings, { ...parts, clock })).rejects.toMatchObject({ code: 'busy' });
  // SQLite keeps files open as long as another connection of the same process has a lock on them.
  other.close();
  expect(openIn(folder)).toEqual([]);

  const engine = await startEngine(settings, { ...parts, clock: systemClock });
  await engine.stop();
  expect(openIn(folder)).toEqual([]);
});
