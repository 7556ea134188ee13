// The screen that carries its engine, on a real terminal: the first start, leaving it, and starting its engine anew.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { connectControl } from '../../src/control/client.ts';
import { serveControl } from '../../src/control/server.ts';
import { acquireEngineLock } from '../../src/store/database/lock.ts';
import { plainControl } from '../support/plain-control.ts';
import { inScene, LAUNCHER, PATIENCE_MS, type Scene, until } from '../support/program.ts';
import { quietSnapshot } from '../support/snapshots.ts';
import { openTerminal, type TestTerminal } from '../support/terminal.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const QUESTION = /^The engine ends with the screen\. Leave\?/m;

/** The program without a command, 100 columns wide. */
async function carrying(scene: Scene): Promise<TestTerminal> {
  const terminal = openTerminal({
    file: process.execPath,
    args: [LAUNCHER, '--data-dir', scene.dataDir],
    columns: 100,
    rows: 24,
    env: scene.env,
  });
  scene.atEnd(terminal.close);
  await terminal.until(({ text }) => text().includes('q leave'), 20_000);
  return terminal;
}

async function shows(terminal: TestTerminal, sight: RegExp): Promise<void> {
  await terminal.until(({ text }) => sight.test(text()), 20_000);
}

async function press(terminal: TestTerminal, keys: string, sight: RegExp): Promise<void> {
  terminal.type(keys);
  await shows(terminal, sight);
}

async function enginePace(scene: Scene): Promise<string> {
  const remote = await connectControl(join(scene.dataDir, 'control.sock'));
  try {
    return (await remote.status()).pace.setting;
  } finally {
    remote.close();
  }
}

describe('the screen with nothing set up', () => {
  it.concurrent(
    'opens in Setup; with a subscriber it opens in Watch',
    inScene(async (scene) => {
      const first = await carrying(scene);
      await shows(first, /\[6 Setup\]/);
      await press(first, 'q', QUESTION);
      first.type('y');
      expect(await first.exited).toBe(0);
      await scene.run(['subscribers', 'add', '--email', 'a@example.org', '--district', '294']);
      const second = await carrying(scene);
      await shows(second, /\[1 Watch\]/);
    }),
  );
});

describe('the screen of an engine that is only just starting', () => {
  it.concurrent(
    'waits until it answers, and attaches to it',
    inScene(async (scene) => {
      const lock = acquireEngineLock(scene.dataDir);
      if (!lock.ok) throw new Error('nobody else can hold this folder');
      scene.atEnd(lock.release);
      const terminal = openTerminal({
        file: process.execPath,
        args: [LAUNCHER, '--data-dir', scene.dataDir],
        columns: 100,
        rows: 24,
        env: scene.env,
      });
      scene.atEnd(terminal.close);
      await shows(terminal, /Another engine is starting here; waiting for it/);
      const server = await serveControl({
        path: join(scene.dataDir, 'control.sock'),
        control: plainControl({ snapshot: quietSnapshot() }),
        onError: () => undefined,
      });
      scene.atEnd(server.close);
      await shows(terminal, /q leave/);
      terminal.type('q');
      expect(await terminal.exited).toBe(0);
    }),
  );
});

describe('leaving a screen that carries the engine', () => {
  it.concurrent(
    'asks first: no stays, yes ends the engine and gives the terminal back',
    inScene(async (scene) => {
      const terminal = await carrying(scene);
      await press(terminal, 'q', QUESTION);
      terminal.type('n');
      await terminal.until(({ text }) => !QUESTION.test(text()));
      expect(await enginePace(scene)).toBe('90/5m');
      await press(terminal, 'q', QUESTION);
      terminal.type('y');
      expect(await terminal.exited).toBe(0);
      expect([terminal.screen(), terminal.cursorShown()]).toEqual(['normal', true]);
      await expect(enginePace(scene)).rejects.toThrow('no engine answers');
    }),
  );

  it.concurrent(
    'Ctrl-C asks too, and a second one takes no for an answer no more',
    inScene(async (scene) => {
      const terminal = await carrying(scene);
      // Before the first key is taken it would be a signal, which asks nobody.
      await press(terminal, '1', /\[1 Watch\]/);
      await press(terminal, '\u0003', QUESTION);
      terminal.type('\u0003');
      expect(await terminal.exited).toBe(0);
    }),
  );

  it.concurrent(
    'a terminal that goes away asks nobody: the engine ends in good order',
    inScene(async (scene) => {
      const terminal = await carrying(scene);
      terminal.hangUp();
      await terminal.exited;
      await until(() => !existsSync(join(scene.dataDir, 'control.sock')), 'the socket gone');
    }),
  );
});

describe('starting the engine anew from the screen', () => {
  /** To the settings, and `pace` changed to what is typed. */
  async function changePace(terminal: TestTerminal, pace: string): Promise<void> {
    await shows(terminal, /\[6 Setup\]/);
    terminal.type('\u001b');
    await shows(terminal, /→ settings/);
    await press(terminal, '\u001b[C', /^> Settings/m);
    terminal.type('j');
    await shows(terminal, /^> {2,}userAgent/m);
    await press(terminal, 'j', /^> {2,}pace/m);
    await press(terminal, 'e', /^pace: /m);
    terminal.type('\u0015');
    await press(terminal, pace, new RegExp(`^pace: ${pace}`, 'm'));
    await press(terminal, '\r', /not saved yet/);
  }

  it.concurrent(
    'saves what was typed for its owner alone, and the new engine goes by it under the same screen',
    inScene(async (scene) => {
      const terminal = await carrying(scene);
      await changePace(terminal, 'fast');
      await press(terminal, 's', /Nothing is saved yet/);
      await press(terminal, 'e', /^pace: fast/m);
      terminal.type('\u0015');
      await press(terminal, '500/1m', /^pace: 500\/1m/m);
      await press(terminal, '\r', /not saved yet/);
      expect(existsSync(join(scene.dataDir, 'config.json'))).toBe(false);
      await press(terminal, 's', /start it anew now/);
      // What the first try came to is no longer said beside what the second did.
      expect(terminal.text()).not.toContain('Nothing is saved yet');
      expect(await enginePace(scene)).toBe('90/5m');
      await press(terminal, 'y', /The engine runs with the new settings\./);
      expect(await enginePace(scene)).toBe('500/1m');
      const file = join(scene.dataDir, 'config.json');
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ pace: '500/1m' });
      expect(statSync(file).mode & 0o777).toBe(0o600);
      await press(terminal, '1', /^Pace .*\(500\/1m\)/m);
      await press(terminal, 'q', QUESTION);
      terminal.type('y');
      expect(await terminal.exited).toBe(0);
    }),
  );

  it.concurrent(
    'that cannot start says why, and the engine goes on as it was before',
    inScene(async (scene) => {
      const blocker = createServer();
      await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
      scene.atEnd(() => blocker.close());
      const { port } = blocker.address() as { port: number };
      const terminal = await carrying(scene);
      await changePace(terminal, '500/1m');
      // What the screen saves keeps what somebody else wrote there meanwhile.
      writeFileSync(join(scene.dataDir, 'config.json'), JSON.stringify({ http: `127.0.0.1:${port}` }));
      await press(terminal, 's', /start it anew now/);
      await press(terminal, 'y', /could not be started anew: Another program listens at/);
      await until(async () => (await enginePace(scene).catch(() => '')) === '90/5m', 'the engine as before');
      await press(terminal, '1', /^Pace .*\(90\/5m\)/m);
    }),
  );
});
