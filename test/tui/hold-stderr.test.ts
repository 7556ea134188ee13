// What is written to standard error under a screen, in a real terminal: it comes when the screen is gone.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openTerminal } from '../support/terminal.ts';

const BUILT = join(import.meta.dirname, '..', '..', 'dist', 'tui', 'hold-stderr.js');

async function written(ending: string): Promise<string> {
  const program = `
    import { Worker } from 'node:worker_threads';
    import { holdStderr } from ${JSON.stringify(BUILT)};
    const release = holdStderr();
    process.emitWarning('of the program');
    const worker = new Worker("process.emitWarning('of a thread')", { eval: true });
    worker.once('exit', () => setImmediate(() => {
      process.stdout.write('PICTURE\\n');
      ${ending}
    }));`;
  const args = ['--input-type=module', '-e', program];
  const terminal = openTerminal({ file: process.execPath, args, columns: 200, rows: 20 });
  await terminal.exited;
  terminal.close();
  return terminal.written();
}

it.each([
  ['let out', 'release();'],
  ['the program ends', 'process.exit(1);'],
])('waits until it is %s, whoever wrote it', async (_, ending) => {
  expect(await written(ending)).toMatch(/^PICTURE\s[\s\S]*of the program[\s\S]*of a thread/);
});
