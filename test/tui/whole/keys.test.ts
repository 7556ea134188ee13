// Every key the help names is pressed, on every screen, and does something one can see. The keys are read from the
// screens' own lists, so that a new key without a way to press it here is red.
import { describe, expect, it, vi } from 'vitest';
import { frameKeys } from '../../../tui/frame-keys.ts';
import { SCREENS } from '../../../tui/screens/index.ts';
import { PATIENCE_MS } from '../../support/program.ts';
import type { TestTerminal } from '../../support/terminal.ts';
import { press, settled, shown, TABS, visit } from '../tour.ts';
import { keysIn, keysOfLine, type NamedKey } from './keys.ts';
import { onStill } from './still.ts';
import { expectSame, expectWhole, seen } from './whole.ts';

// Three at once: most of the time is spent waiting until a picture stands still.
vi.setConfig({ testTimeout: 3 * PATIENCE_MS, maxConcurrency: 3 });

const ENTER = '\r';
const LEFT = '\u001B[D';
const RIGHT = '\u001B[C';
const ESC = '\u001B';
const ROWS = 40;
const CHANGE_MS = 10_000;
const UNSEEN_MS = 500;

/** What must stand open before a key does anything: what is typed first. By screen and key. */
const FIRST: Readonly<Record<string, readonly string[]>> = {
  'Watch m': ['h'],
  'Areas d': [ENTER],
  'Areas u': [ENTER],
  'Log ↓': ['g'],
  'Log j': ['g'],
  'Log PgDn': ['g'],
  'Subscribers Esc': [' '],
  'Deliveries Esc': [ENTER],
  'Setup ←': [RIGHT],
  'Setup r': [LEFT],
  'Setup e': [RIGHT],
  'Setup Enter': [RIGHT],
  'Setup u': [RIGHT, ENTER, 'x', ENTER],
  'Setup s': [RIGHT, ENTER, 'x', ENTER],
};
/** Ways back need a way there. */
const THERE: Readonly<Record<string, readonly string[]>> = {
  k: ['j'],
  '↑': ['j'],
  PgUp: ['\u001B[6~'],
  g: ['G'],
  Home: ['G'],
  G: ['g'],
  End: ['g'],
  Esc: ['/'],
};

/** Asks again, and an engine that stands still says the same: all that can be seen is that nothing falls over. */
const UNSEEN: readonly string[] = ['Setup r'];

async function changes(terminal: TestTerminal, screen: string, key: NamedKey): Promise<void> {
  const first = FIRST[`${screen} ${key.name}`] ?? THERE[key.name] ?? [];
  for (const sent of first) {
    // A list that is still to come has nothing a key could mean.
    await settled(terminal);
    await press(terminal, sent);
  }
  await settled(terminal);
  const before = seen(terminal).cells;
  terminal.type(key.sends);
  try {
    const patienceMs = UNSEEN.includes(`${screen} ${key.name}`) ? UNSEEN_MS : CHANGE_MS;
    await terminal.until((now) => seen(now).cells !== before, patienceMs);
  } catch {
    if (!UNSEEN.includes(`${screen} ${key.name}`))
      throw new Error(`${screen}: ${key.name} changes nothing:\n${terminal.text()}`);
  }
  await settled(terminal);
  expectWhole(terminal, ROWS);
}

describe.concurrent('each screen', () => {
  it.each(SCREENS.map(({ name, keys }) => ({ name, keys })))(
    '$name does something for every key of its help',
    ({ name, keys }) =>
      onStill('still', { columns: 120, rows: ROWS }, async (terminal) => {
        for (const line of keys) {
          // What is set in works in what Enter opens.
          const inside = line[0].startsWith('  ') ? [ENTER] : [];
          for (const key of keysOfLine(line)) {
            await visit(terminal, name);
            await press(terminal, ...inside);
            await changes(terminal, name, key);
            // Out of whatever the key has opened.
            await press(terminal, ESC, ESC, ESC);
          }
        }
      })(),
  );
});

describe.concurrent('keys of every screen', () => {
  const everywhere = frameKeys(SCREENS, 'the engine goes on').flatMap(([keys]) => keysIn(keys));

  it('are those an operator knows', () => {
    const names = everywhere.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...TABS.map(([digit]) => digit), 'Tab', ':', '?', 'q']));
  });

  it(
    'each digit shows its screen',
    onStill('still', { rows: ROWS }, async (terminal) => {
      for (const [digit, name] of TABS) {
        await visit(terminal, name === 'Watch' ? 'Log' : 'Watch');
        await press(terminal, digit);
        await terminal.until((now) => shown(now) === name);
      }
    }),
  );

  it(
    'Tab goes to the next, Shift-Tab to the one before, round and round',
    onStill('still', { rows: ROWS }, async (terminal) => {
      for (const [, name] of [...TABS.slice(1), ...TABS.slice(0, 1)]) {
        await press(terminal, '\t');
        await terminal.until((now) => shown(now) === name);
      }
      for (const [, name] of TABS.toReversed()) {
        await press(terminal, '\u001B[Z');
        await terminal.until((now) => shown(now) === name);
      }
    }),
  );

  it(
    'on every screen the help opens, names the keys of the screen, and closes',
    onStill('still', { columns: 120, rows: ROWS }, async (terminal) => {
      for (const [, name] of TABS) {
        await visit(terminal, name);
        await settled(terminal);
        const before = seen(terminal);
        await press(terminal, '?');
        await terminal.until(({ text }) => text().includes(`Keys in ${name}`));
        await settled(terminal);
        expect(terminal.outside()).toBe('');
        await press(terminal, ESC);
        await terminal.until((now) => shown(now) === name && !now.text().includes(`Keys in ${name}`));
        await settled(terminal);
        expectSame(seen(terminal), before);
      }
    }),
  );

  it(
    'p pauses polling and resumes it',
    onStill('still', { rows: ROWS }, async (terminal) => {
      await visit(terminal, 'Watch');
      await press(terminal, 'p');
      await terminal.until(({ lines }) => /paused/.test(lines()[0] ?? ''));
    }),
  );

  it(
    ': opens a line for commands, Esc closes it',
    onStill('still', { rows: ROWS }, async (terminal) => {
      await visit(terminal, 'Areas');
      await settled(terminal);
      const before = seen(terminal);
      await press(terminal, ':');
      await terminal.until((now) => now.text() !== before.text);
      await press(terminal, ESC);
      await settled(terminal);
      expectSame(seen(terminal), before);
    }),
  );

  it.each(['q', '\u0003'])('%j leaves, and the terminal is as it was', (key) =>
    onStill('still', { rows: ROWS }, async (terminal) => {
      await press(terminal, key);
      expect(await terminal.exited).toBe(0);
      await terminal.until((now) => now.screen() === 'normal');
      expect(terminal.cursorShown()).toBe(true);
      expect(terminal.wraps()).toBe(true);
    })(),
  );
});
