// `backup` and `restore`: a consistent copy of the database, and back.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { restoreBackup } from '../store/database/backup.ts';
import { keyFileOf } from '../store/database/key-file.ts';
import { type Context, dataDirOf, withRecords } from './context.ts';

/** Copies the database to a file that must not exist. @throws StoreError when it cannot be written */
export async function backupCommand(context: Context, file: string): Promise<void> {
  const path = resolve(file);
  const { bytes } = await withRecords(context, (records) => records.backup(path));
  context.print(`Backed up ${(bytes / 1e6).toFixed(1)} MB to ${path}.`);
  const keyFile = keyFileOf(dataDirOf(context).database);
  if (existsSync(keyFile)) {
    context.print(
      `Keep ${keyFile} too, in a place of its own: without it, links in old mails and blocks are void.`,
    );
  }
}

/** Puts a copy in place of the database, which is kept aside. @throws StoreError while an engine runs */
export async function restoreCommand(context: Context, file: string): Promise<void> {
  const { database } = dataDirOf(context);
  const { keptAside } = await restoreBackup(resolve(file), database, context.clock.wallMs());
  const aside = keptAside === null ? '' : ` The database that stood there is kept as ${keptAside}.`;
  context.print(`Restored from ${resolve(file)}.${aside}`);
  const keyFile = keyFileOf(database);
  if (!existsSync(keyFile)) {
    context.print(
      `If you kept its key file, put it back at ${keyFile} before the engine runs: without it, links in old mails and blocks are void.`,
    );
  }
}
