// The UNIX socket of a Redis of our own: where it lies, and whether somebody answers on it.
// The folder is private (0700, ours), because whoever reaches the socket may do anything with that Redis.
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A socket's path must fit the kernel's 108 bytes with its closing zero. */
const LONGEST_PATH_BYTES = 107;
const SOCKET_NAME = 'redis.sock';

/**
 * The folder for the socket: `dir`, or where its path would be too long, a short private one of the user's.
 * Makes it. The error is a sentence.
 */
export function prepareSocketDir(
  dir: string,
  env: NodeJS.ProcessEnv,
): { readonly dir: string; readonly socket: string } | { readonly problem: string } {
  const brief = `vaccine-watch-${process.getuid?.() ?? 0}-${shortName(dir)}`;
  const candidates = [dir, join(env.XDG_RUNTIME_DIR || tmpdir(), brief)];
  const fits = (folder: string) => Buffer.byteLength(join(folder, SOCKET_NAME)) <= LONGEST_PATH_BYTES;
  const chosen = candidates.find(fits) ?? join('/tmp', brief);
  try {
    mkdirSync(chosen, { recursive: true, mode: 0o700 });
    const found = lstatSync(chosen);
    if (!found.isDirectory() || found.uid !== process.getuid?.()) {
      return { problem: `${chosen} is not a folder of this user` };
    }
    chmodSync(chosen, 0o700);
  } catch (error) {
    return { problem: `${chosen} cannot be used (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` };
  }
  return { dir: chosen, socket: join(chosen, SOCKET_NAME) };
}

/** The same data directory always gets the same name, so that an orphan is found again. */
function shortName(dir: string): string {
  return createHash('sha256').update(dir).digest('hex').slice(0, 12);
}

/** Sends one inline command to a socket; its first reply line, or null when nothing came in time. */
export function askSocket(socket: string, command: string, timeoutMs = 2000): Promise<string | null> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    let heard = '';
    const finish = (answer: string | null): void => {
      clearTimeout(timer);
      connection.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish(null), timeoutMs);
    connection.on('connect', () => connection.write(`${command}\r\n`));
    connection.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      const end = heard.indexOf('\r\n');
      if (end >= 0) finish(heard.slice(0, end));
      else if (heard.length > 1000) finish(null);
    });
    connection.on('error', () => finish(null));
    connection.on('close', () => finish(null));
  });
}

/** Whether a Redis answers on the socket. */
export async function answersPing(socket: string, timeoutMs?: number): Promise<boolean> {
  return (await askSocket(socket, 'PING', timeoutMs)) === '+PONG';
}
