// The emulator the tests of the screen look through: it must see colours, widths and what a program does unseen.
import { afterEach, expect, it } from 'vitest';
import { openTerminal, type TestTerminal } from './terminal.ts';

let terminal: TestTerminal;
afterEach(() => terminal.close());

/** A terminal into which a shell prints `text` as `printf` reads it. */
async function printed(text: string): Promise<TestTerminal> {
  terminal = openTerminal({
    file: '/bin/sh',
    args: ['-c', `printf '${text}'; printf END`],
    columns: 40,
    rows: 5,
  });
  await terminal.until((now) => now.text().includes('END'));
  return terminal;
}

it('cells say their colours and attributes', async () => {
  const { looksOf, cells, hasColour } = await printed(
    'a\\033[31;1mred\\033[0m \\033[2mdim\\033[0m \\033[7;92minverse\\033[0m ',
  );
  expect(hasColour()).toBe(true);
  expect(cells(0)[0]).toEqual({
    column: 0,
    chars: 'a',
    width: 1,
    colour: null,
    background: null,
    bold: false,
    dim: false,
    inverse: false,
    underline: false,
  });
  for (const cell of looksOf('red')) expect(cell).toMatchObject({ colour: 1, bold: true, dim: false });
  for (const cell of looksOf('dim')) expect(cell).toMatchObject({ colour: null, dim: true });
  for (const cell of looksOf('inverse')) expect(cell).toMatchObject({ colour: 10, inverse: true });
  expect(() => looksOf('elsewhere')).toThrow('elsewhere is not on screen');
});

it('wide letters take two columns and marks none', async () => {
  const { columnOf, cells } = await printed('東京|ಕ್ಷೇ|💉|e\\314\\201|');
  expect(columnOf(0, '|')).toBe(4);
  expect(cells(0)[0]).toMatchObject({ chars: '東', width: 2 });
  expect(columnOf(0, '💉')).toBe(9);
  expect(cells(0).find(({ column }) => column === 12)?.chars).toBe('e\u0301');
});

it('a title and a clipboard that a program sets are noticed', async () => {
  const { titles, copied } = await printed('\\033]0;mine\\007\\033]52;c;ZXZpbA==\\007');
  expect(titles).toEqual(['mine']);
  expect(copied).toEqual(['c;ZXZpbA==']);
});

it.each([
  ['when it is whole', '\\033[?2026l'],
  ['after a second when its program never ends it', ''],
])('a picture that is drawn as one is looked at %s', async (_when, end) => {
  terminal = openTerminal({
    file: '/bin/sh',
    args: ['-c', `printf '\\033[?2026hhalf'; sleep 0.2; printf ' whole${end}'; sleep 5`],
    columns: 40,
    rows: 5,
  });
  await terminal.until(({ text }) => text().includes('half'));
  expect(terminal.text().trim()).toBe('half whole');
});

it('waiting for what never comes ends with the screen as it stands', async () => {
  const { until } = await printed('here');
  await expect(until(() => false, 50)).rejects.toThrow('not so within 50 ms:\nhereEND');
});

it('what is drawn outside of the window is seen where there is room to spare', async () => {
  terminal = openTerminal({
    file: '/bin/sh',
    args: ['-c', 'printf "12345678ab"; printf "\\033[3;1Hbelow"'],
    columns: 8,
    rows: 2,
    spare: 10,
  });
  await terminal.until(({ outside }) => outside().includes('below'));
  expect(terminal.lines()).toEqual(['12345678', '']);
  expect(terminal.outside().split(/\s+/)).toEqual(['ab', 'below']);
});
