// What a screen costs while a person only looks on: CPU, bytes to the terminal, memory. From outside, by the kernel.
import { setTimeout as sleep } from 'node:timers/promises';
import { growth } from '../../bench/numbers.ts';
import { cpuSeconds, residentMb } from '../../bench/process.ts';
import type { TestTerminal } from '../../support/terminal.ts';

const LOOK_MS = 5_000;
/** The compiler's work of the first seconds is not what an evening costs. */
const WARM_UP_MS = 10_000;

/** Rows of a table: what was measured, and how much. @param enginePid for comparison */
export async function costOf(
  screen: TestTerminal,
  enginePid: number,
  forMs: number,
): Promise<readonly (readonly [string, string])[]> {
  await sleep(WARM_UP_MS);
  const before = {
    atMs: performance.now(),
    screenS: cpuSeconds(screen.pid),
    engineS: cpuSeconds(enginePid),
    written: Buffer.byteLength(screen.written()),
  };
  const memoryMb: number[] = [];
  while (performance.now() - before.atMs < forMs) {
    await sleep(LOOK_MS);
    memoryMb.push(residentMb(screen.pid));
  }
  const seconds = (performance.now() - before.atMs) / 1000;
  const share = (cpuS: number) => `${((100 * cpuS) / seconds).toFixed(1)} % of one core`;
  const grown = growth(memoryMb);
  return [
    ['CPU of the attached screen', share(cpuSeconds(screen.pid) - before.screenS)],
    ['CPU of the engine', share(cpuSeconds(enginePid) - before.engineS)],
    [
      'written to the terminal',
      `${Math.round((Buffer.byteLength(screen.written()) - before.written) / seconds)} bytes/s`,
    ],
    [
      `memory of the screen over ${(seconds / 60).toFixed(1)} min`,
      `${Math.min(...memoryMb).toFixed(0)}–${Math.max(...memoryMb).toFixed(0)} MB, last third ${
        grown === null ? 'unknown' : `${grown >= 0 ? '+' : ''}${grown.toFixed(1)} MB`
      } against the middle one`,
    ],
  ];
}
