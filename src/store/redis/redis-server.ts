// Which Redis is used, and a Redis of our own where there is one to start: started, adopted, watched, restarted, ended.
// It never starts one that listens on the network, and no setting with a password reaches a log or a sentence.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Clock, systemClock } from '../../clock.ts';
import type { RedisEndpoint } from '../../core/seen.ts';
import type { DedupeState } from '../../core/snapshot.ts';
import type { Log } from '../../log.ts';
import { type RedisChild, startRedisChild } from './redis-child.ts';
import { answersPing, askSocket, prepareSocketDir } from './redis-socket.ts';

/** As set: `auto` starts one when a server is on PATH. */
export type RedisChoice = 'auto' | 'off' | { readonly unix: string } | { readonly url: string };

export interface RedisOptions {
  readonly choice: RedisChoice;
  /** Folder for the socket of a Redis of our own. */
  readonly dir: string;
  readonly log: Log;
  /** The endpoint in use changed; `why` as in `RedisServer`. */
  readonly onChange: (endpoint: RedisEndpoint | null, why: string) => void;
  readonly clock?: Clock;
  readonly env?: NodeJS.ProcessEnv;
}

export interface RedisServer {
  /** Null: there is none, the memory of the process serves. */
  endpoint(): RedisEndpoint | null;
  mode(): DedupeState['mode'];
  /** Which Redis is in use, or why there is none and how to get one. */
  why(): string;
  /** Ends a Redis of our own. Safe to call twice. */
  stop(): Promise<void>;
}

const SERVER_NAMES = ['redis-server', 'valkey-server'];
const INSTALL = 'install one: apt-get install redis-server';
/** How often a Redis of our own is asked whether it lives, for how long it may be silent (ms), how often in a row. */
const WATCH_MS = 1500;
const SILENT_MS = 1000;
const SILENCES = 2;
/** How long a new one may take to answer (ms). */
const START_MS = 5000;
const RESTART_BASE_MS = 200;
const RESTART_CAP_MS = 5000;
/** One that lived this long starts the waits anew (ms). */
const STEADY_MS = 30_000;

/** Path of a redis-server or valkey-server on PATH; undefined when there is none. */
export function findRedisServer(env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return SERVER_NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Never rejects: without a Redis the endpoint is null and `why` says so. */
export async function startRedis(options: RedisOptions): Promise<RedisServer> {
  const { choice, env = process.env } = options;
  if (choice === 'off') {
    return fixed(null, 'Redis is switched off (VACCINE_WATCH_REDIS=off); the memory of this process serves');
  }
  if (choice !== 'auto') {
    return 'unix' in choice
      ? fixed({ kind: 'unix', path: choice.unix }, `Redis on ${choice.unix}, as set`)
      : fixed({ kind: 'url', url: choice.url }, `Redis on ${hostOf(choice.url)}, as set`);
  }
  const server = findRedisServer(env);
  if (server === undefined) {
    return fixed(null, `no redis-server on PATH, so the memory of this process serves; ${INSTALL}`);
  }
  const place = prepareSocketDir(options.dir, env);
  if ('problem' in place) {
    return fixed(
      null,
      `a Redis of our own needs a private folder, but ${place.problem}; the memory of this process serves`,
    );
  }
  return manage(server, place.dir, place.socket, options);
}

function fixed(endpoint: RedisEndpoint | null, why: string): RedisServer {
  return {
    endpoint: () => endpoint,
    mode: () => modeOf(endpoint),
    why: () => why,
    stop: async () => undefined,
  };
}

function modeOf(endpoint: RedisEndpoint | null): DedupeState['mode'] {
  if (endpoint === null) return 'in-process';
  return endpoint.kind === 'unix' ? 'redis-unix' : 'redis';
}

/** Host and port of a URL, without user and password. */
function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return 'an address that cannot be read';
  }
}

async function manage(
  server: string,
  dir: string,
  socket: string,
  options: RedisOptions,
): Promise<RedisServer> {
  const { log, onChange, clock = systemClock } = options;
  const end = new AbortController();
  let child: RedisChild | null = null;
  let adopted = false;
  let endpoint: RedisEndpoint | null = null;
  let why = '';

  function inUse(sentence: string): void {
    why = sentence;
    if (endpoint !== null) return;
    endpoint = { kind: 'unix', path: socket };
  }

  /** Starts one, or takes over one that answers; true when one answers. */
  async function begin(): Promise<boolean> {
    if (await answersPing(socket)) {
      adopted = true;
      child = null;
      inUse(`Redis on ${socket}, left by an earlier run and taken over`);
      log('info', 'redis.adopted', { socket });
      return true;
    }
    if (end.signal.aborted) return false;
    adopted = false;
    const started = startRedisChild(server, dir, socket);
    child = started;
    let alive = true;
    void started.ended.then(() => {
      alive = false;
    });
    const untilMs = clock.monotonicMs() + START_MS;
    while (alive && !end.signal.aborted && clock.monotonicMs() < untilMs) {
      if (await answersPing(socket, 500)) {
        inUse(`Redis of our own (${server}) on ${socket}`);
        log('info', 'redis.started', { socket });
        return true;
      }
      await clock.sleep(25, end.signal);
    }
    await started.stop();
    return false;
  }

  /** Resolves when the Redis in use is gone or mute. */
  async function watch(): Promise<void> {
    let gone = false;
    const stopWatching = new AbortController();
    const stop = () => stopWatching.abort();
    end.signal.addEventListener('abort', stop);
    void child?.ended.then(() => {
      gone = true;
      stop();
    });
    for (let silences = 0; !gone && !end.signal.aborted && silences < SILENCES; ) {
      await clock.sleep(WATCH_MS, stopWatching.signal);
      if (gone || end.signal.aborted) break;
      silences = (await answersPing(socket, SILENT_MS)) ? 0 : silences + 1;
    }
    end.signal.removeEventListener('abort', stop);
    if (!end.signal.aborted) await child?.stop();
  }

  /** Keeps one running until the end; the waits between tries grow. */
  async function keep(): Promise<void> {
    let tries = 0;
    while (!end.signal.aborted) {
      const startedMs = clock.monotonicMs();
      await watch();
      if (end.signal.aborted) return;
      log('warn', 'redis.lost', { socket });
      tries = clock.monotonicMs() - startedMs > STEADY_MS ? 0 : tries;
      do {
        await clock.sleep(Math.min(RESTART_CAP_MS, RESTART_BASE_MS * 2 ** tries), end.signal);
        tries = Math.min(tries + 1, 10);
      } while (!end.signal.aborted && !(await begin()));
      if (!end.signal.aborted) onChange(endpoint, why);
    }
  }

  if (!(await begin())) {
    return fixed(
      null,
      `${server} does not start, so the memory of this process serves; try: ${server} --port 0 --unixsocket /tmp/try.sock`,
    );
  }
  const keeping = keep();
  let stopping: Promise<void> | undefined;

  async function stopAll(): Promise<void> {
    end.abort();
    if (adopted) await askSocket(socket, 'SHUTDOWN NOSAVE', 500);
    await child?.stop();
    await keeping;
  }

  return {
    endpoint: () => endpoint,
    mode: () => modeOf(endpoint),
    why: () => why,
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
  };
}
