// Whether a Redis answers, for a person who asks: one connection, one PING, closed again.
import { Redis } from 'ioredis';
import type { RedisEndpoint } from '../../core/seen.ts';

/** @returns how long the answer took (ms), or null when there was none in `timeoutMs` */
export async function pingRedis(endpoint: RedisEndpoint, timeoutMs = 2000): Promise<number | null> {
  const once = {
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    disableClientInfo: true,
    // One that still reads what it keeps would be waited for.
    enableReadyCheck: false,
    retryStrategy: () => null,
  };
  const redis =
    endpoint.kind === 'unix' ? new Redis({ ...once, path: endpoint.path }) : new Redis(endpoint.url, once);
  // Without a listener ioredis would print the error, address and all.
  redis.on('error', () => undefined);
  const startedMs = performance.now();
  try {
    await redis.connect();
    await redis.ping();
    return performance.now() - startedMs;
  } catch {
    return null;
  } finally {
    redis.disconnect();
  }
}
