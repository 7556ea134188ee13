// A carried engine started anew under whoever shows it, with real engines in a data directory of their own.
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { readSettings } from '../../src/config.ts';
import type { Control } from '../../src/control/control.ts';
import { absentControl } from '../../src/engine/absent.ts';
import { type CarriedEngine, carryEngine, type StandIn, type StartEngine } from '../../src/engine/carried.ts';
import { createEventRing } from '../../src/engine/events.ts';
import { setupDesk } from '../../src/engine/setup.ts';
import { silentLog } from '../../src/log.ts';
import { startEngine } from '../../src/main.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';
import { scratchFolder } from '../support/scratch.ts';

let folder: string;
let carried: CarriedEngine;
/** What the screen shows, and what it was told on the way: `starting`, or the pace of the engine that came. */
let shown: Control;
let told: string[];

const env = { VACCINE_WATCH_REDIS: 'off', VACCINE_WATCH_COWIN_URL: 'http://127.0.0.1:9/api' };
const pace = async () => (await shown.status()).pace.setting;

beforeEach(async () => {
  folder = scratchFolder('vw-carried-');
  told = [];
  carried = await carryEngine(starting, standIn);
  shown = carried.control;
  carried.follow((control) => {
    told.push(control === null ? 'starting' : 'there');
    if (control !== null) shown = control;
  });
});
afterEach(async () => {
  await carried.stop();
  rmSync(folder, { recursive: true, force: true });
});

const events = createEventRing(systemClock);

const standIn: StandIn = (why) =>
  absentControl({ why, version: 'test', dataDir: folder, sourceName: 'CoWIN', clock: systemClock });

function starting(): StartEngine {
  const settings = readSettings({ dataDir: folder }, env);
  const parts = { source: cowinSource(), version: 'test', clock: systemClock, log: silentLog, events };
  return () => startEngine(settings, parts);
}

function desk() {
  return setupDesk({
    flags: { dataDir: folder },
    env,
    clock: systemClock,
    restart: () => carried.restart(starting),
  });
}

describe('a restart', () => {
  it('brings an engine with the settings as they are now, and the events go on', async () => {
    const { save, restart } = desk();
    expect(await pace()).toBe('90/5m');
    expect(await save({ pace: '500/1m' })).toEqual([]);
    expect(await pace()).toBe('90/5m');
    const before = (await shown.events({})).lastSeq;
    await restart?.();
    expect(told).toEqual(['starting', 'there']);
    expect(await pace()).toBe('500/1m');
    const since = (await shown.events({ afterSeq: before })).events.map(({ event }) => event);
    expect(since).toEqual(['stopping', 'stopped', 'ready']);
  });

  it('does not stop the engine for settings that are wrong, and says which', async () => {
    writeFileSync(join(folder, 'config.json'), '{ "pace": "often", "telegramToken": "canary" }');
    const refusal: unknown = await carried.restart(starting).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'ControlError', code: 'failed' });
    expect(String(refusal)).toMatch(/pace in .* must be calls per time.* The engine goes on as before\.$/);
    expect(String(refusal)).not.toContain('canary');
    expect(told).toEqual([]);
    expect(await pace()).toBe('90/5m');
  });

  it('goes back to the settings before when the engine cannot start with the new ones, and can be tried again', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as { port: number };
    const { save } = desk();
    expect(await save({ http: `127.0.0.1:${port}`, pace: '500/1m' })).toEqual([]);
    await expect(carried.restart(starting)).rejects.toThrow(
      /127\.0\.0\.1:\d+.* The engine runs with the settings it had before\.$/,
    );
    expect(told).toEqual(['starting', 'there']);
    expect(await pace()).toBe('90/5m');
    await new Promise((resolve) => blocker.close(resolve));
    await carried.restart(starting);
    expect(await pace()).toBe('500/1m');
  });

  it('twice at once is one after the other; a stop comes after both, and nothing starts after it', async () => {
    const both = [carried.restart(starting), carried.restart(starting)];
    const stopped = carried.stop();
    await Promise.all([...both, stopped]);
    await carried.restart(starting);
    await carried.stop();
    // Its data directory is free again.
    const next = await starting()();
    await next.stop();
  });
});
