// All screens against what may come: names that do harm, terminals without colour or without UTF-8, and an engine that
// leaves parts out.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { PATIENCE_MS } from '../../support/program.ts';
import type { TestTerminal } from '../../support/terminal.ts';
import { HOSTILE_NAMES } from '../scenes.ts';
import { press, settled, shown, TABS, visit } from '../tour.ts';
import { onStill } from './still.ts';
import { expectSame, expectWhole, seen } from './whole.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE_MS, maxConcurrency: 3 });

const ROWS = 40;
const ESC = '\u001B';
/** What no text may bring to a terminal: C1 controls, marks that turn text around, and letters of no width. */
const HARM = /[\u0080-\u009F\u200E\u200F\u2028-\u202E\u2060-\u2069]|\u200B|\u200D|\uFEFF/;

/** Looks at every byte that was written since the program began. */
function expectHarmless(terminal: TestTerminal): void {
  expect(terminal.titles).toEqual([]);
  expect(terminal.copied).toEqual([]);
  const written = terminal.written();
  expect(written).not.toContain('\u001B]');
  expect(written).not.toContain('\u001B[1;1H');
  expect(HARM.exec(written)).toBeNull();
}

/** Presses a key, waits for what it shows, and looks whether all is where it belongs. */
async function look(terminal: TestTerminal, key: string, shows: RegExp): Promise<void> {
  await press(terminal, key);
  await terminal.until(({ text }) => shows.test(text()));
  expectWhole(terminal, ROWS);
}

const EVIL_FOLDER = mkdtempSync(join(tmpdir(), 'vaccine-watch-\u202Eevil\u200B\uFEFF'));
afterAll(() => rmSync(EVIL_FOLDER, { recursive: true, force: true }));

describe.concurrent('all screens', () => {
  it(
    'names that do harm move nothing, colour nothing, set no title and copy nothing, on any screen',
    onStill('hostile', { columns: 120, rows: ROWS }, async (terminal) => {
      for (const [, name] of TABS) {
        await visit(terminal, name);
        await settled(terminal);
        expectWhole(terminal, ROWS);
      }
      expectHarmless(terminal);
    }),
  );

  it(
    'nor where one looks closely: a person, what is asked about them, what is said of them',
    onStill('hostile', { columns: 120, rows: ROWS }, async (terminal) => {
      await visit(terminal, 'Subscribers');
      for (let turn = 0; turn < HOSTILE_NAMES.length; turn += 1) {
        await look(terminal, '\r', /Last deliveries/);
        await look(terminal, 'x', /Remove .* \(id \d+\)\?/s);
        await look(terminal, ESC, /s (pause it|go on with it)/);
        await look(terminal, 'd', /Remove this subscription/);
        await look(terminal, ESC, /s (pause it|go on with it)/);
        await look(terminal, 'c', /> Dose/);
        await look(terminal, ESC, /s (pause it|go on with it)/);
        if (/^State +gone/m.test(terminal.text())) {
          await look(terminal, 't', /^y send it /m);
          await look(terminal, ESC, /s (pause it|go on with it)/);
        } else await look(terminal, 't', /^! /m);
        await look(terminal, ESC, /Fails/);
        await press(terminal, 'j');
      }
      expectHarmless(terminal);
    }),
  );

  it(
    'nor a delivery, what is asked about it, and why the engine refuses',
    onStill('hostile', { columns: 120, rows: ROWS }, async (terminal) => {
      await visit(terminal, 'Deliveries');
      for (let turn = 0; turn < 2 * HOSTILE_NAMES.length; turn += 1) {
        await look(terminal, '\r', /^Delivery \d+/m);
        await press(terminal, 'R');
        await terminal.until(({ text }) => /Retry delivery|Not done/.test(text()));
        expectWhole(terminal, ROWS);
        await press(terminal, 'y', 'D');
        await terminal.until(({ text }) => /Drop delivery|Not done/.test(text()));
        expectWhole(terminal, ROWS);
        await press(terminal, ESC);
        if (/^Delivery \d+/m.test(terminal.text())) await press(terminal, ESC);
        await terminal.until(({ text }) => /the newest/.test(text()));
        await press(terminal, 'j');
      }
      expectHarmless(terminal);
    }),
  );

  it(
    'nor a file that is imported: its name, its mistakes, and why the engine refuses',
    onStill('hostile', { columns: 120, rows: ROWS }, async (terminal) => {
      await visit(terminal, 'Subscribers');
      const bring = async (name: string, content: string, shows: RegExp): Promise<void> => {
        writeFileSync(join(EVIL_FOLDER, name), content);
        await press(terminal, 'i', `${ESC}[200~${join(EVIL_FOLDER, name)}${ESC}[201~`);
        await terminal.until(({ text }) => text().includes(`${name}_`));
        expectWhole(terminal, ROWS);
        await look(terminal, '\r', shows);
      };
      const read = async (): Promise<void> => {
        for (let page = 0; page < 5; page += 1) await look(terminal, `${ESC}[6~`, /nothing was added/);
        await look(terminal, ESC, /Fails/);
      };
      const quoted = HOSTILE_NAMES.map((name) => `"${name.toWellFormed()}"`);
      const rows = quoted.map((name) => `telegram,${name},${name}`);
      const wrong = /mistakes?, nothing was added/;
      await bring('mistakes.csv', ['channel,address,district', ...rows].join('\n'), wrong);
      await read();
      const people = HOSTILE_NAMES.map((name) => ({ channel: name, address: name, subscriptions: [name] }));
      await bring('mistakes.json', JSON.stringify(people), wrong);
      await read();
      await bring('refused.csv', 'channel,address,district\ntelegram,77,294\n', /^! 77/m);
      expectHarmless(terminal);
    }),
  );

  it(
    'NO_COLOR: no cell has a colour, on any screen',
    onStill('still', { env: { NO_COLOR: '1' } }, async (terminal) => {
      for (const [, name] of TABS) {
        await visit(terminal, name);
        await settled(terminal);
        expect(terminal.hasColour(), name).toBe(false);
      }
    }),
  );

  it(
    'with colours, what is well is green and what failed is red',
    onStill('still', { rows: ROWS }, async (terminal) => {
      await visit(terminal, 'Watch');
      await terminal.until(({ text }) => text().includes('stopped'));
      for (const cell of terminal.looksOf('running')) expect(cell.colour).toBe(2);
      for (const cell of terminal.looksOf('stopped')) expect(cell).toMatchObject({ colour: 1, bold: true });
    }),
  );

  it(
    'LANG=C: nothing but ASCII, on any screen',
    onStill('scripts', { columns: 120, rows: ROWS, env: { LANG: 'C' } }, async (terminal) => {
      for (const [, name] of TABS) {
        await visit(terminal, name);
        await settled(terminal);
        expectWhole(terminal, ROWS);
        expect(terminal.text(), name).toMatch(/^[\n\x20-\x7E]*$/);
      }
    }),
  );

  it(
    'a part that falls over says so in its box; the other screens and the keys go on',
    onStill('broken', { columns: 120, rows: ROWS }, async (terminal) => {
      await terminal.until(({ text }) => /cannot be shown/.test(text()));
      expect(terminal.text()).toContain('telegram');
      await visit(terminal, 'Areas');
      await settled(terminal);
      expectWhole(terminal, ROWS);
      await press(terminal, 'q');
      expect(await terminal.exited).toBe(0);
    }),
  );

  it(
    'on every screen a storm of sizes ends in the picture there was',
    onStill('scripts', { columns: 120, rows: ROWS }, async (terminal) => {
      for (const [, name] of TABS) {
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
      }
    }),
  );
});
