// What watches over the built program from outside: /healthz, /readyz and /metrics of its page, in good days and bad,
// beside what `status` says at the same time.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EngineSnapshot } from '../../src/core/snapshot.ts';
import { aDistrict, aSlot, type CowinStub } from '../support/cowin-stub.ts';
import { type Exposition, readExposition } from '../support/exposition.ts';
import { PATIENCE_MS, type Program, type Scene, until } from '../support/program.ts';
import type { Receivers } from '../support/receivers.ts';
import { openWholeScene, placeForPage } from '../support/whole-scene.ts';
import { clientOf } from '../web/client.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const BBMP = 294;
const TOKEN = 'e2e-metrics-token-5d1c';
let scene: Scene;
let cowin: CowinStub;
let to: Receivers;
let engine: Program;
let url: string;

beforeAll(async () => {
  ({ scene, cowin, to } = await openWholeScene());
  const added = await scene.run(['subscribers', 'add', '--email', 'anita@example.org', '--district', 'BBMP']);
  expect(added.code).toBe(0);
  const page = await placeForPage();
  url = page.url;
  const tokenFile = join(scene.folder, 'metrics-token');
  writeFileSync(tokenFile, `${TOKEN}\n`, { mode: 0o600 });
  engine = await scene.engine({ ...page.env, VACCINE_WATCH_METRICS_TOKEN_FILE: tokenFile });
});
afterAll(() => scene?.close());

const readiness = async () => {
  const { status, text } = await clientOf(url).get('/readyz');
  return `${status} ${text.trim()}`;
};
const becomes = (expected: string) => until(async () => (await readiness()) === expected, expected);
const isAlive = async () => (await clientOf(url).get('/healthz')).status === 200;

async function metrics(): Promise<Exposition> {
  const { status, text } = await clientOf(url).get('/metrics', { authorization: `Bearer ${TOKEN}` });
  expect(status).toBe(200);
  return readExposition(text);
}
const sample = async (series: string) => (await metrics()).samples.get(`vaccine_watch_${series}`);

describe('who watches over a running engine', () => {
  it('sees it ready once it polls', async () => {
    await becomes('200 ready');
    expect(await isAlive()).toBe(true);
  });

  it('reads figures that are those of `status`, and no address', async () => {
    cowin.set(BBMP, aDistrict(aSlot(1, 12)));
    await until(() => to.mail.mails[0], 'an alert');
    await until(async () => (await sample('deliveries_sent_total{channel="email"}')) === 1, 'it is settled');
    const { text } = await clientOf(url).get('/metrics', { authorization: `Bearer ${TOKEN}` });
    expect(text).not.toMatch(/anita|example\.org|BBMP|@|127\.0\.0\.1/);
    const snapshot = await scene.json<EngineSnapshot>(['status']);
    const { samples } = readExposition(text);
    const value = (series: string) => samples.get(`vaccine_watch_${series}`);
    expect(value('subscribers{state="active"}')).toBe(snapshot.subscribers.active);
    expect(value('openings_total')).toBe(snapshot.openings);
    expect(value('slots_open')).toBe(snapshot.slotsOpen);
    expect(value('start_time_seconds')).toBe(snapshot.startedAtMs / 1000);
    expect(value('pace_setting_calls_per_second')).toBe(snapshot.pace.settingPerS);
    expect(value(`dedupe_mode{mode="${snapshot.dedupe.mode}"}`)).toBe(1);
    expect(value('areas{state="polled"}')).toBe(1);
    expect(value('deliveries_oldest_pending_age_seconds')).toBe(0);
    expect(value('data_dir_free_bytes')).toBeGreaterThan(0);
    expect(value('source_calls_total{outcome="changed"}')).toBeGreaterThan(0);
  });

  it('sees a database that another process keeps locked, and that it is free again', async () => {
    const other = new Database(join(scene.dataDir, 'vaccine-watch.db'));
    other.exec('BEGIN IMMEDIATE');
    try {
      await becomes('503 not ready: database');
      expect(await isAlive()).toBe(true);
      expect(await sample('database_bytes')).toBeGreaterThan(0);
    } finally {
      other.exec('ROLLBACK');
      other.close();
    }
    await becomes('200 ready');
  });

  it('sees in the figures that the source refuses; the page stays ready, since nothing here mends that', async () => {
    const before = (await sample('source_calls_total{outcome="status-403"}')) ?? 0;
    cowin.set(BBMP, { status: 403, body: '<html>no</html>' });
    await until(async () => (await sample('source_state{state="refused"}')) === 1, 'it is refused');
    expect(await sample('source_calls_total{outcome="status-403"}')).toBeGreaterThan(before);
    expect(await sample('areas{state="failing"}')).toBe(1);
    expect(await readiness()).toBe('200 ready');
  });

  it('keeps the token out of log and status', async () => {
    expect(engine.stdout() + engine.stderr()).not.toContain(TOKEN);
    expect((await scene.run(['status', '--json'])).stdout).not.toContain(TOKEN);
    expect((await scene.run(['doctor'])).stdout).not.toContain(TOKEN);
  });
});
