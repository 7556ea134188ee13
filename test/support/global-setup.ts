// Runs once before the tests: makes sure a real redis-server can be started.
import { ensureRedisServer } from './redis-binary.ts';

export function setup(): void {
  process.env.VACCINE_WATCH_TEST_REDIS_SERVER = ensureRedisServer();
}
