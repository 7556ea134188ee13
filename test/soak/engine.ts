// The program of a soak, in a process of its own with the preload in each of its threads: starts it, looks at it from
// outside, has it make backups, ends it as an operator would.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { connectControl, type RemoteControl } from '../../src/control/client.ts';
import { dataDirAt } from '../../src/data-dir.ts';
import { startBound } from '../bench/process.ts';
import { redisFigures } from '../bench/servers/redis.ts';
import { processNamed } from './proc.ts';
import type { Sample } from './sample.ts';

export interface SoakEngine {
  readonly pid: number;
  readonly control: RemoteControl;
  /** Resolves with its exit code when it ends, for whatever reason; 128 and more: by a signal. */
  readonly ended: Promise<number>;
  /** MB of a million bytes; 0 while Redis is away. */
  redisMb(): Promise<number>;
  /** Kills the Redis it has started; false when there is none just now. */
  killRedis(): boolean;
  /** What was left after everything dead was collected since the last call; nulls when it was not. */
  left(): Left;
  /** SIGTERM; resolves with its exit code. */
  stop(): Promise<number>;
}

/** Of the main thread and one polling thread, which is all there are at a pace below 10,000 a second. */
const START_MS = 60_000;
const ANSWER_MS = 30_000;

export type Left = Pick<Sample, 'residentMb' | 'allocatedMb' | 'heapMb' | 'codeMb'>;

const NOTHING_LEFT: Left = { residentMb: null, allocatedMb: null, heapMb: null, codeMb: null };

export interface EngineParts {
  readonly launcher: string;
  readonly dataDir: string;
  /** Of the program: its settings, PATH, HOME, TMPDIR. */
  readonly env: Readonly<Record<string, string>>;
  readonly shiftFile: string;
  /** Where what was left is noted. */
  readonly leftFile: string;
  /** Where its standard output and error go. */
  readonly logFile: string;
  readonly args: readonly string[];
}

/** Resolves when it is ready. @throws Error with its log when it does not start */
export async function startSoakEngine(parts: EngineParts): Promise<SoakEngine> {
  const { launcher, dataDir, env, logFile } = parts;
  const places = dataDirAt(dataDir, env);
  const child = startBound(
    [
      ...['/bin/sh', '-c', 'exec "$@" >"$0" 2>&1', logFile],
      ...[process.execPath, launcher, '--data-dir', dataDir, ...parts.args, 'run'],
    ],
    {
      ...env,
      NODE_OPTIONS: `--require=${join(import.meta.dirname, 'preload.cjs')}`,
      SOAK_SHIFT_FILE: parts.shiftFile,
      SOAK_LEFT_FILE: parts.leftFile,
    },
  );
  const ended = child.ended.then(({ code }) => code);
  const pid = await readyPid(logFile, ended);
  let known = '';
  const control = await connectControl(places.controlSocket, { callTimeoutMs: ANSWER_MS });
  return {
    pid,
    control,
    ended,
    redisMb: () =>
      redisFigures(join(places.redisDir, 'redis.sock')).then(
        ({ usedMb }) => usedMb,
        () => 0,
      ),
    killRedis() {
      const redis = processNamed('redis-server', places.redisDir);
      if (redis !== undefined) process.kill(redis, 'SIGKILL');
      return redis !== undefined;
    },
    left() {
      const text = textOf(parts.leftFile);
      const isNew = text !== known;
      known = text;
      return isNew ? leftIn(text) : NOTHING_LEFT;
    },
    async stop() {
      control.close();
      try {
        process.kill(pid, 'SIGTERM');
      } catch {
        // It has ended before.
      }
      return ended;
    },
  };
}

async function readyPid(logFile: string, ended: Promise<number>): Promise<number> {
  let code: number | undefined;
  void ended.then((value) => {
    code = value;
  });
  for (const endMs = performance.now() + START_MS; performance.now() < endMs && code === undefined; ) {
    const ready = /^\{.*"event":"ready".*\}$/m.exec(textOf(logFile));
    if (ready !== null) return (JSON.parse(ready[0]) as { pid: number }).pid;
    await sleep(50);
  }
  throw new Error(`the program does not start (${code ?? 'no word'}): ${textOf(logFile)}`);
}

type LeftInThread = Readonly<Record<'threadId' | 'heapMb' | 'codeMb', number>>;
type LeftInProcess = Readonly<Record<'residentMb' | 'allocatedMb', number>>;

/** The last figures of each thread, together, and of the process. */
export function leftIn(lines: string): Left {
  const threads = new Map<number, LeftInThread>();
  let whole: LeftInProcess | undefined;
  for (const line of lines.split('\n')) {
    // The last line may be half written.
    if (!line.endsWith('}')) continue;
    const left = JSON.parse(line) as LeftInThread | LeftInProcess;
    if ('threadId' in left) threads.set(left.threadId, left);
    else whole = left;
  }
  if (threads.size < 2 || whole === undefined) return NOTHING_LEFT;
  const total = (of: (thread: LeftInThread) => number) =>
    [...threads.values()].reduce((sum, one) => sum + of(one), 0);
  return { ...whole, heapMb: total((one) => one.heapMb), codeMb: total((one) => one.codeMb) };
}

/** Another connection to a database, as a person with `sqlite3` would have. */
export function readDatabase<T>(file: string, look: (db: Database.Database) => T): T {
  const db = new Database(file, { readonly: true });
  try {
    return look(db);
  } finally {
    db.close();
  }
}

/** Deliveries that wait or are on their way, those not written yet included: 0 when all is told. */
export function owedIn(file: string): number {
  return readDatabase(file, (db) => {
    const count = (sql: string) => db.prepare(sql).pluck().get() as number;
    const unwritten = count('SELECT count(*) FROM fan_outs');
    return unwritten + count(`SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending')`);
  });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
