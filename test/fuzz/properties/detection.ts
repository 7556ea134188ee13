// Detection under everything that makes an answer come again: the same answer twice, a stretch of old answers played
// once more, a new process over the same database with or without what was seen. An account of its own says what opens.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { scratchFolder } from '../../support/scratch.ts';
import { fuzzProperty } from '../property.ts';
import { openDetection } from './detection-rig.ts';

const capacities = fc.constantFrom(0, 0, 1, 4, 12, 60);
/** `null`: not listed. `unreadable`: listed with a capacity nobody can read. */
const row = fc.oneof(
  { weight: 5, arbitrary: fc.record({ dose1: capacities, dose2: capacities }) },
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constant('unreadable' as const) },
);

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      rows: fc.tuple(row, row, row),
      /** False: one more row is listed that names no session. */
      complete: fc.constantFrom(true, true, true, false),
      /** The database takes nothing the first time. */
      refused: fc.constantFrom(false, false, false, true),
      minutes: fc.integer({ min: 0, max: 12 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('failed' as const),
      body: fc.constantFrom('', '<html>', '{"centers":null}', '{"centers":[{"cen', '[]'),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'again' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('restart' as const), forgets: fc.boolean() }),
  },
);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

export const detectionProperty = fuzzProperty({
  name: 'detection',
  says: 'answers that come again, in the same process or a new one, open and send nothing again',
  runs: 10,
  values: fc.record({
    steps: fc.array(step, { minLength: 1, maxLength: 14 }),
    /** From where on all is played once more. */
    from: fc.nat({ max: 13 }),
  }),
  open() {
    const folder = scratchFolder('vw-fuzz-');
    let database = 0;
    return {
      async holds({ steps, from }) {
        database += 1;
        const path = join(folder, `${database}.db`);
        const rig = openDetection(path);
        try {
          for (const one of steps) await rig.play(one);
          for (const one of steps.slice(from)) await rig.play(one);
          const before = rig.openings();
          rig.settleAll();
          const told = rig.told();
          for (const forgets of [false, true, true]) {
            await rig.play({ kind: 'restart', forgets });
            await rig.play({ kind: 'repeat-open' });
            rig.settleAll();
            assert.deepEqual(rig.openings(), before, 'the last answer once more opened something');
            assert.deepEqual(rig.told(), told, 'the last answer once more told somebody');
          }
        } finally {
          rig.close();
          for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
        }
      },
      close: () => rmSync(folder, { recursive: true, force: true }),
    };
  },
});
