// A process that opens a database and is killed, as if the power went, after one statement of a migration:
// the nth of the first migration, or (`next`) the middle of one that is still to be written.
import Database from 'better-sqlite3';
import { migrate, readMigrations } from '../../src/store/database/migrations.ts';

const [path = '', at = ''] = process.argv.slice(2);
const shipped = readMigrations();
const [first] = shipped;
if (first === undefined) throw new Error('there is no migration');

if (at === 'next') {
  const sql = new Database(path);
  armed(sql);
  const half = 'CREATE TABLE half_done (x); DELETE FROM subscribers; SELECT die(); CREATE TABLE never (x);';
  migrate(sql, [...shipped, { version: shipped.length + 1, sql: half }]);
} else {
  // As the store makes a new database: under another name, until it is whole.
  const sql = new Database(`${path}.new-${process.pid}-killed`);
  armed(sql);
  const statements = first.sql.split(/;\n\n/);
  statements.splice(Number(at), 0, 'SELECT die()');
  migrate(sql, [{ version: 1, sql: statements.join(';\n\n') }]);
}

function armed(sql: Database.Database): void {
  sql.function('die', () => {
    process.kill(process.pid, 'SIGKILL');
    return 0;
  });
}
