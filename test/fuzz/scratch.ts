// A folder for databases and sockets that whoever asked for it removes. In memory where there is such a folder: nothing
// here is about disks, and a property is worth as much as it is tried often.
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const IN_MEMORY = '/dev/shm';

export function scratchFolder(): string {
  return mkdtempSync(join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), 'vw-fuzz-'));
}
