// A process whose main thread starts a polling thread, hears of it, and then never turns again.
import { UNLIMITED_PACE } from '../../src/core/pace-setting.ts';
import { startPollThread } from '../../src/poll/poll-thread.ts';

const [hangMs = ''] = process.argv.slice(2);
startPollThread({
  workerUrl: new URL('../../src/poll-worker.ts', import.meta.url),
  settings: {
    sourceId: 'cowin',
    baseUrl: 'http://127.0.0.1:9/api',
    userAgent: 'test',
    pace: UNLIMITED_PACE,
    redis: null,
    noRedisWhy: '',
    generation: 'g',
    maxInFlight: 1,
    hangMs: Number(hangMs),
  },
  sink: { take: () => Promise.resolve('recorded') },
  onReport: () => undefined,
  onLog: () => undefined,
  onCrash: () => undefined,
  onStats() {
    process.stdout.write('hangs now\n', () => {
      for (;;);
    });
  },
});
