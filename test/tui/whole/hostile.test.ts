// All screens against what may come: names that do harm, terminals without colour or without UTF-8, and an engine that
// leaves parts out.
import { afterEach, expect, it, vi } from 'vitest';
import { PATIENCE_MS } from '../../support/program.ts';
import { press, settled, shown, TABS, visit } from '../tour.ts';
import { closeAll, still } from './still.ts';
import { expectSame, expectWhole, seen } from './whole.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE_MS });
afterEach(closeAll);

const ROWS = 40;
/** What no text may bring to a terminal: C1 controls, and marks that turn text around. */
const HARM = /[\u0080-\u009F\u202A-\u202E\u2066-\u2069\u200F]/;

it('names that do harm move nothing, colour nothing, set no title and copy nothing, on any screen', async () => {
  const terminal = await still('hostile', { columns: 120, rows: ROWS });
  for (const [, name] of TABS) {
    await visit(terminal, name);
    await settled(terminal);
    expectWhole(terminal, ROWS);
  }
  expect(terminal.titles).toEqual([]);
  expect(terminal.copied).toEqual([]);
  expect(terminal.written()).not.toContain('\u001B]');
  expect(terminal.written()).not.toMatch(HARM);
});

it('NO_COLOR: no cell has a colour, on any screen', async () => {
  const terminal = await still('still', { env: { NO_COLOR: '1' } });
  for (const [, name] of TABS) {
    await visit(terminal, name);
    await settled(terminal);
    expect(terminal.hasColour(), name).toBe(false);
  }
});

it('with colours, what is well is green and what failed is red', async () => {
  const terminal = await still('still', { rows: ROWS });
  await visit(terminal, 'Watch');
  await terminal.until(({ text }) => text().includes('stopped'));
  for (const cell of terminal.looksOf('running')) expect(cell.colour).toBe(2);
  for (const cell of terminal.looksOf('stopped')) expect(cell).toMatchObject({ colour: 1, bold: true });
});

it('LANG=C: nothing but ASCII, on any screen', async () => {
  const terminal = await still('scripts', { columns: 120, rows: ROWS, env: { LANG: 'C' } });
  for (const [, name] of TABS) {
    await visit(terminal, name);
    await settled(terminal);
    expectWhole(terminal, ROWS);
    expect(terminal.text(), name).toMatch(/^[\n\x20-\x7E]*$/);
  }
});

it('a part that falls over says so in its box; the other screens and the keys go on', async () => {
  const terminal = await still('broken', { columns: 120, rows: ROWS });
  await terminal.until(({ text }) => /cannot be shown/.test(text()));
  expect(terminal.text()).toContain('telegram');
  await visit(terminal, 'Areas');
  await settled(terminal);
  expectWhole(terminal, ROWS);
  await press(terminal, 'q');
  expect(await terminal.exited).toBe(0);
});

it.each(TABS)('%s %s: a storm of sizes ends in the picture there was', async (_, name) => {
  const terminal = await still('scripts', { columns: 120, rows: ROWS });
  await visit(terminal, name);
  await settled(terminal);
  const before = seen(terminal);
  for (let turn = 0; turn < 30; turn += 1) {
    terminal.resize(40 + ((turn * 37) % 160), 10 + ((turn * 13) % 50));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  terminal.resize(120, ROWS);
  await terminal.until((now) => shown(now) === name && now.text() === before.text);
  await settled(terminal);
  expectWhole(terminal, ROWS);
  expectSame(seen(terminal), before);
});
