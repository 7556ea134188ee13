// A real redis-server for one test: on a UNIX socket or a TCP port of this machine, and at the test's mercy.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { askSocket } from '../../../src/store/redis/redis-socket.ts';

export const REDIS_SERVER = process.env.VACCINE_WATCH_TEST_REDIS_SERVER as string;

/** An environment with the test's redis-server on PATH. */
export function envWithRedis(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${dirname(REDIS_SERVER)}:${process.env.PATH}` };
}

export function tempDir(): string {
  return mkdtempSync(join(tmpdir(), 'vw-'));
}

export interface OwnRedis {
  readonly socket: string;
  readonly port: number;
  readonly pid: number;
  signal(name: NodeJS.Signals): void;
  stop(): Promise<void>;
}

export async function ownRedis(socket: string, more: readonly string[] = []): Promise<OwnRedis> {
  const port = await freePort();
  const dir = dirname(socket);
  const child: ChildProcess = spawn(
    REDIS_SERVER,
    [
      ...['--port', String(port), '--bind', '127.0.0.1', '--unixsocket', socket],
      ...['--save', '', '--appendonly', 'no', '--dir', dir, ...more],
    ],
    { stdio: 'ignore' },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const untilMs = performance.now() + 10_000;
  for (let answer: string | null = null; answer === null; ) {
    answer = await askSocket(socket, 'PING', 500);
    if (performance.now() > untilMs) throw new Error('redis-server does not start');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    socket,
    port,
    pid: child.pid as number,
    signal: (name) => child.kill(name),
    async stop() {
      child.kill('SIGKILL');
      await exited;
      rmSync(socket, { force: true });
    },
  };
}

/** One that answers nothing for six seconds, because it still reads what it kept. */
export async function redisThatReads(): Promise<OwnRedis> {
  const socket = join(tempDir(), 'r.sock');
  const before = await ownRedis(socket, ['--rdbcompression', 'no']);
  for (let at = 0; at < 30; at++) await askSocket(socket, `SET k${at} ${'x'.repeat(2_000)}`);
  await askSocket(socket, 'SAVE');
  await before.stop();
  return ownRedis(socket, ['--key-load-delay', '200000', '--loading-process-events-interval-bytes', '1024']);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Waits until a condition holds; fails by name when it does not in time. Returns how long it took (ms). */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<number> {
  const startedMs = performance.now();
  while (!(await holds())) {
    if (performance.now() - startedMs > timeoutMs) throw new Error(`still waiting: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - startedMs;
}
