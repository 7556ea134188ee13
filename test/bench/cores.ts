// Which core a process may run on: the servers have one, the measured client another, so that neither waits for the
// other. On a machine without taskset, or with one core, nothing is pinned, and the output says so.
import { readFileSync } from 'node:fs';
import { findProgram } from '../support/debian-binary.ts';

/**
 * `server`: nginx, Redis. `client`: what is measured. `clients`: two cores for what is measured, one of them shared
 * with the servers on a machine that has no third. `any`: not pinned.
 */
export type Core = 'server' | 'client' | 'clients' | 'any';

export interface Pinning {
  readonly taskset: string;
  /** Numbers of cores, as taskset takes them. */
  readonly cores: Readonly<Record<Exclude<Core, 'any'>, string>>;
}

/** How things are pinned here; null: not at all. */
export const pinning: Pinning | null = findPinning();

/** The command line that runs `command` on a core; the process started is the command itself. */
export function onCore(core: Core, command: readonly string[]): readonly string[] {
  if (pinning === null || core === 'any') return command;
  return [pinning.taskset, '-c', pinning.cores[core], ...command];
}

/** `0-2,7` -> 0, 1, 2, 7: how the kernel lists cores. */
export function coresIn(list: string): readonly number[] {
  return list
    .trim()
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
}

function findPinning(): Pinning | null {
  const taskset = findProgram(['taskset']);
  const [server, ...others] = coresIn(
    /^Cpus_allowed_list:\s*(\S+)/m.exec(textOf('/proc/self/status'))?.[1] ?? '',
  );
  // Two threads of one core are no two cores.
  const twins = coresIn(textOf(`/sys/devices/system/cpu/cpu${server}/topology/thread_siblings_list`));
  const [client, third] = others.toSorted((a, b) => Number(twins.includes(a)) - Number(twins.includes(b)));
  if (taskset === undefined || server === undefined || client === undefined) return null;
  return {
    taskset,
    cores: { server: String(server), client: String(client), clients: `${client},${third ?? server}` },
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
