// What must be true of every picture of the console, whatever it shows.
import { expect } from 'vitest';
import type { TestTerminal } from '../../support/terminal.ts';
import { picture } from '../tour.ts';

/** Nothing outside of the window, the name above, the keys below, no part that fell over. */
export function expectWhole(terminal: TestTerminal, rows: number): void {
  const lines = terminal.lines();
  expect(terminal.outside()).toBe('');
  expect(lines).toHaveLength(rows);
  expect(lines[0]).toMatch(/^vaccine-watch/);
  expect(lines[1]).toMatch(/\[\d \w+\]/);
  expect(lines[rows - 1]).toMatch(/^\S+ \S/);
  expect(terminal.looksOf((lines[rows - 1] as string).split(' ')[0] as string).length).toBeGreaterThan(0);
  expect(terminal.text()).not.toMatch(/cannot be shown/);
  expect(terminal.screen()).toBe('alternate');
}

/** What one sees at a moment: the text, and every cell with its looks. */
export interface Seen {
  readonly text: string;
  readonly cells: string;
}

export function seen(terminal: TestTerminal): Seen {
  return { text: terminal.text(), cells: JSON.stringify(picture(terminal)) };
}

/** The same to the eye, colours included. */
export function expectSame(now: Seen, before: Seen): void {
  expect(now.text).toBe(before.text);
  expect(now.cells === before.cells, 'colours and attributes are the same').toBe(true);
}
