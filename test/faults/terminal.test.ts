// FAULTS 19: whatever becomes of the terminal, the engine that the screen carries lives: what opens meanwhile is told.
// | shown elsewhere | by |
// | --- | --- |
// | each part that cannot be drawn says so in its place, keys go on | tui/screen-faults, tui/whole/hostile |
// | sizes of every kind, a storm of them on every screen | tui/screen-faults, tui/whole/hostile, tui/measure |
// | no TTY, TERM=dumb: plain lines and no control, exit codes | tui/whole/poor-terminals, tui/run-plain |
// | the terminal restored after faults, signals, a closed window | tui/screen-faults, tui/whole/signals |
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { spoiltProgram } from '../harness/spoilt-program.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import { LAUNCHER, PATIENCE_MS, pause, until } from '../support/program.ts';
import { openTerminal, type TestTerminal } from '../support/terminal.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const ESC = '\u001B';
/** A status line of a terminal that can do little. */
const STATUS = /running.*CoWIN/;
const START_MS = 30_000;

interface Size {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** The program at a terminal, with an engine inside. */
function carried({ scene }: Stage, { columns, rows, env = {} }: Size, launcher = LAUNCHER): TestTerminal {
  const terminal = openTerminal({
    file: process.execPath,
    args: [launcher, '--data-dir', scene.dataDir, '--pace', '1200/1m'],
    columns,
    rows,
    env: { ...scene.env, ...env },
  });
  scene.atEnd(async () => {
    terminal.close();
    await Promise.race([terminal.exited, pause(5_000)]);
  });
  return terminal;
}

/** All that is in the script opens, and everybody is told of it. */
async function opens({ script, polled, settled }: Stage): Promise<void> {
  await polled();
  script.setAll(new Map(script.slots.map(({ number }) => [number, 20])));
  await polled();
  await settled();
}

async function left(terminal: TestTerminal): Promise<void> {
  terminal.type('q');
  await terminal.until(({ text }) => /y: /.test(text()));
  terminal.type('y');
  expect(await terminal.exited).toBe(0);
  await terminal.until(({ screen, cursorShown }) => screen() === 'normal' && cursorShown());
}

describe('FAULTS 19', () => {
  it.concurrent(
    'a screen component throws: everybody is told, the rest of the screen stands, the terminal is restored',
    onStage(async (stage) => {
      const launcher = spoiltProgram(join(stage.scene.folder, 'program'), [
        {
          file: 'tui/screens/watch/feed-table.js',
          from: 'export function FeedTable({ feed, width, height, offset }) {',
          to: "export function FeedTable({ feed, width, height, offset }) { throw new Error('made to fail');",
        },
      ]);
      const terminal = carried(stage, { columns: 120, rows: 40 }, launcher);
      await terminal.until(({ text }) => /The feed cannot be shown/.test(text()), START_MS);
      await opens(stage);
      expect(stage.verdict()).toMatchObject({ clean: true });
      await terminal.until(({ lines }) => lines()[0]?.includes('running') === true);
      expect(terminal.text()).toMatch(/The feed cannot be shown/);
      await left(terminal);
    }),
  );

  it.concurrent(
    'a terminal of 20×5: everybody is told, and what the screen needs is said',
    onStage(async (stage) => {
      const terminal = carried(stage, { columns: 20, rows: 5 });
      await terminal.until(({ text }) => text().includes('q leaves'), START_MS);
      await opens(stage);
      expect(stage.verdict()).toMatchObject({ clean: true });
      terminal.resize(100, 30);
      await terminal.until(({ lines }) => lines()[0]?.includes('running') === true);
      await left(terminal);
    }),
  );

  it.concurrent(
    'a resize storm while messages go out: everybody is told, and the picture is whole in the end',
    onStage(async (stage) => {
      const terminal = carried(stage, { columns: 100, rows: 30 });
      await terminal.until(({ lines }) => lines()[0]?.includes('running') === true, START_MS);
      let turn = 0;
      const storm = setInterval(() => {
        turn += 1;
        terminal.resize(20 + ((turn * 37) % 180), 5 + ((turn * 13) % 50));
      }, 10);
      try {
        await opens(stage);
      } finally {
        clearInterval(storm);
      }
      expect(turn).toBeGreaterThan(20);
      expect(stage.verdict()).toMatchObject({ clean: true });
      terminal.resize(100, 30);
      await terminal.until(
        ({ lines }) =>
          lines()[0]?.includes('running') === true && lines()[29]?.startsWith('q leave') === true,
      );
      await left(terminal);
    }),
  );

  it.concurrent(
    'TERM=dumb: everybody is told, in plain lines',
    onStage(async (stage) => {
      const terminal = carried(stage, { columns: 200, rows: 24, env: { TERM: 'dumb' } });
      await terminal.until(({ text }) => STATUS.test(text()), START_MS);
      await opens(stage);
      expect(stage.verdict()).toMatchObject({ clean: true });
      terminal.type('\u0003');
      expect(await terminal.exited).toBe(0);
      expect(terminal.written()).not.toContain(ESC);
    }),
  );

  it.concurrent(
    'no TTY: everybody is told, in plain lines',
    onStage(async (stage) => {
      const program = stage.scene.start(['--pace', '1200/1m']);
      await until(() => STATUS.test(program.stdout()), program.stdout, START_MS);
      await opens(stage);
      expect(stage.verdict()).toMatchObject({ clean: true });
      const { code, stdout } = await program.stop();
      expect(code).toBe(0);
      expect(stdout).not.toContain(ESC);
    }),
  );
});
