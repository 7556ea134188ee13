// Folders for databases of a test: in memory where there is room, since a durable commit to a disk costs milliseconds and
// most tests make hundreds. Whoever starts the whole program stays on the disk: see program.ts.
import { existsSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const IN_MEMORY = '/dev/shm';
/** Containers give 64 MB by default, which a crowd would fill. */
const ROOM_BYTES = 1e9;

/** A new folder; who asks removes it. @param prefix of its name, `vw-` say */
export function scratchFolder(prefix: string): string {
  return mkdtempSync(join(hasRoom() ? IN_MEMORY : tmpdir(), prefix));
}

function hasRoom(): boolean {
  if (!existsSync(IN_MEMORY)) return false;
  const { bavail, bsize } = statfsSync(IN_MEMORY);
  return bavail * bsize > ROOM_BYTES;
}
