// The built program as a person starts it: its own process, a clean environment, a data directory of its own.
// Everything a scene started is ended with it, and only that.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const LAUNCHER = join(import.meta.dirname, '..', '..', 'src', 'launcher.cjs');

/** Folders with nothing but what every machine has, and the redis-server of the tests. */
export const PATH_WITH_REDIS = [
  dirname(process.env.VACCINE_WATCH_TEST_REDIS_SERVER ?? '/usr/bin/redis-server'),
  '/usr/bin',
  '/bin',
].join(':');

const POLL_MS = 15;

/** For whole tests (ms): many processes on a small machine. */
export const PATIENCE_MS = 60_000;

/** Variables on top of the clean environment; undefined takes one away. */
export type Env = Readonly<Record<string, string | undefined>>;

/** A line of the engine's log. */
export type LogLine = Readonly<Record<string, unknown>>;

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** The log so far; a line that is no JSON fails. */
  lines(): readonly LogLine[];
  /** The first line of this event, when it comes. Fails when the program ends without. */
  event(name: string, timeoutMs?: number): Promise<LogLine>;
  signal(name: NodeJS.Signals): void;
  /** Resolves when it has ended. */
  readonly ended: Promise<Ended>;
  /** SIGTERM, and waits. */
  stop(): Promise<Ended>;
  /** SIGKILL, and waits. */
  kill(): Promise<Ended>;
}

export interface Scene {
  /** A private folder, gone with the scene. */
  readonly folder: string;
  readonly dataDir: string;
  /** The environment programs of this scene get; PATH leads to no Redis unless one is given. */
  readonly env: Env;
  /** Starts the program on the scene's data directory. */
  start(args: readonly string[], env?: Env): Program;
  /** Runs a command to its end. */
  run(args: readonly string[], env?: Env): Promise<Ended>;
  /** `run` with a quick pace; resolves when it is ready. */
  engine(env?: Env): Promise<Program>;
  /** Runs a command with `--json` and reads what it prints; fails when it ends with anything but 0. */
  json<T>(args: readonly string[], env?: Env): Promise<T>;
  /** Does something when the scene ends; the last comes first. */
  atEnd(work: () => unknown): void;
  close(): Promise<void>;
}

/** @param env settings of the programs: `VACCINE_WATCH_…`, PATH */
export function openScene(env: Env = {}): Scene {
  const folder = mkdtempSync(join(tmpdir(), 'vw-e2e-'));
  const dataDir = join(folder, 'data');
  const nothing = join(folder, 'nothing');
  mkdirSync(nothing);
  const endings: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  // Far from India: what is said in IST must not depend on where the machine stands.
  const base: Env = {
    HOME: folder,
    TMPDIR: folder,
    PATH: nothing,
    TZ: 'America/New_York',
    LANG: 'C.UTF-8',
    // Where nothing listens: no test ever asks the real CoWIN.
    VACCINE_WATCH_COWIN_URL: 'http://127.0.0.1:9/api',
    ...env,
  };

  function start(args: readonly string[], more: Env = {}): Program {
    const program = startProgram(['--data-dir', dataDir, ...args], { ...base, ...more }, folder);
    endings.push(() => program.kill());
    return program;
  }

  const scene: Scene = {
    folder,
    dataDir,
    env: base,
    start,
    run: (args, more) => start(args, more).ended,
    async engine(more) {
      const engine = start(['--pace', '1200/1m', 'run'], more);
      await engine.event('ready', PATIENCE_MS);
      return engine;
    },
    async json<T>(args: readonly string[], more?: Env) {
      const { code, stdout, stderr } = await scene.run([...args, '--json'], more);
      if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`);
      return JSON.parse(stdout) as T;
    },
    atEnd: (work) => endings.push(work),
    async close() {
      for (const ending of endings.splice(0).reverse()) await ending();
    },
  };
  return scene;
}

/** A test in a scene of its own. */
export function inScene(play: (scene: Scene) => Promise<void>, env: Env = {}): () => Promise<void> {
  return async () => {
    const scene = openScene(env);
    try {
      await play(scene);
    } finally {
      await scene.close();
    }
  };
}

function startProgram(args: readonly string[], env: Env, cwd: string): Program {
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    cwd,
    env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = gather(child.stdout);
  const stderr = gather(child.stderr);
  let isOver = false;
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      isOver = true;
      resolve({ code, signal, stdout: stdout(), stderr: stderr() });
    });
  });
  const lines = (): LogLine[] =>
    stdout()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as LogLine);

  async function endBy(signal: NodeJS.Signals): Promise<Ended> {
    child.kill(signal);
    return ended;
  }

  return {
    pid: child.pid as number,
    stdout,
    stderr,
    lines,
    event: (name, timeoutMs = 20_000) =>
      until(
        () => {
          const found = lines().find((line) => line.event === name);
          if (found === undefined && isOver) throw new Error(`ended without ${name}: ${stdout()}${stderr()}`);
          return found;
        },
        () => `no ${name} in: ${stdout()}${stderr()}`,
        timeoutMs,
      ),
    signal: (name) => void child.kill(name),
    ended,
    stop: () => endBy('SIGTERM'),
    kill: () => endBy('SIGKILL'),
  };
}

function gather(stream: ChildProcess['stdout']): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return () => text;
}

/** Waits until `look` gives something, and returns that; `what` says what was missing. */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  what: string | (() => string),
  timeoutMs = 20_000,
): Promise<T> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > endMs) {
      throw new Error(`not within ${timeoutMs} ms: ${typeof what === 'string' ? what : what()}`);
    }
    await pause(POLL_MS);
  }
}

/** Only for showing that nothing more comes. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Living processes whose command line names `text`. */
export function processesNaming(text: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && commandLine(name).includes(text))
    .map(Number);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
