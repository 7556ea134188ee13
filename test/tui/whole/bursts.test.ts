// Many keys in one read, as over a slow line, and text that is pasted: which is which, on a real terminal.
import { describe, expect, it, vi } from 'vitest';
import { PATIENCE_MS } from '../../support/program.ts';
import type { TestTerminal } from '../../support/terminal.ts';
import { press, settled, visit } from '../tour.ts';
import { onStill } from './still.ts';

vi.setConfig({ testTimeout: PATIENCE_MS, maxConcurrency: 3 });

const ESC = '\u001B';
const pasted = (text: string): string => `${ESC}[200~${text}${ESC}[201~`;
/** More than anybody types at once. */
const LONG = 'somebody who pastes a sentence, x and y and d';

const onPeople = (play: (terminal: TestTerminal) => Promise<void>) =>
  onStill('still', { columns: 120, rows: 40 }, async (terminal) => {
    await visit(terminal, 'Subscribers');
    await settled(terminal);
    await play(terminal);
  });

const isOn = (id: number) => (terminal: TestTerminal) => new RegExp(`^> +${id} `, 'm').test(terminal.text());

describe.concurrent('on a list', () => {
  it.each([10, 60])('%i keys in one read move so many lines', (count) =>
    onPeople(async (terminal) => {
      terminal.type('j'.repeat(count));
      await terminal.until(isOn(count + 1));
      terminal.type('k'.repeat(count - 5) + 'jk'.repeat(4));
      await terminal.until(isOn(6));
    })(),
  );

  it(
    'what is pasted presses no key, whether the terminal marks it or not',
    onPeople(async (terminal) => {
      const before = terminal.text();
      terminal.type(LONG);
      terminal.type(pasted('j\rx\ry\r'));
      await settled(terminal);
      expect(terminal.text()).toBe(before);
    }),
  );

  it(
    'in a terminal that has marked what was pasted, everything else was typed, however much comes at once',
    onPeople(async (terminal) => {
      terminal.type(pasted('nothing'));
      await settled(terminal);
      terminal.type(`/${LONG}\r`);
      await terminal.until(({ text }) => text().includes(`with “${LONG}”`));
      await terminal.until(({ text }) => !text().includes('Search addresses:'));
    }),
  );
});

describe.concurrent('in a field', () => {
  it(
    'line breaks of what is pasted are blanks, and never Enter',
    onPeople(async (terminal) => {
      await press(terminal, 'a', '\r');
      await terminal.until(({ text }) => /^> Address/m.test(text()));
      terminal.type(pasted('one@example.org\r\ntwo@example.org\nthree\r'));
      await terminal.until(({ text }) => text().includes('one@example.org two@example.org three'));
      terminal.type(pasted('\r\n\r\n'));
      await settled(terminal);
      expect(terminal.text()).toMatch(/^> Address/m);
    }),
  );

  it(
    'also where the terminal does not mark it',
    onPeople(async (terminal) => {
      await press(terminal, '/');
      terminal.type('a list of names\rof which each has\ra line of its own');
      await terminal.until(({ text }) =>
        text().includes('Search addresses: a list of names of which each has a line of its own'),
      );
    }),
  );

  it(
    'what is typed ahead is typed, its Enter with it',
    onPeople(async (terminal) => {
      terminal.type('/anita\r');
      await terminal.until(
        ({ text }) => text().includes('with “anita”') && !text().includes('Search addresses:'),
      );
    }),
  );
});
