// One redis-server as a child: on a UNIX socket, no TCP port, nothing on disk, bounded memory, in its own process
// group, and gone as soon as this process is, however that ends (SIGKILL included).
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

export interface RedisChild {
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends it and waits until it is gone. Safe to call twice. */
  stop(): Promise<void>;
}

/** How long it may take to end when asked (ms), before it is killed: it has nothing to save. */
const POLITE_MS = 400;

/**
 * Starts the server and waits beside it. A pipe from this process is the watcher's standard input: when the pipe
 * closes, because we closed it or died, the watcher kills the server. SIGKILL, because a server that is stopped
 * (SIGSTOP) would leave any other signal pending, and because it then leaves the socket of a successor alone.
 */
const WATCHER = [
  'exec 3<&0',
  '"$@" 3<&- </dev/null & server=$!',
  '(cat <&3 >/dev/null; kill -9 $server 2>/dev/null) & watcher=$!',
  'wait $server',
  'kill $watcher 2>/dev/null',
].join('\n');

/** Takes the socket's name over, so nobody may answer there. A server that cannot start shows as `ended`. */
export function startRedisChild(server: string, dir: string, socket: string): RedisChild {
  // Nobody answered on it, so it is a dead one's.
  rmSync(socket, { force: true });
  const args = [
    ...['--port', '0', '--unixsocket', socket, '--unixsocketperm', '700'],
    ...['--save', '', '--appendonly', 'no', '--dir', dir],
    ...['--maxmemory', '128mb', '--maxmemory-policy', 'allkeys-lru'],
    ...['--daemonize', 'no', '--databases', '1'],
  ];
  const child = spawn('/bin/sh', ['-c', WATCHER, 'vaccine-watch-redis', server, ...args], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: dir,
    // Our environment holds tokens and passwords, which are none of its business.
    env: { PATH: process.env.PATH },
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => {
      child.stdin.destroy();
      resolve();
    });
  });

  function signal(name: NodeJS.Signals): void {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, name);
    } catch {
      // The group is gone already.
    }
  }

  return {
    ended,
    async stop() {
      const timer = setTimeout(() => signal('SIGKILL'), POLITE_MS);
      child.stdin.destroy();
      await ended;
      clearTimeout(timer);
    },
  };
}
