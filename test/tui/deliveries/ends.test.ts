// The list of deliveries on a real terminal: the ends at once, and everything between them, page by page.
import { afterEach, expect, it, vi } from 'vitest';
import { PATIENCE_MS } from '../../support/program.ts';
import { press, settled, visit } from '../tour.ts';
import { closeAll, still } from '../whole/still.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });
afterEach(closeAll);

/** As many as the engine of the scene has: more than are asked for at once. */
const ALL = 120;
const PAGE_DOWN = '\u001B[6~';

it('G shows the oldest, g the newest, and page by page one comes to the end', async () => {
  const terminal = await still('still', { columns: 120, rows: 40 });
  await visit(terminal, 'Deliveries');
  await terminal.until(({ text }) => /1–\d+ of 100\+/.test(text()));
  await press(terminal, 'G');
  await terminal.until(({ text }) => text().includes(`–${ALL} of ${ALL}`));
  await press(terminal, '\r');
  await terminal.until(({ text }) => /^Delivery 1$/m.test(text()));
  await press(terminal, '\u001B', 'g', '\r');
  await terminal.until(({ text }) => new RegExp(`^Delivery ${ALL}$`, 'm').test(text()));
  await press(terminal, '\u001B');
  for (let page = 0; page < 8; page += 1) {
    await press(terminal, PAGE_DOWN);
    await settled(terminal);
  }
  expect(terminal.text()).toContain(`–${ALL} of ${ALL}`);
  await press(terminal, '\r');
  await terminal.until(({ text }) => /^Delivery 1$/m.test(text()));
});
