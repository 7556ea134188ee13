// FAULTS 1, the storm: `npm run faults -- --only storm --storm 500 --seed 7`. Random kills under load on one data
// directory, each followed by a start at once; nothing may be missing, nothing extra, nothing twice but what was in flight.
import { describe, expect, it } from 'vitest';
import { note, recordVerdict } from '../harness/record.ts';
import { inScene } from '../support/program.ts';
import { storm } from './kills/storm.ts';

const KILLS = Number(process.env.VACCINE_WATCH_TEST_STORM_KILLS ?? 60);
const SEED = Number(process.env.VACCINE_WATCH_TEST_STORM_SEED ?? 1);

describe('FAULTS 1: the storm', () => {
  it(
    `${KILLS} random SIGKILLs under load (seed ${SEED})`,
    inScene(async (scene) => {
      const say = (text: string) => void process.stdout.write(`  ${text}\n`);
      const { verdict, ...seen } = await storm(scene, { kills: KILLS, seed: SEED }, say);
      const { due, accepted, missing, extra, copies, line, clean } = verdict;
      note(
        `seed ${SEED}: ${seen.kills} kills (${seen.whileStarting} while starting, ${seen.whileSending} after something was sent), Redis killed ${seen.redisKills} times, ` +
          `${seen.hazards} hazards of providers; ${due} due, ${accepted} messages; ${line}`,
      );
      recordVerdict({
        due,
        missing: missing.length,
        extra: extra.length,
        duplicated: copies,
        allowed: 6 * seen.kills,
      });
      for (const key of missing) note(`missing: ${key}`);
      expect(seen).toMatchObject({ integrity: 'ok', exitCode: 0 });
      expect(clean).toBe(true);
    }),
  );
});
