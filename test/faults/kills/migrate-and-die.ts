// A process that migrates a database and is killed, as if the power went, before the nth statement; with more
// statements than there are it ends by itself. SQLite says each one as it begins, also those of one file.
import Database from 'better-sqlite3';
import { migrate, readMigrations } from '../../../src/store/database/migrations.ts';

const [path = '', nth = ''] = process.argv.slice(2);
let statements = 0;
const sql = new Database(path, {
  verbose() {
    statements += 1;
    if (statements === Number(nth)) process.kill(process.pid, 'SIGKILL');
  },
});
migrate(sql, readMigrations());
sql.close();
