// What `npm run faults` runs: every hazard in its long form (`*.long.ts`, which `npm test` leaves out) and its short one.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ['test/faults/*.long.ts', 'test/faults/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // A hazard may take an hour; each case says for itself how long it waits for what.
    testTimeout: 2 * 3_600_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    maxConcurrency: 3,
  },
});
