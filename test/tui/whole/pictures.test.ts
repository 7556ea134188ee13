// Every screen at every size that must work: drawn wholly and within the window, and leaving nothing behind.
import { describe, expect, it, vi } from 'vitest';
import { PATIENCE_MS } from '../../support/program.ts';
import type { TestTerminal } from '../../support/terminal.ts';
import { SIZES, settled, shown, TABS, visit } from '../tour.ts';
import { onStill } from './still.ts';
import { expectSame, expectWhole, type Seen, seen } from './whole.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE_MS, maxConcurrency: 3 });

/** The picture of each screen, by its name, in the order given. */
async function tour(terminal: TestTerminal, rows: number, names: readonly string[]) {
  const pictures: Record<string, Seen> = {};
  for (const [, name] of names.flatMap((wanted) => TABS.filter(([, tab]) => tab === wanted))) {
    await visit(terminal, name);
    await settled(terminal);
    expectWhole(terminal, rows);
    pictures[name] = seen(terminal);
  }
  return pictures;
}

/** The larger first: they take longest. */
const AT = SIZES.toReversed().flatMap(([columns, rows]) =>
  (['still', 'scripts'] as const).map((scene) => ({ scene, columns, rows })),
);

describe.concurrent('the pictures', () => {
  it.each(AT)(
    '$scene at $columns×$rows: every screen is whole, and stays the same however one comes to it',
    ({ scene, columns, rows }) =>
      onStill(scene, { columns, rows }, async (terminal) => {
        const names = TABS.map(([, name]) => name);
        const there = await tour(terminal, rows, names);
        for (const [, name] of TABS) {
          await visit(terminal, name);
          await settled(terminal);
          expectWhole(terminal, rows);
        }
        const back = await tour(terminal, rows, names.toReversed());
        for (const name of names) expectSame(back[name] as Seen, there[name] as Seen);
        expect(shown(terminal)).toBe('Watch');
      })(),
  );
});
