// What every command gets: its surroundings as values, so that a command reads no global.
import type { Clock } from '../clock.ts';
import { chooseDataDir, type Flags, readSettings, type Settings } from '../config.ts';
import { connectControl, type RemoteControl } from '../control/client.ts';
import { ControlError, type Records } from '../control/control.ts';
import type { Source } from '../core/source.ts';
import { type DataDir, prepareDataDir } from '../data-dir.ts';
import { localRecords } from '../engine/records.ts';
import { EXIT, Failure } from '../failure.ts';
import { openStore } from '../store/store.ts';

export interface Context {
  readonly flags: Flags;
  readonly env: NodeJS.ProcessEnv;
  readonly source: Source;
  readonly clock: Clock;
  readonly version: string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Writes a line for people or a document for programs to standard output. */
  readonly print: (text: string) => void;
  /** Writes a remark to standard error. */
  readonly remark: (text: string) => void;
  /** Shows how far work is, in one line that is written over; empty takes it away. Nothing where nobody watches. */
  readonly progress: (text: string) => void;
  /** Ends the process at once, for somebody who asks a second time. */
  readonly endNow: () => void;
}

/** All settings, checked. @throws ConfigError (78) naming everything that is wrong */
export function settingsOf(context: Context): Settings {
  return readSettings(context.flags, context.env);
}

/** The data directory, made when it is missing. @throws Failure (78) when it cannot be used */
export function dataDirOf(context: Context): DataDir {
  const dir = chooseDataDir(context.flags, context.env);
  const problem = prepareDataDir(dir);
  if (problem !== undefined) throw new Failure(EXIT.config, problem);
  return dir;
}

/** The running engine of the data directory, or undefined when none answers. */
export async function runningEngine(context: Context): Promise<RemoteControl | undefined> {
  try {
    return await connectControl(chooseDataDir(context.flags, context.env).controlSocket);
  } catch (error) {
    if (error instanceof ControlError && error.code === 'unavailable') return undefined;
    throw error;
  }
}

/**
 * Works on the records of the data directory: through the engine when one runs, so that it notices at once;
 * else on the database itself.
 */
export async function withRecords<T>(
  context: Context,
  work: (records: Records, engine: RemoteControl | undefined) => Promise<T>,
): Promise<T> {
  const engine = await runningEngine(context);
  if (engine !== undefined) {
    try {
      return await work(engine, engine);
    } finally {
      engine.close();
    }
  }
  const store = openStore(dataDirOf(context).database, context.source);
  try {
    return await work(localRecords({ store, clock: context.clock }), undefined);
  } finally {
    store.close();
  }
}
