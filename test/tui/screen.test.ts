// The screen as a person sees it: the built program in a real pty, its bytes turned into cells.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { serveControl } from '../../src/control/server.ts';
import { plainControl } from '../support/plain-control.ts';
import { quietSnapshot } from '../support/snapshots.ts';
import { openTerminal, type TestTerminal } from '../support/terminal.ts';

const SCRIPT = join(import.meta.dirname, 'screen-script.ts');
const opened: TestTerminal[] = [];

afterEach(() => {
  for (const terminal of opened.splice(0)) terminal.close();
});

interface Look {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A shell that runs a scene, and then says how it ended and how the terminal is set. */
function open(name: string, columns: number, rows: number, env: Look['env'] = {}): TestTerminal {
  const command = '"$0" "$1" "$2"; echo "status: $?"; stty -a; echo';
  const args = ['-c', command, process.execPath, SCRIPT, name];
  const terminal = openTerminal({ file: '/bin/sh', args, columns, rows, env });
  opened.push(terminal);
  return terminal;
}

/** Opens a scene and waits for its first whole picture. */
async function scene(name: string, { columns = 80, rows = 24, env = {} }: Look = {}): Promise<TestTerminal> {
  const terminal = open(name, columns, rows, env);
  await terminal.until(({ text }) => /q leave {3}/.test(text()), 15_000);
  return terminal;
}

/** The terminal is the shell's again: main screen, cursor, wrapping, lines read and echoed as before. */
async function expectGivenBack(terminal: TestTerminal, ending: string): Promise<void> {
  await terminal.until(({ text }) => / iexten /.test(text()));
  await terminal.exited;
  expect(terminal.text()).toContain(ending);
  expect(terminal.text()).toMatch(/ icanon /);
  expect(terminal.text()).toMatch(/ echo /);
  expect(terminal.screen()).toBe('normal');
  expect(terminal.cursorShown()).toBe(true);
  expect(terminal.wraps()).toBe(true);
  expect(terminal.text()).not.toContain('Areas');
}

describe('a busy engine at 80×24', () => {
  it('shows everything, each thing in its line, and uses every row', async () => {
    const terminal = await scene('busy');
    const lines = terminal.lines();
    expect(lines).toHaveLength(24);
    expect(lines[0]).toMatch(/^vaccine-watch {2}running +up 2 h 5 min +8 May 14:03:\d\d IST$/);
    expect(lines[1]).toMatch(/^Source +ok +CoWIN · last good answer 0 s ago · cdn-api\.co-vin\.in\/api$/);
    expect(lines[2]).toMatch(/^Pace +slowed +947\/s of 1,000\/s allowed · breaker closed · set to 2000\/1s$/);
    expect(lines[3]).toMatch(/^Calls +\d+\/s +[▁▂▃▄▅▆▇█]{60}$/);
    expect(lines[4]).toMatch(/^Answers {2}91 % same p50 3\.4 ms p99 42 ms · 1\.2\d M calls · 3\.48 GB/);
    expect(lines[5]).toMatch(/^Dedupe +ok +redis-unix · redis-server 8\.0\.2/);
    expect(lines[6]).toMatch(/^Slots +24 open +318 opened, 294 closed · 1,204 subscribers/);
    expect(lines[7]).toMatch(/^> Areas 1–4 of 14 +Subs +Every +Last good +Open +State$/);
    expect(lines[8]).toMatch(/^BBMP, Karnataka +196 +20 s +\d+ s +9 ok$/);
    expect(lines[12]).toMatch(/^Feed 1–4 of 50 +Pin +Date +Vaccine +Age +Dose +Doses\/for$/);
    expect(lines[13]).toMatch(
      /^14:03:\d\d opened PHC Malleswaram +560001 8 May +COVISHIELD 18-44 1 +1 dose$/,
    );
    expect(lines[14]).toMatch(/ closed KIMS Hospital C… 560038 9 May +COVAXIN +45\+ +2 +58 s$/);
    expect(lines[18]).toMatch(/^telegram waiting +437 +10,482 +12 +0 +38 ms +1\.8 s asked to wait 30 s$/);
    expect(lines[22]).toMatch(/^! Telegram asked us to wait 30 s.* \+1 \(\?\)$/);
    expect(lines[23]).toBe('q leave   p pause   ? help   Tab other list   ↑↓ scroll');
  });

  it('keeps columns straight after Kannada, Devanagari, Chinese and emoji', async () => {
    const terminal = await scene('busy', { rows: 40 });
    const at = (text: string) => {
      const line = terminal.lines().findIndex((one) => one.includes(text));
      return terminal.columnOf(line, text);
    };
    expect(terminal.text()).toContain('東京クリニック');
    expect(terminal.text()).toContain('💉');
    const columns = ['560001', '560075', '560112', '560186', '560223'].map(at);
    expect(new Set(columns).size).toBe(1);
    expect(columns[0]).toBeGreaterThan(0);
  });

  it('goes on: the time, the figures and the feed change in place', async () => {
    const terminal = await scene('busy');
    const before = terminal.lines();
    await terminal.until(({ lines }) => lines()[0] !== before[0]);
    expect(terminal.lines().map((line) => line.slice(0, 8))[8]).toBe(before[8]?.slice(0, 8));
    expect(terminal.lines()[23]).toBe(before[23]);
  });

  it('scrolls the list the keys are on', async () => {
    const terminal = await scene('busy');
    // Two in one breath, as a busy moment delivers them.
    terminal.type('jj');
    await terminal.until(({ lines }) => lines()[7]?.startsWith('> Areas 3–6 of 14') ?? false);
    terminal.type('G');
    await terminal.until(({ lines }) => lines()[7]?.startsWith('> Areas 11–14 of 14') ?? false);
    terminal.type('\t\u001B[B');
    await terminal.until(({ lines }) => lines()[12]?.startsWith('> Feed 2–5 of 50') ?? false);
    expect(terminal.lines()[7]).toMatch(/^Areas 11–14 of 14/);
  });
});

describe('a busy engine at 200×50', () => {
  it('sets areas and feed side by side and leaves no row unused', async () => {
    const terminal = await scene('busy', { columns: 200, rows: 50 });
    const lines = terminal.lines();
    expect(lines[0]).toMatch(/IST$/);
    expect(lines[7]).toMatch(/^Engine +142 MB +loop p99 11 ms · version 0\.1\.0/);
    expect(lines[9]).toMatch(/^> Areas 14 .* State +Feed 1–\d+ of 50 +Area +Pin .* Owed$/);
    expect(terminal.text()).toContain('set VACCINE_WATCH_X_ACCESS_TOKEN anew');
    expect(terminal.text()).toContain('! Alwar has not answered for 4 min');
    expect(lines[49]).toMatch(/^q leave/);
    expect(lines.filter((line) => / (opened|closed) {2}\S/.test(line)).length).toBeGreaterThan(25);
  });
});

describe('keys', () => {
  it('q leaves and gives the terminal back', async () => {
    const terminal = await scene('busy');
    expect(terminal.screen()).toBe('alternate');
    expect(terminal.cursorShown()).toBe(false);
    terminal.type('q');
    await expectGivenBack(terminal, 'ended: left; asked: []');
  });

  it('Ctrl-C leaves the same way', async () => {
    const terminal = await scene('busy');
    terminal.type('\u0003');
    await expectGivenBack(terminal, 'ended: left');
  });

  it('p pauses polling, says so plainly, and resumes it', async () => {
    const terminal = await scene('busy');
    terminal.type('p');
    await terminal.until(({ lines }) => /^vaccine-watch {2}paused/.test(lines()[0] ?? ''));
    expect(terminal.lines()[2]).toMatch(/^Pace +paused/);
    expect(terminal.lines()[22]).toMatch(/^! Polling is paused: no calls go out\./);
    expect(terminal.lines()[23]).toMatch(/p resume/);
    terminal.type('p');
    await terminal.until(({ lines }) => /^vaccine-watch {2}running/.test(lines()[0] ?? ''));
    terminal.type('q');
    await expectGivenBack(terminal, 'asked: [["pause"],["resume"]]');
  });

  it('? explains the keys and words and shows all hints; Esc closes it', async () => {
    const terminal = await scene('busy');
    terminal.type('?');
    await terminal.until(({ text }) => text().includes('leave; the engine goes on'));
    expect(terminal.text()).toContain('! Alwar has not answered for 4 min');
    expect(terminal.lines()[23]).toBe('q leave   p pause   Esc close help');
    terminal.type('\u001B');
    await terminal.until(({ text }) => text().includes('Areas 1–4 of 14'));
  });
});

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
    await terminal.until(({ text }) => text().match(/q leave/g)?.length === 1);
    expect(terminal.text().match(/Areas/g)).toHaveLength(1);
    expect(terminal.text().match(/Source/g)).toHaveLength(1);
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
    expect(terminal.text()).toMatch(/The dedupe line cannot be shown \(/);
    expect(terminal.text()).toMatch(/The feed cannot be shown \(/);
    expect(terminal.text()).toContain('BBMP, Karnataka');
    expect(terminal.text()).toContain('telegram');
    terminal.type('q');
    await expectGivenBack(terminal, 'ended: left');
  });

  it('an engine that goes away is shown as gone, with its last figures, until the person leaves', async () => {
    const terminal = await scene('lost');
    await terminal.until(({ text }) => text().includes('! The engine is gone. These are its last figures'));
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
    const server = await serveControl({ path, control: engine, onError: () => undefined });
    const first = await scene(path);
    first.type('p');
    await first.until(({ lines }) => /^vaccine-watch {2}paused/.test(lines()[0] ?? ''));
    expect(engine.asked).toEqual([['pause']]);
    first.type('q');
    await expectGivenBack(first, 'ended: left');
    expect(engine.asked).toEqual([['pause']]);
    const second = await scene(path);
    expect(second.lines()[0]).toMatch(/^vaccine-watch {2}paused/);
    await server.close();
    await second.until(({ text }) => text().includes('! The engine is gone.'));
    second.type('q');
    await expectGivenBack(second, 'ended: lost');
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('a quiet engine', () => {
  it('says what is missing and how to add it', async () => {
    const terminal = await scene('quiet');
    expect(terminal.text()).toContain('No area is polled: nobody subscribes.');
    expect(terminal.text()).toContain('No slot has opened yet.');
    expect(terminal.text()).toContain('No channel is set up, so nobody can be told.');
    expect(terminal.lines()[22]).toMatch(/^! No subscriber yet: vaccine-watch subscribers add/);
  });
});
