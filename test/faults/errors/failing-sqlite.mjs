// Loaded into the engine with `--import`: makes SQLite refuse, as a test orders while the engine runs. Composed from
// outside: it stands between better-sqlite3's statements and whoever calls them, and the program knows nothing of it.
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { failureOf, file } from './orders.mjs';

/** `write`: what changes the database, begins such a transaction, or commits it. */
function kindOf(statement) {
  const [first] = statement.source.trimStart().split(/\s/, 1);
  if (/^(BEGIN|COMMIT)$/i.test(first)) return /DEFERRED/i.test(statement.source) ? 'read' : 'write';
  if (/^(ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)$/i.test(first)) return undefined;
  return statement.readonly ? 'read' : 'write';
}

function install(Database) {
  const { prototype } = new Database(':memory:').prepare('SELECT 1').constructor;
  for (const name of ['run', 'get', 'all', 'iterate']) {
    const call = prototype[name];
    prototype[name] = function failing(...args) {
      const kind = kindOf(this);
      const code = kind === undefined ? undefined : failureOf(kind);
      if (code !== undefined) throw new Database.SqliteError(`made to fail: ${code}`, code);
      return call.apply(this, args);
    };
  }
}

if (isMainThread && file !== undefined) install(createRequire(import.meta.url)('better-sqlite3'));
