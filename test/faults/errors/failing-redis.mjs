// Loaded into the engine's threads with `--import`: makes commands of Redis fail, as a test orders while the engine runs.
// Composed from outside: it stands where ioredis hands a command to its connection.
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { failureOf, file } from './orders.mjs';

const KINDS = { mget: 'read', evalsha: 'write', eval: 'write', ping: 'other' };

/** As ioredis would say it. */
function errorFor(code) {
  if (code === 'refused') return Object.assign(new Error('ERR made to fail'), { name: 'ReplyError' });
  return new Error(code === 'closed' ? 'Connection is closed.' : 'Command timed out');
}

function install({ Redis }) {
  const send = Redis.prototype.sendCommand;
  Redis.prototype.sendCommand = function failing(command, ...rest) {
    const kind = KINDS[command.name];
    const code = kind === undefined ? undefined : failureOf(kind);
    if (code === undefined) return send.call(this, command, ...rest);
    if (code === 'answer-lost') {
      // Redis does it, and nobody hears.
      const done = send.call(this, command, ...rest).catch(() => undefined);
      return done.then(() => Promise.reject(errorFor(code)));
    }
    command.reject(errorFor(code));
    return command.promise;
  };
}

// Redis is asked by the polling threads alone.
if (!isMainThread && file !== undefined) install(createRequire(import.meta.url)('ioredis'));
