// What the screen must survive: terminals of every size, hostile names, faults, signals, engines that go away.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { serveControl } from '../../src/control/server.ts';
import { plainControl } from '../support/plain-control.ts';
import { quietSnapshot } from '../support/snapshots.ts';
import { closeAll, expectGivenBack, open, scene } from './scene.ts';

afterEach(closeAll);

describe('the terminal changes', () => {
  it('a storm of sizes ends in one clean picture', async () => {
    const terminal = await scene('busy');
    for (let turn = 0; turn < 40; turn += 1) {
      terminal.resize(40 + ((turn * 37) % 160), 10 + ((turn * 13) % 40));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    terminal.resize(100, 30);
    await terminal.until(({ lines }) => {
      const now = lines();
      return now[0]?.endsWith('IST') === true && now[29]?.startsWith('q leave') === true;
    });
    const once = [/q leave/g, /\[1 Watch\] 2 Areas/g, /^Source/gm];
    await terminal.until(({ text }) => once.every((what) => text().match(what)?.length === 1));
    terminal.type('q');
    await expectGivenBack(terminal, 'ended: left');
  });

  it.each([
    [20, 5],
    [59, 30],
    [100, 15],
  ])('at %i×%i says in a sentence how much room it needs, and q still leaves', async (columns, rows) => {
    const terminal = open('busy', columns, rows);
    await terminal.until(({ text }) => text().includes('q leaves'), 15_000);
    expect(terminal.text().trim().split(/\s+/).join(' ')).toBe(
      'This screen needs 60 columns and 16 rows. q leaves.',
    );
    terminal.type('q');
    await terminal.exited;
    await terminal.until(({ screen }) => screen() === 'normal');
    expect(terminal.cursorShown()).toBe(true);
  });

  it('writes nothing but ASCII where the locale has no other letters', async () => {
    const terminal = await scene('busy', { columns: 120, rows: 40, env: { LANG: 'C' } });
    expect(terminal.text()).toContain('Town Hall');
    terminal.type('?');
    await terminal.until(({ text }) => text().includes('What needs you'));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant, whole
    expect(terminal.written()).toMatch(/^[\x00-\x7F]*$/);
  });

  it('uses no colour when NO_COLOR is set, and the states stay readable', async () => {
    const coloured = await scene('busy', { env: { FORCE_COLOR: '1' } });
    expect(coloured.hasColour()).toBe(true);
    const plain = await scene('busy', { env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
    expect(plain.hasColour()).toBe(false);
    expect(plain.text()).toContain('stopped');
  });
});

describe('what goes wrong', () => {
  it('hostile names cannot move the cursor, set a title, copy, link or turn text around', async () => {
    const terminal = await scene('hostile', { columns: 120, rows: 40 });
    expect(terminal.titles).toEqual([]);
    expect(terminal.written()).not.toContain('\u001B]');
    expect(terminal.written()).not.toMatch(/[\u0080-\u009F\u202A-\u202E\u2066-\u2069\u200F]/);
    expect(terminal.lines()[0]).toMatch(/^vaccine-watch/);
    expect(terminal.lines()[39]).toMatch(/^q leave/);
    const rows = terminal.lines().filter((line) => /^14:03:17 {2}opened/.test(line));
    expect(rows).toHaveLength(10);
    for (const row of rows) expect(row).toMatch(/12 doses +4$/);
  });

  it('a part that cannot be drawn says so in its place; the rest stands, keys work', async () => {
    const terminal = await scene('broken');
    expect(terminal.text()).toMatch(/The redis line cannot be shown \(/i);
    expect(terminal.text()).toMatch(/The feed cannot be shown \(/);
    expect(terminal.text()).toMatch(/^Pace +slowed/m);
    expect(terminal.text()).toContain('telegram');
    terminal.type('q');
    await expectGivenBack(terminal, 'ended: left');
  });

  it('an engine that goes away is shown as gone, with its last figures, until the person leaves', async () => {
    const terminal = await scene('lost');
    await terminal.until(({ text }) =>
      /^! The engine is gone\. Last figures: .* IST\. q leaves\./m.test(text()),
    );
    expect(terminal.lines()[0]).toMatch(/^vaccine-watch {2}gone/);
    expect(terminal.lines()[23]).not.toContain('p pause');
    terminal.type('q');
    await expectGivenBack(terminal, 'ended: lost');
  });

  it('a fault elsewhere in the program ends it with the terminal given back', async () => {
    const terminal = await scene('fault', { rows: 40 });
    expect(terminal.screen()).toBe('alternate');
    await expectGivenBack(terminal, 'a fault elsewhere in the program');
    expect(terminal.text()).toContain('status: 1');
  });

  it('a closed window ends the screen like leaving it, and nothing else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vw-screen-'));
    const report = join(folder, 'ended');
    const terminal = await scene(`busy ${report}`);
    terminal.hangUp();
    await terminal.until(() => existsSync(report) && readFileSync(report, 'utf8') === 'left');
    rmSync(folder, { recursive: true, force: true });
  });

  it('SIGTERM gives the terminal back too', async () => {
    const terminal = await scene('sigterm');
    await expectGivenBack(terminal, 'status: 143');
  });
});

describe('attached to an engine in another process', () => {
  it('shows it, pauses it, leaves it running, and says when it is gone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vw-screen-'));
    const path = join(folder, 'engine.sock');
    const engine = plainControl({ snapshot: quietSnapshot() });
    const changes = () => engine.asked.filter(([what]) => what !== 'throughput');
    const server = await serveControl({ path, control: engine, onError: () => undefined });
    const first = await scene(path);
    first.type('p');
    await first.until(({ lines }) => /^vaccine-watch {2}paused/.test(lines()[0] ?? ''));
    expect(changes()).toEqual([['pause']]);
    first.type('q');
    await expectGivenBack(first, 'ended: left');
    expect(changes()).toEqual([['pause']]);
    const second = await scene(path);
    expect(second.lines()[0]).toMatch(/^vaccine-watch {2}paused/);
    await server.close();
    await second.until(({ text }) => text().includes('! The engine is gone.'));
    second.type('q');
    await expectGivenBack(second, 'ended: lost');
    rmSync(folder, { recursive: true, force: true });
  });
});
