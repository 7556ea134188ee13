// Going through the screens of a running program as an operator does.

import type { ScreenName } from '../../tui/screen-contract.ts';
import type { TestTerminal } from '../support/terminal.ts';
import type { Cell } from '../support/terminal-cells.ts';

/** The screens by their keys, as the issue names them. */
export const TABS: readonly (readonly [digit: string, name: ScreenName])[] = [
  ['1', 'Watch'],
  ['2', 'Areas'],
  ['3', 'Subscribers'],
  ['4', 'Deliveries'],
  ['5', 'Log'],
  ['6', 'Setup'],
];

/** Sizes that must work, from the smallest of the issue to the largest. */
export const SIZES = [
  [80, 24],
  [120, 40],
  [250, 70],
] as const;

/** Long enough that a busy machine has drawn (ms). */
const DRAWN_MS = 15_000;
/** What a screen says while its engine has not answered yet. */
const AWAITED = /are awaited|Waiting for the|Asking the engine/;
/** Several frames, and what a screen asks of its engine when it is shown. */
const QUIET_MS = 250;

/** The tab in brackets: the screen that is shown; undefined: none (help, a small window). */
export function shown(terminal: TestTerminal): string | undefined {
  return /\[\d (\w+)\]/.exec(terminal.lines()[1] ?? '')?.[1];
}

/** Waits for the first whole picture of the console. */
export async function ready(terminal: TestTerminal): Promise<void> {
  await terminal.until((now) => shown(now) !== undefined, 30_000);
}

/** Opens a screen by the key of its tab and waits until it stands still. */
export async function visit(terminal: TestTerminal, name: ScreenName): Promise<void> {
  const digit = TABS.find(([, tab]) => tab === name)?.[0] as string;
  terminal.type(digit);
  await terminal.until((now) => shown(now) === name && !AWAITED.test(now.text()), DRAWN_MS);
}

/** Types keys one after the other, each seen by the program by itself. */
export async function press(terminal: TestTerminal, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    terminal.type(key);
    // A key sent right after Esc would be read as one key with it.
    await new Promise((resolve) => setTimeout(resolve, key === '\u001B' ? 120 : 30));
  }
}

/** Every cell of the window with its looks: two pictures that are equal to the eye are equal here. */
export function picture(terminal: TestTerminal): readonly (readonly Cell[])[] {
  return terminal.lines().map((_, row) => terminal.cells(row));
}

/** Waits until nothing has changed for a while; only where the engine says nothing new. */
export async function settled(terminal: TestTerminal): Promise<void> {
  let before = '';
  let sinceMs = performance.now();
  await terminal.until(({ text }) => {
    const now = text();
    if (now !== before) sinceMs = performance.now();
    before = now;
    return performance.now() - sinceMs > QUIET_MS;
  });
}
