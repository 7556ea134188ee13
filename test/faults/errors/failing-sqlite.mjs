// Loaded into the engine with `--import`: makes SQLite refuse, as a test asks for while the engine runs. Composed from
// outside: it stands between better-sqlite3's statements and whoever calls them, and the program knows nothing of it.
// The test writes what is wanted into the file that VACCINE_WATCH_TEST_SQLITE names (`Order` in failing-sqlite.ts),
// and finds beside it, under `.done`, how many calls came and how many of them were refused.

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const file = process.env.VACCINE_WATCH_TEST_SQLITE;

/** `write`: what changes the database, begins such a transaction, or commits it. */
function kindOf(statement) {
  const [first] = statement.source.trimStart().split(/\s/, 1);
  if (/^(BEGIN|COMMIT)$/i.test(first)) return /DEFERRED/i.test(statement.source) ? 'read' : 'write';
  if (/^(ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)$/i.test(first)) return 'other';
  return statement.readonly ? 'read' : 'write';
}

function install(Database) {
  let order;
  let seen = 0;
  let refused = 0;
  let sinceMs = 0;

  function read() {
    try {
      return JSON.parse(readFileSync(file, 'utf8'));
    } catch {
      return undefined;
    }
  }

  function refuses(kind) {
    const now = read();
    if (now === undefined) return false;
    if (now.id !== order?.id) {
      order = now;
      seen = 0;
      refused = 0;
    }
    if (kind !== order.kind && order.kind !== 'any') return false;
    seen += 1;
    const begins = seen === order.from;
    if (begins) sinceMs = performance.now();
    const on =
      seen >= order.from &&
      (order.calls !== undefined
        ? seen < order.from + order.calls
        : performance.now() - sinceMs < order.forMs);
    if (on) refused += 1;
    if (on || seen % 5 === 0) {
      writeFileSync(`${file}.doing`, JSON.stringify({ id: order.id, seen, refused }));
      renameSync(`${file}.doing`, `${file}.done`);
    }
    return on;
  }

  const { prototype } = new Database(':memory:').prepare('SELECT 1').constructor;
  for (const name of ['run', 'get', 'all', 'iterate']) {
    const call = prototype[name];
    prototype[name] = function refusing(...args) {
      const kind = kindOf(this);
      if (kind !== 'other' && refuses(kind)) {
        throw new Database.SqliteError(`made to fail: ${order.code}`, order.code);
      }
      return call.apply(this, args);
    };
  }
}

if (isMainThread && file !== undefined) {
  install(createRequire(import.meta.url)('better-sqlite3'));
}
