// The redis-server of a run, started by the program's own code, on the servers' core.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answersPing } from '../../../src/store/redis/redis-socket.ts';
import { ensureRedisServer } from '../../support/redis-binary.ts';
import { onCore } from '../cores.ts';
import { Missing } from '../missing.ts';
import { product } from '../product.ts';

export interface RedisFigures {
  readonly usedMb: number;
  readonly residentMb: number;
  readonly cpuS: number;
}

export interface BenchRedis {
  readonly socket: string;
  stop(): Promise<void>;
}

const START_MS = 5_000;

/**
 * Lays a `redis-server` into `folder` that runs on the servers' core, for PATH: whoever starts it from there starts
 * the real one. Returns the folder. @throws Missing when the machine has none and none can be fetched
 */
export function pinnedRedisFolder(folder: string): string {
  let server: string;
  try {
    server = ensureRedisServer();
  } catch (error) {
    throw new Missing((error as Error).message);
  }
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'redis-server');
  writeFileSync(file, `#!/bin/sh\nexec ${onCore('server', [server]).join(' ')} "$@"\n`);
  chmodSync(file, 0o755);
  return folder;
}

/** Starts one that holds nothing, on a socket in `folder`. @param serverFolder from `pinnedRedisFolder` */
export async function startBenchRedis(serverFolder: string, folder: string): Promise<BenchRedis> {
  const { startRedisChild } = await product('store/redis/redis-child');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const socket = join(folder, 'redis.sock');
  const child = startRedisChild(join(serverFolder, 'redis-server'), folder, socket);
  for (const endMs = performance.now() + START_MS; performance.now() < endMs; await sleep(10)) {
    if (await answersPing(socket, 500)) return { socket, stop: () => child.stop() };
  }
  await child.stop();
  throw new Error('redis-server does not start');
}

/** What a Redis says of itself. */
export function redisFigures(socket: string): Promise<RedisFigures> {
  return new Promise((resolve, reject) => {
    const connection = connect(socket, () => connection.write('INFO everything\r\nQUIT\r\n'));
    let text = '';
    connection.setEncoding('latin1');
    connection.on('data', (part: string) => {
      text += part;
    });
    connection.on('error', reject);
    connection.on('close', () => {
      const figure = (name: string): number =>
        Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(text)?.[1] ?? 0);
      resolve({
        usedMb: figure('used_memory') / 1e6,
        residentMb: figure('used_memory_rss') / 1e6,
        cpuS: figure('used_cpu_sys') + figure('used_cpu_user'),
      });
    });
  });
}
