// A command of the program, run to its end.
import { type Ended, startBound } from '../bench/process.ts';

export function runCommand(
  launcher: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  return startBound([process.execPath, launcher, ...args], env).ended;
}
