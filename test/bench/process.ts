// Child processes of the bench. Each is gone as soon as the bench is, however that ends (SIGKILL included): a pipe from
// this process is the standard input of a watcher beside the child, and when the pipe closes their group is killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Ended {
  /** As a shell has it: 128 and more after a signal of its own; 137 when it was stopped. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Bound {
  /** What it has written to standard output so far. */
  stdout(): string;
  stderr(): string;
  readonly ended: Promise<Ended>;
  /** Kills it and waits until it is gone. Safe to call twice. */
  stop(): Promise<void>;
}

const WATCHER = [
  'exec 3<&0',
  '"$@" 3<&- </dev/null & child=$!',
  '(cat <&3; kill -9 0) >/dev/null 2>&1 & watcher=$!',
  'wait $child; code=$?',
  'kill $watcher 2>/dev/null',
  'exit $code',
].join('\n');

/** Starts a command at once. One that cannot be started ends with code 127. */
export function startBound(command: readonly string[], env: NodeJS.ProcessEnv = process.env): Bound {
  // A group of its own: Ctrl-C in the terminal is for the bench, which then ends all of them.
  const child = spawn('/bin/sh', ['-c', WATCHER, 'bench', ...command], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env,
  });
  child.stdin.on('error', () => undefined);
  const stdout = gather(child.stdout);
  const stderr = gather(child.stderr);
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      child.stdin.destroy();
      resolve({ code: code ?? 137, stdout: stdout(), stderr: stderr() });
    });
  });
  return {
    stdout,
    stderr,
    ended,
    async stop() {
      child.stdin.destroy();
      await ended;
    },
  };
}

/** Runs a script of `children/` to its end and reads the one JSON value it prints. @throws Error with what it said */
export async function runScript<Result>(command: readonly string[]): Promise<Result> {
  const { code, stdout, stderr } = await startBound(command).ended;
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${stderr || stdout}`);
  return JSON.parse(stdout) as Result;
}

/** CPU time a process has used, its threads included (seconds). Counted in hundredths. */
export function cpuSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name may hold anything; what follows its closing bracket is plain.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Resident memory of a process (MB of a million bytes). */
export function residentMb(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return (Number(found?.[1] ?? 0) * 1024) / 1e6;
}

function gather(stream: ChildProcess['stdout']): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return () => text;
}
