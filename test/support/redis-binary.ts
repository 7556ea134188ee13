// A redis-server for the tests: the machine's own, or Debian's.
import { debianBinary, findProgram } from './debian-binary.ts';

/** Path of a redis-server that runs. Throws with the way to mend it when none can be had. */
export function ensureRedisServer(): string {
  const installed = findProgram(['redis-server', 'valkey-server']);
  if (installed !== undefined) return installed;
  try {
    return debianBinary({
      name: 'redis-server',
      packages: [
        'redis-server',
        'redis-tools',
        'libjemalloc2',
        'liblzf1',
        'libatomic1',
        'libssl3',
        'libsystemd0',
      ],
      file: 'usr/bin/redis-server',
    });
  } catch (error) {
    throw new Error(
      `The tests need a redis-server. None is on PATH and Debian's could not be fetched (${(error as Error).message}). ` +
        'Install one: apt-get install redis-server',
    );
  }
}
