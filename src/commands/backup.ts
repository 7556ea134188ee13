// `backup` and `restore`: a consistent copy of the database, and back. Both show how far they are; Ctrl-C stops them and
// leaves everything as it was.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Copying } from '../core/copying.ts';
import { heedingSignals } from '../engine/signals.ts';
import { EXIT, Failure } from '../failure.ts';
import { restoreBackup } from '../store/database/backup.ts';
import { keyFileOf } from '../store/database/key-file.ts';
import { type Context, dataDirOf, withRecords } from './context.ts';

/**
 * Copies the database to a file that must not exist. @throws StoreError when it cannot be written; Failure (1) when
 * stopped; ControlError when an engine made the copy, and it is not there for us
 */
export async function backupCommand(context: Context, file: string): Promise<void> {
  const path = resolve(file);
  const { bytes } = await stoppable(context, 'Backing up', (copying) =>
    withRecords(context, (records) => records.backup(path, copying)),
  );
  context.print(`Backed up ${(bytes / 1e6).toFixed(1)} MB to ${path}.`);
  const keyFile = keyFileOf(dataDirOf(context).database);
  if (existsSync(keyFile)) {
    context.print(
      `Keep ${keyFile} too, in a place of its own: without it, links in old mails and blocks are void.`,
    );
  }
}

/** Puts a copy in place of the database, which is kept aside. @throws StoreError while an engine runs; Failure (1) when stopped */
export async function restoreCommand(context: Context, file: string): Promise<void> {
  const { database } = dataDirOf(context);
  const { keptAside } = await stoppable(context, 'Restoring', (copying) =>
    restoreBackup(resolve(file), database, context.clock.wallMs(), copying),
  );
  const aside = keptAside === null ? '' : ` The database that stood there is kept as ${keptAside}.`;
  context.print(`Restored from ${resolve(file)}.${aside}`);
  const keyFile = keyFileOf(database);
  if (!existsSync(keyFile)) {
    context.print(
      `If you kept its key file, put it back at ${keyFile} before the engine runs: without it, links in old mails and blocks are void.`,
    );
  }
}

async function stoppable<T>(
  context: Context,
  doing: string,
  work: (copying: Required<Copying>) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  let told = 0;
  const onProgress = (share: number): void => {
    const percent = Math.floor(share * 100);
    if (percent > told) context.progress(`${doing}: ${percent} %. Ctrl-C stops it.`);
    told = percent;
  };
  try {
    return await heedingSignals(context.stdout, context.endNow, (stop) => {
      stop.asked.then(() => ended.abort());
      context.progress(`${doing} … Ctrl-C stops it.`);
      return work({ signal: ended.signal, onProgress });
    });
  } catch (error) {
    throw ended.signal.aborted ? new Failure(EXIT.failed, 'Stopped: all is as it was.') : error;
  } finally {
    context.progress('');
  }
}
