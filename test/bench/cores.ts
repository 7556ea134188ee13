// Which core a process may run on: the servers have the first, the measured client the second, so that neither waits
// for the other. On a machine without taskset, or with one core, nothing is pinned, and the output says so.
import { availableParallelism } from 'node:os';
import { findProgram } from '../support/debian-binary.ts';

/** `server`: nginx, Redis, stubs. `client`: what is measured. `any`: not pinned. */
export type Core = 'server' | 'client' | 'any';

const taskset = availableParallelism() >= 2 ? findProgram(['taskset']) : undefined;
const NUMBER: Readonly<Record<Exclude<Core, 'any'>, string>> = { server: '0', client: '1' };

export const isPinned = taskset !== undefined;

/** The command line that runs `command` on a core; the process started is the command itself. */
export function onCore(core: Core, command: readonly string[]): readonly string[] {
  return taskset === undefined || core === 'any' ? command : [taskset, '-c', NUMBER[core], ...command];
}
