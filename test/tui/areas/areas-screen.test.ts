// The screen "Areas" as a person uses it, in a real terminal.
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, expectGivenBack, scene } from '../scene.ts';

afterEach(closeAll);

const ENTER = '\r';
const ESC = '\u001B';

async function areas() {
  const terminal = await scene('busy');
  terminal.type('2');
  await terminal.until(({ text }) => text().includes('14 areas, what needs a look first'));
  return terminal;
}
const marked = (lines: readonly string[]) => lines.find((line) => line.startsWith('> '));

describe('the list of areas', () => {
  it('is filtered while one types, and whole again after Esc', async () => {
    const terminal = await areas();
    terminal.type('/');
    await terminal.until(({ text }) => text().includes('Name, state or id:'));
    terminal.type('karn');
    await terminal.until(({ text }) => /^Areas 2 /m.test(text()));
    terminal.type(ENTER);
    await terminal.until(({ text }) => text().includes('“karn” leaves 2'));
    expect(marked(terminal.lines())).toMatch(/^> BBMP, Karnataka/);
    terminal.type(ESC);
    await terminal.until(({ text }) => /^Areas 14 /m.test(text()));
  });

  it('is sorted by another column, which a star marks', async () => {
    const terminal = await areas();
    terminal.type('ss');
    await terminal.until(({ text }) => text().includes('14 areas, most subscribers first'));
    expect(terminal.text()).toMatch(/Subs\* /);
    expect(marked(terminal.lines())).toMatch(/^> BBMP/);
  });

  it('keeps the cursor on its area, and all that was chosen, while another screen is shown', async () => {
    const terminal = await areas();
    terminal.type('sjj');
    await terminal.until(({ lines }) => /^> Bangalore/.test(marked(lines()) ?? ''));
    terminal.type('1');
    await terminal.until(({ text }) => text().includes('SQLite'));
    terminal.type('2');
    await terminal.until(({ text }) => text().includes('14 areas, by name'));
    expect(marked(terminal.lines())).toMatch(/^> Bangalore/);
  });

  it('pauses an area only after asking, and polls one at once', async () => {
    const terminal = await areas();
    terminal.type('jj');
    await terminal.until(({ lines }) => /^> BBMP/.test(marked(lines()) ?? ''));
    terminal.type('P');
    await terminal.until(({ text }) => text().includes('Pause BBMP, Karnataka?'));
    terminal.type(ESC);
    await terminal.until(({ text }) => !text().includes('Pause BBMP, Karnataka?'));
    terminal.type('n');
    await terminal.until(({ text }) => text().includes('BBMP, Karnataka is polled with the next call.'));
    terminal.type('Py');
    await terminal.until(({ text }) => text().includes('BBMP, Karnataka is paused'));
    terminal.type('q');
    await expectGivenBack(terminal, 'ended: left');
    expect(terminal.text().replaceAll('\n', '')).toContain('["pollNow","cowin:BBMP"]');
    expect(terminal.text().replaceAll('\n', '')).toContain('["pauseArea","cowin:BBMP"]');
  });
});

describe('an area looked at closely', () => {
  it('says how it is polled, how that goes, and when slots open; Esc leads back', async () => {
    const terminal = await areas();
    terminal.type(ENTER);
    await terminal.until(({ text }) => text().includes('Alwar, Rajasthan (cowin:Alwar)'));
    await terminal.until(({ text }) => /^0 {2}1 {2}2 .* 23 IST$/m.test(text()));
    expect(terminal.text()).toContain('! Last good answer 12 min ago; the last poll failed.');
    expect(terminal.text()).toContain('Failed 37 times since the engine started, last 14:03:');
    // There they are not narrowed to the area, and nothing says so.
    expect(terminal.lines()[23]).toContain('d all deliveries');
    terminal.type('d');
    await terminal.until(({ text }) => text().includes('All deliveries'));
    terminal.type(ESC);
    await terminal.until(({ text }) => text().includes('Alwar, Rajasthan (cowin:Alwar)'));
    terminal.type(ESC);
    await terminal.until(({ text }) => /^Areas 14 /m.test(text()));
  });
});
