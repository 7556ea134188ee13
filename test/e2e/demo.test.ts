// The demo as a newcomer starts it: without any account, with and without Redis, and on a terminal.
import { describe, expect, it, vi } from 'vitest';
import {
  inScene,
  LAUNCHER,
  openScene,
  PATH_WITH_REDIS,
  PATIENCE_MS,
  type Scene,
} from '../support/program.ts';
import { openTerminal } from '../support/terminal.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

interface Summary {
  readonly [figure: string]: unknown;
  readonly openings: number;
  readonly sent: number;
  readonly owed: number;
  readonly p50OpenToSentMs: number;
  readonly p99OpenToSentMs: number;
  readonly rssMb: number;
  readonly calls: number;
  readonly unchanged: number;
}

async function headless(scene: Scene): Promise<Summary> {
  const { code, stdout, stderr } = await scene.run(['demo', '--headless', '--for', '10s', '--json']);
  expect(code, stderr).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(1);
  return JSON.parse(stdout) as Summary;
}

function expectAllTold(summary: Summary): void {
  expect(summary).toMatchObject({ missing: 0, duplicates: 0 });
  expect(summary.openings).toBeGreaterThan(5);
  expect(summary.owed).toBeGreaterThan(5);
  expect(summary.sent).toBe(summary.owed);
  expect(summary.unchanged).toBeLessThanOrEqual(summary.calls);
  expect(summary.p50OpenToSentMs).toBeLessThanOrEqual(summary.p99OpenToSentMs);
  expect(summary.rssMb).toBeGreaterThan(20);
}

describe('demo --headless --for 10s --json', () => {
  it.concurrent(
    'with redis-server on PATH: everyone is told, once, and dedupe is redis-unix',
    inScene(
      async (scene) => {
        const summary = await headless(scene);
        expectAllTold(summary);
        expect(summary.dedupe).toBe('redis-unix');
      },
      { PATH: PATH_WITH_REDIS },
    ),
  );

  it.concurrent(
    'without any Redis: everyone is told, once, and dedupe is in-process',
    inScene(async (scene) => {
      const summary = await headless(scene);
      expectAllTold(summary);
      expect(summary.dedupe).toBe('in-process');
    }),
  );
});

describe('demo on a terminal of 80×24', () => {
  it('shows live figures, and q gives the terminal back and ends with 0', async () => {
    const scene = openScene();
    const terminal = openTerminal({
      file: process.execPath,
      args: [LAUNCHER, 'demo'],
      columns: 80,
      rows: 24,
      env: { ...scene.env, VACCINE_WATCH_REDIS: 'off' },
    });
    scene.atEnd(terminal.close);
    try {
      await terminal.until(({ text }) => / opened +\S/.test(text()), 30_000);
      const before = terminal.text();
      expect(terminal.screen()).toBe('alternate');
      expect(before).toMatch(/^vaccine-watch demo +running/);
      expect(before).toMatch(/^Pace +\S+ +[\d,.]+ of 200 calls\/s \(200\/1s\) · 8 areas/m);
      expect(terminal.lines()[23]).toMatch(/^q leave/);
      await terminal.until(({ text }) => text() !== before);
      terminal.type('q');
      expect(await terminal.exited).toBe(0);
      // A pty may bring the last words after the exit.
      await terminal.until(({ text }) => /alerts owed, \d+ arrived, 0 missing, 0 twice/.test(text()));
      await terminal.until((now) => now.screen() === 'normal');
      expect(terminal.cursorShown()).toBe(true);
      expect(terminal.wraps()).toBe(true);
    } finally {
      await scene.close();
    }
  });
});
