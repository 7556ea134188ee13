// What can be wrong with the database, as a person must hear it. Turns SQLite's and the file system's codes
// into a few of ours; the sentences name the way out and never hold addresses or secrets.
import Database from 'better-sqlite3';

/**
 * - `corrupt`: damaged, cut short, or no database of ours. - `newer`: written by a newer version.
 * - `older`, `missing`: opened for reading only, and not yet brought up to date, or not there.
 * - `unwritable`: the file or its folder refuses us.
 * - `busy`: another process holds the write lock for longer than we wait. - `full`: no room on the disk.
 * - `exists`: a backup would overwrite a file. - `held`: an engine runs on this data directory.
 * - `blocked`: a recipient the operator blocked was to be added. - `failed`: the disk or the system failed otherwise.
 * - `stopped`: whoever asked wanted it no more.
 */
export type StoreErrorCode =
  | 'corrupt'
  | 'newer'
  | 'older'
  | 'missing'
  | 'unwritable'
  | 'busy'
  | 'full'
  | 'exists'
  | 'held'
  | 'blocked'
  | 'stopped'
  | 'failed';

export class StoreError extends Error {
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
  }
}

/** An error met while working on the database at `path`, as ours where it is one of the world's; else as it was. */
export function asStoreError(error: unknown, path: string): unknown {
  const code = worldCode(error);
  if (code === undefined) return error;
  const kind = kindOf(code);
  return kind === undefined ? error : new StoreError(kind, sentence(kind, path, code));
}

/** @param what how it is damaged, short enough to stand in brackets: `empty` */
export function corruptError(path: string, what: string): StoreError {
  return new StoreError('corrupt', sentence('corrupt', path, what));
}

function worldCode(error: unknown): string | undefined {
  if (error instanceof Database.SqliteError) return error.code;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const isSystemError = error instanceof Error && typeof (error as NodeJS.ErrnoException).errno === 'number';
  return isSystemError ? code : undefined;
}

/** undefined: an error of the program itself (a constraint broken, a statement misspelt). */
function kindOf(code: string): StoreErrorCode | undefined {
  if (/^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(code)) return 'busy';
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return 'corrupt';
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return 'full';
  if (/^SQLITE_(READONLY|CANTOPEN|PERM|AUTH)/.test(code)) return 'unwritable';
  if (/^(EACCES|EPERM|EROFS|ENOTDIR|ENOENT|EISDIR|ELOOP)$/.test(code)) return 'unwritable';
  if (/^SQLITE_IOERR/.test(code) || /^E[A-Z]+$/.test(code)) return 'failed';
  return undefined;
}

function sentence(kind: StoreErrorCode, path: string, detail: string): string {
  switch (kind) {
    case 'corrupt':
      return `The database ${path} is damaged (${detail}). It was left as it is; put a backup in its place: vaccine-watch restore <backup>`;
    case 'busy':
      return `Another process keeps the database ${path} locked; end whatever else reads or copies that file.`;
    case 'full':
      return `There is no room left on the disk for the database ${path}; make room.`;
    case 'unwritable':
      return `The database ${path} cannot be opened for writing (${detail}); mend the permissions of its folder or name another with --data-dir.`;
    default:
      return `The database ${path} failed (${detail}); look after the disk it lies on.`;
  }
}

/** Between two steps of a copy. @throws StoreError `stopped` when it is no longer wanted */
export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new StoreError('stopped', 'Stopped: nothing was written.');
}
