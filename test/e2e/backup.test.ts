// `backup` and `restore` at a terminal: they show how far they are and can be stopped; and the screen's own `:backup`.
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, vi } from 'vitest';
import { PATIENCE_MS } from '../support/program.ts';
import type { TestTerminal } from '../support/terminal.ts';
import { press, ready } from '../tui/tour.ts';
import { startOperator } from '../tui/whole/operator.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const CTRL_C = '\u0003';

it('copying a large database shows how far it is, and Ctrl-C leaves nothing, with an engine or without', async () => {
  const operator = await startOperator({ people: 60_000, openingsPerMinute: 0 });
  try {
    const copies = join(operator.folder, 'copies');
    mkdirSync(copies);
    const copy = join(copies, 'copy.db');
    const stopped = operator.terminal({}, ['backup', copy]);
    await stopped.until(({ written }) => /Backing up/.test(written()));
    stopped.type(CTRL_C);
    expect(await stopped.exited).toBe(1);
    expect(stopped.text()).toContain('Stopped: all is as it was.');
    expect(readdirSync(copies)).toEqual([]);

    const whole = operator.terminal({ columns: 200 }, ['backup', copy]);
    expect(await whole.exited).toBe(0);
    expect(whole.written()).toMatch(/Backing up: [1-9]\d? %\. Ctrl-C stops it\./);
    expect(whole.text()).toMatch(/^Backed up \d+\.\d MB to /m);
    expect(whole.written()).not.toContain('\u001B');

    const again = operator.terminal({ columns: 200 }, ['restore', copy]);
    expect(await again.exited).toBe(0);
    expect(again.written()).toMatch(/Restoring: [1-9]\d? %\./);
    expect(again.text()).toMatch(/^Restored from /m);

    await operator.running();
    const second = join(copies, 'second.db');
    const far = operator.terminal({}, ['backup', second]);
    await far.until(() => readdirSync(copies).some((name) => name.includes('second')));
    far.type(CTRL_C);
    expect(await far.exited).toBe(1);
    await far.until(() => readdirSync(copies).join() === 'copy.db');
  } finally {
    await operator.close();
  }
});

/** Types a command on the screen. */
async function command(screen: TestTerminal, typed: string): Promise<void> {
  await press(screen, ':');
  await screen.until(({ text }) => /Enter do it/.test(text()));
  await press(screen, typed);
  await screen.until(({ text }) => text().includes(`${typed}_`));
  await press(screen, '\r');
}

/** Makes the database as large as one that has much to hold. */
function enlarge(dataDir: string, bytes: number): void {
  const sql = new Database(join(dataDir, 'vaccine-watch.db'));
  sql.exec('CREATE TABLE filler (content BLOB)');
  sql.prepare('INSERT INTO filler VALUES (zeroblob(?))').run(bytes);
  sql.close();
}

it.each(['attached to an engine', 'with its own engine'])(
  'a copy begun on a screen %s says so in the last lines, and Esc stops it, leaving nothing',
  async (where) => {
    const operator = await startOperator({ people: 3, openingsPerMinute: 0 });
    try {
      enlarge(operator.dataDir, 400e6);
      if (where.startsWith('attached')) await operator.running();
      const copies = join(operator.folder, 'copies');
      mkdirSync(copies);
      const screen = operator.terminal({ columns: 160 });
      await ready(screen);
      await command(screen, `backup ${join(copies, 'copy.db')}`);
      await screen.until(({ text }) => /^[1-9]\d? of 100 % /m.test(text()));
      expect(screen.lines().at(-1)).toBe('Esc stop');
      expect(readdirSync(copies)).not.toEqual([]);
      screen.type('\u001B');
      await screen.until(({ text }) => text().includes('Stopped: no copy was left.'));
      expect(readdirSync(copies)).toEqual([]);
      await screen.until(({ lines }) => lines().at(-1)?.startsWith('q leave') ?? false);
    } finally {
      await operator.close();
    }
  },
);

it('the command of the screen writes a copy, and never over another', async () => {
  const operator = await startOperator({ people: 3 });
  try {
    const copy = join(operator.folder, 'copy.db');
    const screen = operator.terminal({ columns: 160 });
    await ready(screen);
    await command(screen, `backup ${copy}`);
    await screen.until(({ text }) => text().includes(`are copied to ${copy}.`));
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    await command(screen, `backup ${copy}`);
    await screen.until(({ text }) => text().includes('exists already'));
  } finally {
    await operator.close();
  }
});
