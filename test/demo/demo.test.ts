// The demo with a real engine: everybody is told, once; and a demo in which somebody is not told says so.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { readSettings } from '../../src/config.ts';
import { type DemoEnv, runDemo, startDemo } from '../../src/demo/demo.ts';
import { silentLog } from '../../src/log.ts';
import { startEngine } from '../../src/main.ts';
import { cowinSource } from '../../src/sources/cowin/index.ts';

const source = cowinSource();
let inboxFolder: string;

beforeEach(() => {
  inboxFolder = mkdtempSync(join(tmpdir(), 'vaccine-watch-demo-test-'));
});

afterEach(() => {
  rmSync(inboxFolder, { recursive: true, force: true });
});

function engineFor(env: DemoEnv) {
  const settings = readSettings({}, { ...env, VACCINE_WATCH_REDIS: 'off' });
  return startEngine(settings, { source, version: 'test', clock: systemClock, log: silentLog });
}

describe('the demo', () => {
  it('ends with everybody told of everything, once, and the mails in their folder', async () => {
    const summary = await runDemo({
      areas: source.areas,
      clock: systemClock,
      startEngine: engineFor,
      openingsPerMinute: 600,
      inboxFolder,
      forMs: 4_000,
    });
    expect(summary.faults).toEqual([]);
    expect(summary).toMatchObject({ missing: 0, duplicates: 0, extra: 0, failed: 0, dedupe: 'in-process' });
    expect(summary.openings).toBeGreaterThan(10);
    expect(summary.owed).toBeGreaterThan(10);
    expect(summary.sent).toBe(summary.owed);
    expect(summary.unchanged).toBeGreaterThan(summary.calls / 2);
    expect(summary.p50OpenToSentMs).toBeGreaterThan(0);
    expect(readdirSync(inboxFolder)).toHaveLength(summary.mails);
  });

  it('says who was not told, and who was told without wanting it', async () => {
    const demo = await startDemo({
      areas: source.areas,
      clock: systemClock,
      startEngine: async (env) => {
        const engine = await engineFor(env);
        // Somebody's subscription goes to a stranger.
        const control: typeof engine.control = {
          ...engine.control,
          addSubscription: (wish) =>
            engine.control.addSubscription(wish.address === '1001' ? { ...wish, address: '666' } : wish),
        };
        return { ...engine, control };
      },
      openingsPerMinute: 600,
      inboxFolder,
    });
    try {
      await expect.poll(async () => (await demo.look()).extra, { timeout: 10_000 }).toBeGreaterThan(0);
    } finally {
      await demo.stop();
    }
    const { missing, faults } = await demo.stop();
    expect(missing).toBeGreaterThan(0);
    expect(faults.join('\n')).toMatch(/extra for 666/);
  });
});
