// What a process holds open, as the kernel counts it: descriptors, and connections to one port of this machine.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface OpenFiles {
  readonly descriptors: number;
  /** Established, to that port on 127.0.0.1. */
  readonly connections: number;
}

/** @param port of the server on 127.0.0.1 whose connections are counted */
export function openFilesOf(pid: number, port: number): OpenFiles {
  const inodes = readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`));
  const own = new Set(inodes);
  const remote = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const connections = readFileSync(`/proc/${pid}/net/tcp`, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, , to, state, , , , , , inode]) => to === remote && state === '01' && own.has(`socket:[${inode}]`),
    );
  return { descriptors: inodes.length, connections: connections.length };
}

/** Empty when it was closed meanwhile. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
