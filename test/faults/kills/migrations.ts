// Databases of every released schema with somebody in them who is owed something, and what must be seen when their
// migration is killed: each migration whole or not begun, and the next start makes it whole and tells who waits.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { migrate, readMigrations } from '../../../src/store/database/migrations.ts';
import { BBMP, deliver, NOON, storeAt, tempDir } from '../../store/kit.ts';

/** What ann is told once the database is of this version. */
const TOLD = ['ann: 1:1'];
const NEWEST = readMigrations().length;

/** @param version 0: an empty file, as a new database begins @param somebody whether anybody is in it */
function databaseOf(version: number, somebody: boolean): string {
  const path = join(tempDir(), 'vaccine-watch.db');
  const sql = new Database(path);
  if (somebody) {
    migrate(sql, readMigrations().slice(0, 1));
    sql.exec(`
      INSERT INTO sessions VALUES (1, 'cowin', 's1', '${BBMP}', '1', 'UPHC', '', '', 'BBMP', 'Karnataka', '560011',
        '2021-05-09', 'COVAXIN', 18, NULL, 'free', NULL, '[]');
      INSERT INTO openings VALUES (1, 'cowin:s1:1:1', 1, '1', 1, 0, ${NOON}, ${NOON}, NULL, NULL, 9, 9, 9, 1);
      INSERT INTO slots VALUES (1, '1', 9, 1, 1, 5, 1);
      INSERT INTO subscribers VALUES (1, 'telegram', 'ann', 'active', '', NULL, ${NOON}, NULL);
      INSERT INTO subscriptions VALUES (1, 1, '${BBMP}', '${BBMP}', NULL, NULL, NULL, NULL, NULL, 1, ${NOON}, NULL);
      INSERT INTO deliveries (opening, subscriber, channel, seen_ms, created_ms, not_before_ms)
        VALUES (1, 1, 'telegram', ${NOON}, ${NOON}, ${NOON});
      INSERT INTO queue VALUES (1, 'telegram', 1, ${NOON}, 0, ${NOON});
    `);
  }
  migrate(sql, readMigrations().slice(0, version));
  sql.pragma('journal_mode = WAL');
  sql.close();
  return path;
}

/** Everything that stands in a database, but for what a migration draws by lot. */
function contentOf(path: string): {
  readonly version: number;
  readonly content: string;
  readonly whole: unknown;
} {
  const sql = new Database(path);
  const tables = sql
    .prepare<[], { name: string; sql: string | null }>('SELECT name, sql FROM sqlite_master ORDER BY name')
    .all();
  const rows = tables
    .filter((table) => table.sql?.startsWith('CREATE TABLE') && table.name !== 'sqlite_sequence')
    .map(({ name }) => [
      name,
      sql.prepare<[], Record<string, unknown>>(`SELECT * FROM "${name}"`).all().map(withoutChance),
    ]);
  const version = Number(sql.pragma('user_version', { simple: true }));
  const whole = sql.pragma('integrity_check', { simple: true });
  sql.close();
  return { version, content: JSON.stringify([tables, rows]), whole };
}

function withoutChance(row: Record<string, unknown>): Record<string, unknown> {
  const { lot, ...rest } = row;
  return row.name === 'generation' ? { name: 'generation' } : { ...rest, hasLot: lot !== undefined };
}

export interface KilledMigrations {
  /** Kills, each before a statement of its own. */
  readonly points: number;
  /** What was not as it must be. */
  readonly wrong: readonly string[];
}

/** @param step only every so manyeth statement (default 1) */
export async function killMigrationsFrom(version: number, step = 1): Promise<KilledMigrations> {
  const somebody = version > 0;
  const asItWas = new Map<number, string>();
  for (let at = version; at <= NEWEST; at += 1) asItWas.set(at, contentOf(databaseOf(at, somebody)).content);
  const wrong: string[] = [];
  for (let nth = 1, points = 0; ; nth += step) {
    const path = databaseOf(version, somebody);
    if ((await migrateAndDie(path, nth)) !== 'SIGKILL') return { points, wrong };
    points += 1;
    const say = (what: string) => wrong.push(`from ${version}, before statement ${nth}: ${what}`);
    const found = contentOf(path);
    if (found.whole !== 'ok') say(`not whole: ${found.whole}`);
    if (found.version < version || found.version > NEWEST) say(`version ${found.version}`);
    if (found.content !== asItWas.get(found.version)) say(`half of version ${found.version + 1}`);
    if (!somebody) continue;
    const store = storeAt(path);
    const told = deliver(store, NOON);
    store.close();
    if (JSON.stringify(told) !== JSON.stringify(TOLD)) say(`told ${told}`);
    if (contentOf(path).version !== NEWEST) say('not made whole by the next start');
    if (existsSync(`${path}-journal`)) say('a journal is left');
  }
}

async function migrateAndDie(path: string, nth: number): Promise<NodeJS.Signals | null> {
  const script = join(import.meta.dirname, 'migrate-and-die.ts');
  const child = spawn(process.execPath, [script, path, String(nth)], { stdio: 'inherit' });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  if (code !== null && code !== 0) throw new Error(`the migration ended with ${code}`);
  return signal;
}
