// A thread that goes round for ever is found out by the other, and the process ends: whoever supervises it starts it
// again. One that is only slow, or a machine that slept, is left alone.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UNLIMITED_PACE } from '../../src/core/pace-setting.ts';
import { startPollThread } from '../../src/poll/poll-thread.ts';

/** Of threads that hang, and of one that lives, however long it takes to begin on a busy machine. */
const HANG_MS = 600;
const LIVES_MS = 3_000;

/** A polling thread that is this code. */
function thread(code: string, hangMs = HANG_MS) {
  const { promise, resolve } = Promise.withResolvers<string>();
  const polling = startPollThread({
    workerUrl: new URL(`data:text/javascript,${encodeURIComponent(code)}`),
    settings: {
      sourceId: 'cowin',
      baseUrl: 'http://127.0.0.1:9/api',
      userAgent: 'test',
      pace: UNLIMITED_PACE,
      redis: null,
      noRedisWhy: '',
      generation: 'g',
      maxInFlight: 1,
      hangMs,
    },
    sink: { take: () => Promise.resolve('recorded') },
    onReport: () => undefined,
    onStats: () => undefined,
    onLog: () => undefined,
    onCrash: (error) => resolve(error.message),
  });
  return { polling, crash: promise };
}

const nothingFor = (ms: number) => new Promise<'nothing'>((resolve) => setTimeout(resolve, ms, 'nothing'));

describe('a thread that hangs', () => {
  it('the polling thread is given up, and the engine is told, which ends', async () => {
    const { polling, crash } = thread('for (;;);');
    expect(await crash).toBe('the polling thread hangs');
    await polling.stop();
  });

  it('the main thread is given up, and the process ends itself with a word', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'hang-main.ts'), String(HANG_MS)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)));
    expect([said, signal]).toEqual([expect.stringMatching(/^hangs now\nvaccine-watch hangs: /), 'SIGKILL']);
  });

  it('one that speaks now and then is left alone, also when this one was too busy to listen', async () => {
    const talks = `
      import { parentPort } from 'node:worker_threads';
      setInterval(() => parentPort.postMessage([]), 100);
    `;
    const { polling, crash } = thread(talks, LIVES_MS);
    expect(await Promise.race([crash, nothingFor(500)])).toBe('nothing');
    const untilMs = performance.now() + LIVES_MS + 500;
    while (performance.now() < untilMs);
    expect(await Promise.race([crash, nothingFor(2_500)])).toBe('nothing');
    await polling.stop();
  });
});
