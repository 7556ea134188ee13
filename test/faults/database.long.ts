// FAULTS 3, the long form: the database locked, and its disk full, for a minute.
import { describe, expect, it } from 'vitest';
import { onStage } from '../harness/stage.ts';
import { limitFiles, lock, pidOf, running, smallDisk, through } from './database-play.ts';

const LASTS_MS = 60_000;

describe.concurrent('FAULTS 3', () => {
  it(
    'SQLite locked by another process for 60 s',
    onStage(
      async (stage) => {
        const now = await running(stage);
        let other: ReturnType<typeof lock> | undefined;
        await through(stage, now, {
          begin: () => {
            other = lock(stage);
          },
          end: () => other?.release(),
          detail: /locked/,
          lastsMs: LASTS_MS,
        });
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { slots: 8 },
    ),
  );

  it(
    'SQLite locked while nothing is new: it is said all the same',
    onStage(async (stage) => {
      const { eyes } = await running(stage);
      const other = lock(stage);
      await eyes.sees('the banner', ({ database }) => database.state === 'refused', 30_000);
      other.release();
      await eyes.sees('that it is over', ({ database }) => database.state === 'ok', 30_000);
      expect(stage.verdict()).toMatchObject({ clean: true });
    }),
  );

  it(
    'disk full for 60 s, three times',
    onStage(
      async (stage) => {
        const disk = smallDisk(stage, 16 << 20);
        const now = await running(stage);
        const pid = await pidOf(now.engine);
        for (let time = 0; time < 3; time++) {
          await through(stage, now, {
            begin: () => (disk === undefined ? limitFiles(pid, true) : disk.fill()),
            end: () => (disk === undefined ? limitFiles(pid, false) : disk.makeRoom()),
            detail: /no room|failed/,
            lastsMs: LASTS_MS,
          });
        }
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { slots: 16 },
    ),
  );
});
