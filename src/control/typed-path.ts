// A path as somebody types it on the screen, where no shell stands between them and us.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Absolute: from the folder the screen was started in, `~/…` from the home of who sits before it. The engine may stand
 * elsewhere and belong to another user, so it is never left to complete a path.
 */
export function typedPath(typed: string): string {
  const path = typed.trim();
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : resolve(path);
}
