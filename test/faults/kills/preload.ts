// Loaded into the program before its own first line (`NODE_OPTIONS=--import`), in every one of its threads: counts its
// outside calls by kind and kills the process at one of them, as if the power went. The program knows nothing of it.
// Each kind lives in one thread (with one polling thread), so that no counter is shared.
import { createRequire } from 'node:module';
import net from 'node:net';
import { isMainThread } from 'node:worker_threads';
import { decodePoint, KILL_AT, type Kind, type Side } from './points.ts';

const { point, ports } = decodePoint(process.env[KILL_AT] ?? '');
let seen = 0;

function pass(kind: Kind, side: Side): void {
  if (kind !== point.kind || side !== point.side) return;
  seen += 1;
  if (seen === point.nth) process.kill(process.pid, 'SIGKILL');
}

/** What a connection is for; absent: none of ours. */
const purposes = new WeakMap<object, Kind>();
/** Connections on which something was written and nothing answered yet. */
const asked = new WeakSet<object>();

function purposeOf(options: { readonly path?: unknown; readonly port?: unknown }): Kind | undefined {
  if (typeof options.path === 'string') {
    if (!options.path.endsWith('redis.sock')) return undefined;
    return isMainThread ? 'ping' : 'redis';
  }
  const port = Number(options.port);
  if (port === ports.source) return 'fetch';
  return ports.sends.includes(port) ? 'send' : undefined;
}

function watchSockets(): void {
  const socket = net.Socket.prototype as unknown as Record<
    'connect' | '_writeGeneric' | 'push',
    (this: { connecting: boolean }, ...args: unknown[]) => unknown
  >;
  const { connect, _writeGeneric: write, push } = socket;
  socket.connect = function (...args) {
    // `connect(path)`, `connect(options)`, or the list Node makes of either.
    const first = Array.isArray(args[0]) ? args[0][0] : args[0];
    const options = typeof first === 'string' ? { path: first } : (first as object);
    const kind = purposeOf(options);
    if (kind !== undefined) purposes.set(this, kind);
    return connect.apply(this, args);
  };
  socket._writeGeneric = function (...args) {
    const kind = purposes.get(this);
    // While it connects Node only notes the write, and comes again.
    if (kind !== undefined && !this.connecting) {
      pass(kind, 'before');
      asked.add(this);
    }
    return write.apply(this, args);
  };
  socket.push = function (...args) {
    const kind = purposes.get(this);
    if (kind !== undefined && args[0] !== null && asked.delete(this)) pass(kind, 'after');
    return push.apply(this, args);
  };
}

interface NativeStatement {
  readonly source: string;
  readonly readonly: boolean;
  readonly database: { readonly inTransaction: boolean };
}

const OPENS = /^\s*INSERT INTO openings/;
const SETTLES = /^\s*UPDATE messages SET state = '(?:settled|resend)'/;

function watchDatabase(): void {
  const Database = createRequire(import.meta.url)('better-sqlite3') as typeof import('better-sqlite3');
  const memory = new Database(':memory:');
  const statement = Object.getPrototypeOf(memory.prepare('SELECT 1')) as Record<
    'run' | 'get' | 'all',
    (this: NativeStatement, ...args: unknown[]) => unknown
  >;
  memory.close();
  /** Within the transaction under way an outcome was written. */
  let settling = false;
  /** An opening was written; since the last commit something was. */
  let owing = false;
  let changed = false;
  for (const name of ['run', 'get', 'all'] as const) {
    const original = statement[name];
    statement[name] = function (...args) {
      if (SETTLES.test(this.source)) settling = true;
      if (OPENS.test(this.source)) owing = true;
      const commits = this.source === 'COMMIT' || (!this.readonly && !this.database.inTransaction);
      if (!commits || this.source.startsWith('BEGIN')) {
        const result = original.apply(this, args);
        if (name === 'run' && (result as { changes: number }).changes > 0) changed = true;
        return result;
      }
      pass('commit', 'before');
      if (owing && changed) pass('owing', 'before');
      if (settling) pass('settle', 'before');
      const result = original.apply(this, args);
      pass('commit', 'after');
      if (owing && changed) pass('owing', 'after');
      if (settling) pass('settle', 'after');
      settling = false;
      changed = false;
      return result;
    };
  }
}

watchSockets();
if (isMainThread) watchDatabase();
