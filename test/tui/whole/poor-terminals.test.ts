// Terminals that can do little, and none at all: the built program says the same in plain lines, or in letters and
// looks that are there.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PATIENCE_MS, until } from '../../support/program.ts';
import { ready, visit } from '../tour.ts';
import { type Operator, startOperator } from './operator.ts';

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });

const CTRL_C = '\u0003';
const ESC = '\u001B';
/** Begins the full screen. */
const ALTERNATE = `${ESC}[?1049h`;
/** A status line of `run-plain`. */
const STATUS = /running.*CoWIN/;

let operator: Operator;
beforeEach(async () => {
  operator = await startOperator({ people: 3 });
});
afterEach(() => operator.close());

it('under TERM=dumb it writes plain lines and no control, and Ctrl-C ends it with 0', async () => {
  const terminal = operator.terminal({ columns: 200, env: { TERM: 'dumb' } });
  await terminal.until(({ text }) => STATUS.test(text()), 20_000);
  terminal.type(CTRL_C);
  expect(await terminal.exited).toBe(0);
  expect(terminal.written()).not.toContain(ESC);
  expect(terminal.screen()).toBe('normal');
});

it('into a pipe it writes the same, and SIGTERM ends it with 0', async () => {
  const program = operator.start([], { TERM: 'xterm-256color', FORCE_COLOR: '1' });
  await until(() => STATUS.test(program.stdout()), program.stdout);
  const { code, stdout, stderr } = await program.stop();
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).not.toContain(ESC);
});

it('attached under TERM=dumb, it says that the engine is gone, and ends with 69', async () => {
  const engine = await operator.running();
  const terminal = operator.terminal({ columns: 200, env: { TERM: 'dumb' } });
  await terminal.until(({ text }) => STATUS.test(text()), 20_000);
  await engine.kill();
  expect(await terminal.exited).toBe(69);
  await terminal.until(({ text }) => text().includes('The engine is gone.'));
  expect(terminal.written()).not.toContain(ESC);
});

it('in a window of 20×5 it says what it needs, and q leaves', async () => {
  await operator.running();
  const terminal = operator.terminal({ columns: 20, rows: 5 });
  await terminal.until(({ text }) => text().includes('q leaves'), 20_000);
  expect(terminal.text().trim().split(/\s+/).join(' ')).toBe(
    'This screen needs 60 columns and 16 rows. q leaves.',
  );
  terminal.type('q');
  expect(await terminal.exited).toBe(0);
});

it('with NO_COLOR no cell has a colour, on any screen, and what Node warns of does not stand in the picture', async () => {
  const terminal = operator.terminal({ env: { NO_COLOR: '1', FORCE_COLOR: '1' } });
  await ready(terminal);
  for (const name of ['Areas', 'Subscribers', 'Deliveries', 'Log', 'Setup', 'Watch'] as const) {
    await visit(terminal, name);
    expect(terminal.hasColour()).toBe(false);
  }
  // Node warns of the two variables together, some time after the start.
  expect(terminal.written().split(ALTERNATE)[1]).not.toContain('Warning:');
});

it('where LC_ALL names no UTF-8, though LANG does, every byte is ASCII, on any screen', async () => {
  const terminal = operator.terminal({ columns: 120, rows: 40, env: { LANG: 'C.UTF-8', LC_ALL: 'C' } });
  await ready(terminal);
  for (const name of ['Areas', 'Subscribers', 'Deliveries', 'Log', 'Setup', 'Watch'] as const) {
    await visit(terminal, name);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant, whole
  expect(terminal.written()).toMatch(/^[\x00-\x7F]*$/);
});
