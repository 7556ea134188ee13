// Brings a database to the newest schema: numbered SQL files, each applied whole together with its version mark,
// or not at all. It never edits data outside those files and never goes back a version.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type Database from 'better-sqlite3';

export interface Migration {
  /** 1, 2, …: the schema version it leads to. */
  readonly version: number;
  readonly sql: string;
}

/** The shipped migrations, in order. Throws when the installation is incomplete. */
export function readMigrations(): readonly Migration[] {
  const folder = migrationsFolder();
  const files = readdirSync(folder).filter((name) => /^\d{4}-.*\.sql$/.test(name));
  return files.sort().map((name, index) => {
    const version = Number(name.slice(0, 4));
    if (version !== index + 1) throw new Error(`Migration ${index + 1} is missing from this installation`);
    return { version, sql: readFileSync(join(folder, name), 'utf8') };
  });
}

/** From `src/` as from `dist/src/`: the nearest `data/migrations` above this file. */
function migrationsFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const found = join(folder, 'data', 'migrations');
    if (existsSync(found)) return found;
    if (folder === dirname(folder)) throw new Error('data/migrations is missing from this installation');
  }
}

/** 0: nothing was ever applied. */
export function schemaVersion(sql: Database.Database): number {
  return Number(sql.pragma('user_version', { simple: true }));
}

/**
 * Applies what is missing. The version is read again inside each transaction, since another process may be
 * migrating at the same time.
 */
export function migrate(sql: Database.Database, migrations: readonly Migration[]): void {
  for (const { version, sql: text } of migrations) {
    if (schemaVersion(sql) >= version) continue;
    sql
      .transaction(() => {
        if (schemaVersion(sql) >= version) return;
        sql.exec(text);
        sql.pragma(`user_version = ${version}`);
      })
      .immediate();
  }
}
