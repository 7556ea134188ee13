// Folders for databases of a test, on the disk like an operator's: what a commit costs there is part of what is tested.
// With TMPDIR in memory they are quicker.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder; who asks removes it. @param prefix of its name, `vw-` say */
export function scratchFolder(prefix: string): string {
  return mkdtempSync(join(tmpdir(), prefix));
}
