// Everything the Redis of a data directory holds, as it would stand in a dump.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** Fails when it holds nothing: then nothing was looked at. */
export async function redisContent(dataDir: string): Promise<Buffer> {
  const folder = join(dataDir, 'redis');
  const socket = readdirSync(folder).find((name) => statSync(join(folder, name)).isSocket());
  const redis = new Redis({ path: join(folder, socket ?? ''), lazyConnect: true });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    const keys = await redis.keysBuffer('*');
    if (keys.length === 0) throw new Error('Redis holds nothing');
    const dumps = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
    return Buffer.concat([...keys, ...dumps.flatMap((dump) => dump ?? [])]);
  } finally {
    redis.disconnect();
  }
}
