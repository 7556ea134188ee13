// Stopping a command: in order when asked once, however many signals that takes; at once for somebody who insists.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';

const SIGNALS = join(import.meta.dirname, '..', '..', 'src', 'engine', 'signals.ts');
let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

/** A command that takes so long to stop in order, and ends with 9 when it is ended at once. */
async function started(drainMs: number): Promise<ChildProcess> {
  const program = `
    import { setTimeout as sleep } from 'node:timers/promises';
    import { stopSignal } from ${JSON.stringify(SIGNALS)};
    const alive = setInterval(() => {}, 1000);
    const stop = stopSignal(process.stdout, () => process.exit(9));
    console.log('up');
    await stop.asked;
    console.log('stopping');
    await sleep(${drainMs});
    stop.release();
    clearInterval(alive);`;
  child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

it('signals that come together are one wish, and the stop is in order', async () => {
  const command = await started(300);
  command.kill('SIGTERM');
  command.kill('SIGINT');
  command.kill('SIGHUP');
  expect(await once(command, 'exit')).toEqual([0, null]);
});

it('a signal that comes again later ends the command at once', async () => {
  const command = await started(60_000);
  command.kill('SIGTERM');
  await once(command.stdout as NodeJS.ReadableStream, 'data');
  await sleep(700);
  command.kill('SIGTERM');
  expect(await once(command, 'exit')).toEqual([9, null]);
});
