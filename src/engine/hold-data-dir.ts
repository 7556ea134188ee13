// One engine a data directory: makes the directory ready and takes its lock, or says who has it.
import { type DataDir, prepareDataDir } from '../data-dir.ts';
import { EXIT, Failure } from '../failure.ts';
import { acquireEngineLock } from '../store/database/lock.ts';

/** @returns lets go of it. @throws Failure when it is held or unusable */
export function holdDataDir(dir: DataDir): () => void {
  const problem = prepareDataDir(dir);
  if (problem !== undefined) throw new Failure(EXIT.config, problem);
  const lock = acquireEngineLock(dir.path);
  if (lock.ok) return lock.release;
  const holder = lock.pid === null ? '' : ` (process ${lock.pid})`;
  throw new Failure(
    EXIT.held,
    `Another engine${holder} holds ${dir.path}; attach to it with vaccine-watch, or name another --data-dir.`,
  );
}
