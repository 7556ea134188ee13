// FAULTS 3: the database locked by another process, on a full disk, read-only, on a disk that fails, damaged at the
// start. The short form; database.long.ts has the lock of 60 s, errors.test.ts the errors at each call.
// | also shown by | what |
// | --- | --- |
// | test/alert/journal.test.ts | nothing is sent that cannot be written down; what was sent meanwhile is written down once |
// | test/engine/recorder.test.ts | news is refused without holding up the thread, and taken afterwards |
// | test/store/database/db.test.ts | damaged, cut short, emptied, vanished, newer: refused and left as it is |
// | test/store/database/journal-check.test.ts | what of a write-ahead log is damage, and what a crash |
import { chmodSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { onStage } from '../harness/stage.ts';
import { everybodyTold } from '../harness/told.ts';
import { PATIENCE_MS, pause } from '../support/program.ts';
import { copyOf, limitFiles, lock, pidOf, running, smallDisk, through } from './database-play.ts';
import { failingSqlite } from './errors/failing.ts';

vi.setConfig({ testTimeout: 4 * PATIENCE_MS });

const WAL_HEAD = 32;
const PAGE = 4096;

describe.concurrent('FAULTS 3', () => {
  it(
    'SQLite locked by another process for 3 s, unnoticed; longer, and it is said; while the engine starts, and it waits',
    onStage(
      async (stage) => {
        const atStart = lock(stage);
        setTimeout(atStart.release, 3_000);
        const now = await running(stage);
        const told = stage.ledger.read().length;

        const brief = lock(stage);
        now.openSome();
        await pause(3_000);
        expect((await now.eyes.status()).database).toMatchObject({ state: 'ok', detail: '' });
        expect(stage.ledger.read().length).toBe(told);
        brief.release();
        await everybodyTold(stage);
        await stage.settled();
        expect(now.engine.lines().filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);

        let longer: ReturnType<typeof lock> | undefined;
        await through(stage, now, {
          begin: () => {
            longer = lock(stage);
          },
          end: () => longer?.release(),
          detail: /locked/,
        });
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { slots: 12 },
    ),
  );

  it(
    'disk full: nothing is sent that is not journalled, it is said, and all is made good afterwards',
    onStage(
      async (stage) => {
        const disk = smallDisk(stage, 12 << 20);
        const now = await running(stage);
        const pid = await pidOf(now.engine);
        await through(stage, now, {
          begin: () => (disk === undefined ? limitFiles(pid, true) : disk.fill()),
          end: () => (disk === undefined ? limitFiles(pid, false) : disk.makeRoom()),
          detail: disk === undefined ? /failed|no room/ : /no room/,
        });
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { slots: 8 },
    ),
  );

  it(
    'the disk fails (EFBIG, by prlimit) under a running engine, twice: the same',
    onStage(
      async (stage) => {
        const now = await running(stage);
        const pid = await pidOf(now.engine);
        for (let time = 0; time < 2; time++) {
          await through(stage, now, {
            begin: () => limitFiles(pid, true),
            end: () => limitFiles(pid, false),
            detail: /failed|no room/,
          });
        }
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { slots: 12 },
    ),
  );

  it(
    'read-only under a running engine: the same; read-only at the start: it refuses to, and says so',
    onStage(
      async (stage) => {
        const { scene } = stage;
        const disk = smallDisk(stage, 64 << 20);
        const sqlite = failingSqlite(scene);
        const now = await running(stage, sqlite.env);
        const order = { kind: 'write', from: 1, code: 'SQLITE_READONLY', lasts: { forMs: 600_000 } } as const;
        await through(stage, now, {
          begin: () => sqlite.order(order),
          end: sqlite.lift,
          detail: /SQLITE_READONLY/,
        });
        expect((await now.engine.stop()).code).toBe(0);
        if (disk === undefined) chmodSync(scene.dataDir, 0o500);
        else expect(disk.readOnly(true)).toBe(true);
        const { code, stderr } = await scene.run(['run']);
        // Without a disk of its own nothing is read-only for root.
        if (disk !== undefined || process.getuid?.() !== 0) {
          expect(code).toBe(78);
          expect(stderr).toMatch(/cannot be written|cannot be opened for writing/);
        }
        if (disk === undefined) chmodSync(scene.dataDir, 0o700);
        else disk.readOnly(false);
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { slots: 8 },
    ),
  );

  it(
    'damaged at the start: it refuses to, names the restore command, and changes nothing; a backup makes it good',
    onStage(
      async (stage) => {
        const { scene, settled } = stage;
        const { engine, openSome } = await running(stage);
        const backup = join(scene.folder, 'kept.db');
        expect((await scene.run(['backup', backup])).code).toBe(0);
        await engine.kill();
        const spoilt: readonly (readonly [string, (db: string) => void])[] = [
          ['header', (db) => overwrite(db, 0, 100)],
          ['middle', (db) => overwrite(db, 8 * PAGE, 10 * PAGE)],
          ['cut', (db) => truncateSync(db, Math.floor(readFileSync(db).length / 2))],
          ['empty', (db) => truncateSync(db, 0)],
          ['wal-head', (db) => overwrite(`${db}-wal`, 0, WAL_HEAD)],
          ['wal-middle', (db) => overwrite(`${db}-wal`, 2 * PAGE, 4 * PAGE)],
        ];
        const dirs = spoilt.map(([name, spoil]) => {
          const dir = copyOf(stage, name);
          spoil(join(dir, 'vaccine-watch.db'));
          return dir;
        });
        for (const [at, dir] of dirs.entries()) {
          const db = join(dir, 'vaccine-watch.db');
          const before = [db, `${db}-wal`].map((file) => readFileSync(file));
          // Whoever else opens it hears the same; to try one is enough.
          for (const command of at === 0 ? [['run'], ['subscribers', 'list']] : [['run']]) {
            const { code, stderr, stdout } = await scene.run(['--data-dir', dir, ...command]);
            expect(code, `${dir} ${stdout}`).toBe(1);
            expect(stderr, dir).toMatch(/damaged.*vaccine-watch restore <backup>/);
          }
          expect(
            [db, `${db}-wal`].map((file, which) => readFileSync(file).equals(before[which] as Buffer)),
          ).toEqual([true, true]);
        }
        const gone = copyOf(stage, 'gone');
        writeFileSync(join(gone, 'vaccine-watch.db'), '');
        expect((await scene.run(['--data-dir', gone, 'run'])).code).toBe(1);

        overwrite(stage.database, 0, 100);
        expect((await scene.run(['restore', backup])).code).toBe(0);
        expect(existsSync(stage.database)).toBe(true);
        await scene.engine();
        openSome();
        await everybodyTold(stage);
        await settled();
        expect(stage.verdict()).toMatchObject({ clean: true });
      },
      { slots: 8 },
    ),
  );
});

function overwrite(path: string, from: number, to: number): void {
  const bytes = readFileSync(path);
  bytes.fill(0x5a, from, to);
  writeFileSync(path, bytes);
}
