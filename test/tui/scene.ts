// Opens a scene of `screen-script.ts` in a pty, and knows what a terminal that was given back looks like.
import { join } from 'node:path';
import { expect } from 'vitest';
import { openTerminal, type TestTerminal } from '../support/terminal.ts';

const SCRIPT = join(import.meta.dirname, 'screen-script.ts');
const opened: TestTerminal[] = [];

/** To be called after each test. */
export function closeAll(): void {
  for (const terminal of opened.splice(0)) terminal.close();
}

export interface Look {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A shell that runs a scene, and then says how it ended and how the terminal is set. */
export function open(name: string, columns: number, rows: number, env: Look['env'] = {}): TestTerminal {
  const command = '"$0" "$@"; echo "status: $?"; stty -a; echo';
  const args = ['-c', command, process.execPath, SCRIPT, ...name.split(' ')];
  const terminal = openTerminal({ file: '/bin/sh', args, columns, rows, env });
  opened.push(terminal);
  return terminal;
}

/** Opens a scene and waits for its first whole picture. */
export async function scene(
  name: string,
  { columns = 80, rows = 24, env = {} }: Look = {},
): Promise<TestTerminal> {
  const terminal = open(name, columns, rows, env);
  await terminal.until(({ text }) => /q leave {2}/.test(text()), 15_000);
  return terminal;
}

/** The terminal is the shell's again: main screen, cursor, wrapping, lines read and echoed as before. */
export async function expectGivenBack(terminal: TestTerminal, ending: string): Promise<void> {
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
