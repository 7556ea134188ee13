// What the kernel says of a process (Linux).
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface Descriptors {
  readonly all: number;
  readonly sockets: number;
}

/** What a process has open. @throws Error when it is gone */
export function descriptorsOf(pid: number): Descriptors {
  const folder = `/proc/${pid}/fd`;
  const names = readdirSync(folder);
  return {
    all: names.length,
    sockets: names.filter((name) => linkOf(`${folder}/${name}`).startsWith('socket:')).length,
  };
}

/** A process by the name of its program and a word of its command line; undefined when there is none. */
export function processNamed(name: string, word: string): number | undefined {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .find(
      (pid) => textOf(`/proc/${pid}/comm`).trim() === name && textOf(`/proc/${pid}/cmdline`).includes(word),
    );
}

/** Empty when it closed meanwhile. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
