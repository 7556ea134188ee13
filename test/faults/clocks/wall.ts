// The test's end of shifted-clock.mjs: the clock on the wall of one engine.
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { addDays, istDateOf, istMidnightMs } from '../../../src/core/ist.ts';
import type { Env, Scene } from '../../support/program.ts';

export interface Wall {
  /** For the engine; other programs of the scene have the right time. */
  readonly env: Env;
  /** From now on the clock is so much ahead of the right time (ms; behind it, when negative). */
  ahead(ms: number): void;
  /** From now on the clock says that the day in India ends in so long (ms). */
  midnightIn(ms: number): void;
  /** What the clock says (ms since the epoch). */
  nowMs(): number;
}

export function wallOf({ folder }: Scene): Wall {
  const file = join(folder, 'wall-clock');
  let shiftMs = 0;
  function ahead(ms: number): void {
    shiftMs = ms;
    writeFileSync(`${file}.next`, String(ms));
    renameSync(`${file}.next`, file);
  }
  return {
    env: {
      NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'shifted-clock.mjs')).href}`,
      VACCINE_WATCH_TEST_CLOCK: file,
    },
    ahead,
    midnightIn(ms) {
      const nowMs = Date.now();
      ahead(istMidnightMs(addDays(istDateOf(nowMs), 1)) - nowMs - ms);
    },
    nowMs: () => Date.now() + shiftMs,
  };
}
