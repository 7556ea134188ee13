// Whatever ends the built program under its screen, the terminal is afterwards as it was, and the engine ended in order.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { PATIENCE_MS } from '../../support/program.ts';
import { ready } from '../tour.ts';
import { startOperator } from './operator.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('%s gives the terminal back', async (signal) => {
  const operator = await startOperator({ people: 3 });
  try {
    const screen = operator.terminal();
    await ready(screen);
    expect([screen.screen(), screen.cursorShown()]).toEqual(['alternate', false]);
    process.kill(screen.pid, signal);
    expect(await screen.exited).toBe(0);
    await screen.until((now) => now.screen() === 'normal');
    expect([screen.cursorShown(), screen.wraps()]).toEqual([true, true]);
    expect(existsSync(join(operator.dataDir, 'control.sock'))).toBe(false);
  } finally {
    await operator.close();
  }
});
