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
    expect(lines[1]).toMatch(/^Source +ok +CoWIN · last good answer 0 s ago · cdn-api\.co-vin\.in\/api$/);
    expect(lines[2]).toMatch(
      /^Pace +slowed +947 of 1,000 calls\/s \(2000\/1s\) · 14 areas: every ~1 min 20 s$/,
    );
    expect(lines[3]).toMatch(/^Calls +\d+\/s +[▁▂▃▄▅▆▇█]{60}$/);
    expect(lines[4]).toMatch(/^Answers {2}91 % same p50 3\.4 ms p99 42 ms · 1\.2\d M calls · 3\.48 GB/);
    expect(lines[5]).toMatch(/^Dedupe +ok +redis-unix · redis-server 8\.0\.2/);
    expect(lines[6]).toMatch(/^Slots +24 open +318 opened, 294 closed · 1,204 subscribers/);
    expect(lines[7]).toMatch(/^> Areas 1–4 of 14 +Subs +Open +Age +Every +Why$/);
    expect(lines[8]).toMatch(/^Alwar, Rajasthan +100 +· +! 12 min 1 min 30 s no answer within 15 s$/);
    expect(lines[9]).toMatch(/^Patna, Bihar +64 +· +never +2 min refused \(403\)$/);
    expect(lines[10]).toMatch(/^BBMP, Karnataka +196 +9 +\d+ s +20 s 196 people, 40 changes\/day$/);
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
    expect(lines[9]).toMatch(/^> Areas 14 .* Why +Feed 1–\d+ of 50 +Area +Pin .* Owed$/);
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

describe('a quiet engine', () => {
  it('says what is missing and how to add it', async () => {
    const terminal = await scene('quiet');
    expect(terminal.text()).toContain('No area is polled: nobody subscribes.');
    expect(terminal.text()).toContain('No slot has opened yet.');
    expect(terminal.text()).toContain('No channel is set up, so nobody can be told.');
    expect(terminal.lines()[22]).toMatch(/^! No subscriber yet: vaccine-watch subscribers add/);
  });
});
