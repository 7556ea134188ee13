// What was measured, and on what.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../product.ts';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMb: number;
  readonly kernel: string;
  readonly node: string;
  readonly undici: string;
  /** Short, with a `+` when the checkout holds changes; `unknown` outside of one. */
  readonly commit: string;
  /** ISO 8601. */
  readonly date: string;
}

/** The version in package.json. */
export function productVersion(): string {
  return versionIn(join(ROOT, 'package.json'));
}

export function thisMachine(nowMs: number): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryMb: Math.round(totalmem() / 1e6),
    kernel: release(),
    node: process.versions.node,
    undici: versionIn(join(ROOT, 'node_modules', 'undici', 'package.json')),
    commit: commit(),
    date: new Date(nowMs).toISOString(),
  };
}

function versionIn(file: string): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const changes = git('status', '--porcelain', '--', 'src', 'bots', 'package-lock.json');
    return git('rev-parse', '--short', 'HEAD') + (changes === '' ? '' : '+');
  } catch {
    return 'unknown';
  }
}
