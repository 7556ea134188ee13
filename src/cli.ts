// Runs a command line, and turns what went wrong into a sentence and an exit code.
// The only place that ends the process.
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { systemClock } from './clock.ts';
import type { Context } from './commands/context.ts';
import { programFor } from './commands/program.ts';
import { ConfigError, type Flags } from './config.ts';
import { ControlError } from './control/control.ts';
import { safeLines } from './core/safe-text.ts';
import { EXIT, type ExitCode, Failure, faultText } from './failure.ts';
import { packageRoot } from './package-root.ts';
import { cowinSource } from './sources/cowin/index.ts';
import { StoreError, type StoreErrorCode } from './store/errors.ts';

/** Of a database that refuses; any other code of it is a failure. */
const STORE_EXITS: Partial<Record<StoreErrorCode, ExitCode>> = { unwritable: EXIT.config, held: EXIT.held };

const OWN_FAULT = 'vaccine-watch met a fault of its own:';

/** Runs one command line; resolves when the process has been told to end. */
export async function main(argv: readonly string[]): Promise<void> {
  process.on('uncaughtException', endByFault);
  // Whatever is made is private from its first moment, wherever it stands.
  process.umask(0o077);
  process.exit(await execute(argv));
}

/** What nobody caught ends the process as ever; only Node would print all an error holds, secrets of a request too. */
function endByFault(error: unknown): void {
  try {
    writeSync(2, `${safeLines(`${OWN_FAULT} ${faultText(error)}`)}\n`);
  } finally {
    process.exit(EXIT.failed);
  }
}

async function execute(argv: readonly string[]): Promise<number> {
  const program = programFor(version(), contextFor);
  try {
    await program.parseAsync([...argv]);
    await flushed(process.stdout);
    return EXIT.done;
  } catch (error) {
    return explain(error);
  }
}

/** Says in words what went wrong. Returns the exit code. */
function explain(error: unknown): number {
  // What was typed or stands in a file may be repeated in it.
  const say = (text: string) => process.stderr.write(`${safeLines(text)}\n`);
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof Failure) {
    say(error.message);
    return error.exitCode;
  }
  if (error instanceof ConfigError) {
    say(error.problems.length === 1 ? 'A setting is wrong:' : `${error.problems.length} settings are wrong:`);
    for (const problem of error.problems) say(`  - ${problem}`);
    return EXIT.config;
  }
  if (error instanceof ControlError) {
    say(error.message);
    return error.code === 'unavailable' ? EXIT.unreachable : EXIT.failed;
  }
  if (error instanceof StoreError) {
    say(error.message);
    return STORE_EXITS[error.code] ?? EXIT.failed;
  }
  say(`${OWN_FAULT} ${faultText(error)}`);
  return EXIT.failed;
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve();
    else stream.write('', () => resolve());
  });
}

function contextFor(flags: Flags): Context {
  return {
    flags,
    env: process.env,
    source: cowinSource(),
    clock: systemClock,
    version: version(),
    stdin: process.stdin,
    stdout: process.stdout,
    print: (text) => process.stdout.write(`${text}\n`),
    remark: (text) => process.stderr.write(`${safeLines(text)}\n`),
    progress: showProgress,
    endNow: () => process.exit(EXIT.failed),
  };
}

/** Longest text of a progress line, so that it fits a narrow window. */
const PROGRESS_WIDTH = 59;

function showProgress(text: string): void {
  if (process.stderr.isTTY !== true || process.env.TERM === 'dumb') return;
  const line = text.slice(0, PROGRESS_WIDTH).padEnd(PROGRESS_WIDTH);
  process.stderr.write(`\r${line}\r`);
}

function version(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string })
    .version;
}
