// The list of deliveries on a real terminal: the ends at once, and everything between them, page by page.
import { it, vi } from 'vitest';
import { PATIENCE_MS } from '../../support/program.ts';
import { press, visit } from '../tour.ts';
import { onStill } from '../whole/still.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

/** As many as the engine of the scene has: more than are kept at once. */
const ALL = 1_500;
const PAGE_DOWN = '\u001B[6~';

it(
  'G shows the oldest, g the newest, and page by page one comes to the end',
  onStill('still', { columns: 120, rows: 40 }, async (terminal) => {
    await visit(terminal, 'Deliveries');
    await terminal.until(({ text }) => /1–\d+ of 100\+/.test(text()));
    await press(terminal, 'G');
    await terminal.until(({ text }) => text().includes('–1 from end'));
    await press(terminal, '\r');
    await terminal.until(({ text }) => /^Delivery 1$/m.test(text()));
    await press(terminal, '\u001B', 'g');
    await terminal.until(({ text }) => /^1–\d+ of 100\+/m.test(text()));
    await press(terminal, '\r');
    await terminal.until(({ text }) => new RegExp(`^Delivery ${ALL}$`, 'm').test(text()));
    await press(terminal, '\u001B');
    // Page by page, however often it takes: what is not known yet is waited for on the last line that is.
    for (let page = 0; page < 300 && !terminal.text().includes('–1,500'); page += 1)
      await press(terminal, PAGE_DOWN);
    await press(terminal, '\r');
    await terminal.until(({ text }) => /^Delivery 1$/m.test(text()));
  }),
);
