// The data directory: where run-time state lives, and under which names. Private to its owner (0700).
import { createHash } from 'node:crypto';
import { accessSync, constants, lstatSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { makeFolder } from './store/database/files.ts';

export interface DataDir {
  readonly path: string;
  readonly database: string;
  readonly configFile: string;
  readonly controlSocket: string;
  readonly redisDir: string;
}

/** Longest socket path that every Unix takes (bytes, with the closing NUL). */
const SOCKET_PATH_BYTES = 104;

/** The XDG state folder of the user, for when neither flag nor environment names one. */
export function defaultDataDir(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'vaccine-watch');
}

export function dataDirAt(folder: string, env: NodeJS.ProcessEnv): DataDir {
  const path = resolve(folder);
  return {
    path,
    database: join(path, 'vaccine-watch.db'),
    configFile: join(path, 'config.json'),
    controlSocket: socketPath(path, 'control.sock', env),
    redisDir: join(path, 'redis'),
  };
}

/** A socket of this data directory; a folder too deep for a socket gets a short one of its own for it. */
function socketPath(folder: string, name: string, env: NodeJS.ProcessEnv): string {
  const wanted = join(folder, name);
  if (Buffer.byteLength(wanted) < SOCKET_PATH_BYTES) return wanted;
  const mark = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  return join(env.XDG_RUNTIME_DIR || tmpdir(), `vaccine-watch-${userInfo().uid}`, `${mark}.sock`);
}

/** Makes the data directory and the socket's folder. Returns what is wrong, in a sentence, or undefined. */
export function prepareDataDir(dir: DataDir): string | undefined {
  try {
    makeFolder(dir.path);
    accessSync(dir.path, constants.R_OK | constants.W_OK | constants.X_OK);
    const socketFolder = resolve(dir.controlSocket, '..');
    if (socketFolder !== dir.path) makeFolder(socketFolder);
    if (!ownedByUs(socketFolder)) {
      return `The folder ${socketFolder} belongs to somebody else; set VACCINE_WATCH_DATA_DIR to a shorter path of yours.`;
    }
    return undefined;
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return `The data directory ${dir.path} cannot be written (${why}); name another with --data-dir or VACCINE_WATCH_DATA_DIR.`;
  }
}

function ownedByUs(folder: string): boolean {
  const facts = lstatSync(folder);
  return facts.isDirectory() && facts.uid === userInfo().uid;
}
