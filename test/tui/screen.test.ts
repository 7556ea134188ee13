// The screen as a person sees it: the built program in a real pty, its bytes turned into cells.
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, expectGivenBack, scene } from './scene.ts';

afterEach(closeAll);

describe('a busy engine at 80×24', () => {
  it('shows everything, each thing in its line, and uses every row', async () => {
    const terminal = await scene('busy');
    const lines = terminal.lines();
    expect(lines).toHaveLength(24);
    expect(lines[0]).toMatch(/^vaccine-watch {2}running +up 2 h 5 min +8 May 14:03:\d\d IST$/);
    expect(lines[1]).toMatch(/^\[1 Watch\] 2 Areas {2}/);
    const line = (start: string) => lines.find((one) => one.startsWith(start));
    expect(line('Source')).toMatch(/ok +CoWIN · last good answer 0 s ago · cdn-api\.co-vin\.in\/api$/);
    expect(line('Pace')).toMatch(/slowed +947 of 1,000 calls\/s \(2000\/1s\) · 14 areas: every ~1 min 20 s$/);
    expect(line('Answers')).toMatch(/91 % same p50 3\.4 ms p99 42 ms · 1\.2\d M calls · 3\.48 GB/);
    expect(line('Slots')).toMatch(/24 open +318 opened, 294 closed · 1,204 subscribers/);
    expect(line('Feed')).toMatch(/^Feed 1–\d of 50 +Pin +Date +Vaccine +Age +Dose +Doses\/for$/);
    expect(lines.find((one) => /^14:.* opened /.test(one))).toMatch(
      /^14:03:\d\d opened PHC Malleswaram +560001 8 May +COVISHIELD 18-44 1 +1 dose$/,
    );
    expect(lines.find((one) => /^14:.* closed /.test(one))).toMatch(
      /KIMS Hospital C… 560038 9 May +COVAXIN +45\+ +2 +58 s$/,
    );
    expect(line('telegram')).toMatch(/waiting +437 +10,482 +12 +0 +0 +1\.8 s asked to wait 30 s$/);
    expect(lines[22]).toMatch(/^! Telegram asked us to wait 30 s.* \+1 \(\?\)$/);
    await terminal.until(() =>
      /^q leave {2}\? help {2}: command {2}m .*p pause$/.test(terminal.lines()[23] ?? ''),
    );
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
    const starts = (lines: readonly string[]) => lines.slice(1, 10).map((line) => line.slice(0, 8));
    expect(starts(terminal.lines())).toEqual(starts(before));
  });

  it('hears every key, also several at once as a slow line brings them', async () => {
    const terminal = await scene('busy');
    const feed = () => terminal.lines().find((line) => line.startsWith('Feed'));
    terminal.type('jj');
    await terminal.until(() => feed()?.startsWith('Feed 3–') ?? false);
    terminal.type('G\u001B[Ak');
    await terminal.until(() => /^Feed \d+–48 of 50/.test(feed() ?? ''));
    terminal.type(':areas\r');
    await terminal.until(({ lines }) => lines()[1]?.includes('[2 Areas]') ?? false);
  });
});

describe('a busy engine at 200×50', () => {
  it('sets areas and feed side by side and leaves no row unused', async () => {
    const terminal = await scene('busy', { columns: 200, rows: 50 });
    const lines = terminal.lines();
    expect(lines[0]).toMatch(/IST$/);
    expect(lines.find((line) => line.startsWith('Engine'))).toMatch(/142 MB.*loop p99 11 ms/);
    expect(lines.find((line) => line.includes('Feed '))).toMatch(
      /Areas .* Why +Feed 1–\d+ of 50 +Area +Pin .* Owed$/,
    );
    expect(terminal.text()).toContain('set VACCINE_WATCH_X_ACCESS_TOKEN anew');
    expect(terminal.text()).toContain('! Alwar has not answered for 4 min');
    expect(lines[49]).toMatch(/^q leave/);
    expect(lines.filter((line) => / (opened|closed) {2}\S/.test(line)).length).toBeGreaterThan(7);
  });
});

describe('keys', () => {
  it('q leaves and gives the terminal back', async () => {
    const terminal = await scene('busy');
    expect(terminal.screen()).toBe('alternate');
    expect(terminal.cursorShown()).toBe(false);
    terminal.type('q');
    await expectGivenBack(terminal, 'ended: left; asked: ');
  });

  it('Ctrl-C leaves the same way', async () => {
    const terminal = await scene('busy');
    // Only once a key has been heard is the terminal surely raw; before that, Ctrl-C is a signal to the whole group.
    terminal.type('p');
    await terminal.until(({ lines }) => /^vaccine-watch {2}paused/.test(lines()[0] ?? ''));
    terminal.type('\u0003');
    await expectGivenBack(terminal, 'ended: left');
  });

  it('p pauses polling, says so plainly, and resumes it', async () => {
    const terminal = await scene('busy');
    terminal.type('p');
    await terminal.until(({ lines }) => /^vaccine-watch {2}paused/.test(lines()[0] ?? ''));
    expect(terminal.text()).toMatch(/^Pace +paused/m);
    expect(terminal.lines()[22]).toMatch(/^! Polling is paused \(p resumes\): no calls go out\./);
    terminal.type('p');
    await terminal.until(({ lines }) => /^vaccine-watch {2}running/.test(lines()[0] ?? ''));
    terminal.type('q');
    await expectGivenBack(terminal, 'ended: left');
    expect(terminal.text().match(/\["(?:pause|resume)"\]/g)).toEqual(['["pause"]', '["resume"]']);
  });

  it('? explains all keys and shows all hints, scrolls, and Esc closes it', async () => {
    const terminal = await scene('busy');
    terminal.type('?');
    await terminal.until(({ lines }) => /lines 1–20 of \d+ {2}Esc close help$/.test(lines()[23] ?? ''));
    expect(terminal.text()).toContain('! Alwar has not answered for 4 min');
    terminal.type('\u001B[6~');
    await terminal.until(({ text }) => text().includes('leave; the engine goes on'));
    terminal.type('G');
    await terminal.until(({ lines }) => /lines \d+–(\d+) of \1 /.test(lines()[23] ?? ''));
    terminal.type('\u001B');
    await terminal.until(({ lines }) => lines()[23]?.startsWith('q leave') ?? false);
  });

  it('1–6 and Tab show the screens, Esc leads back to where a command came from', async () => {
    const terminal = await scene('busy');
    const shows = (tab: string) => terminal.until(({ lines }) => lines()[1]?.includes(`[${tab}]`) ?? false);
    terminal.type('2');
    await shows('2 Areas');
    terminal.type('\u001B[Z');
    await shows('1 Watch');
    terminal.type('\t');
    await shows('2 Areas');
    terminal.type(':');
    await terminal.until(({ text }) => text().includes('Enter do it'));
    terminal.type('wat\t');
    await terminal.until(({ text }) => text().includes(': watch'));
    terminal.type('\r');
    await shows('1 Watch');
    await terminal.until(({ lines }) => lines()[23]?.includes('Esc back') ?? false);
    terminal.type('\u001B');
    await shows('2 Areas');
  });

  it('what was said of a command stands as long as it is read, and goes with the next command', async () => {
    const terminal = await scene('busy');
    const secondsNow = () => Number(/ \d+:\d\d:(\d\d) IST/.exec(terminal.lines()[0] ?? '')?.[1]);
    terminal.type(':');
    await terminal.until(({ text }) => text().includes('Enter do it'));
    terminal.type('xyzzy');
    await terminal.until(({ text }) => text().includes(': xyzzy_'));
    terminal.type('\r');
    await terminal.until(({ text }) => text().includes('There is no command “xyzzy”.'));
    terminal.type('?');
    await terminal.until(({ text }) => text().includes('What needs you'));
    const from = secondsNow();
    // Longer than it would stand unread.
    await terminal.until(() => (secondsNow() - from + 60) % 60 >= 9, 30_000);
    expect(terminal.text()).toContain('! There is no command “xyzzy”.');
    terminal.type('\u001B');
    await terminal.until(({ lines }) => lines()[23]?.startsWith('q leave') ?? false);
    expect(terminal.text()).toContain('! There is no command “xyzzy”.');
    terminal.type(':');
    await terminal.until(({ text }) => text().includes('Enter do it'));
    terminal.type('pause');
    await terminal.until(({ text }) => text().includes(': pause_'));
    terminal.type('\r');
    await terminal.until(({ lines }) => lines()[22]?.startsWith('! Polling is paused (p resumes)') ?? false);
  });

  it('pasted text is no key, and in a field it is one line', async () => {
    const terminal = await scene('busy');
    terminal.type('\u001B[200~q\u001B[201~:');
    await terminal.until(({ text }) => text().includes('Enter do it'));
    terminal.type('\u001B[200~xyz\nzy\n\u001B[201~');
    await terminal.until(({ text }) => text().includes(': xyz zy_'));
    terminal.type('\r');
    await terminal.until(({ text }) => text().includes('There is no command “xyz”.'));
  });
});

describe('a carried engine', () => {
  it('is asked about before it ends with the screen', async () => {
    const terminal = await scene('carried');
    terminal.type('q');
    await terminal.until(({ lines }) => lines()[23] === 'y leave  n Esc no');
    expect(terminal.text()).toContain('The engine ends with the screen. Leave?');
    terminal.type('\r');
    await terminal.until(({ lines }) => lines()[23]?.startsWith('q leave') ?? false);
    terminal.type('q');
    await terminal.until(({ text }) => text().includes('Leave?'));
    terminal.type('y');
    await expectGivenBack(terminal, 'ended: left');
  });

  it('ends with a second Ctrl-C, whatever is asked', async () => {
    const terminal = await scene('carried');
    terminal.type(':');
    await terminal.until(({ text }) => text().includes('Enter do it'));
    terminal.type('\u0003');
    await terminal.until(({ text }) => text().includes('Leave?'));
    terminal.type('\u0003');
    await expectGivenBack(terminal, 'ended: left');
  });
});

describe('a quiet engine', () => {
  it('says what is missing and how to add it', async () => {
    const terminal = await scene('quiet');
    expect(terminal.text()).toContain('No slot has opened yet.');
    expect(terminal.text()).toContain('No channel is set up, so nobody can be told.');
    expect(terminal.lines()[22]).toMatch(/^! No subscriber yet: vaccine-watch subscribers add/);
  });
});
