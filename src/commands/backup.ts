// `backup` and `restore`: a consistent copy of the database, and back.
import { resolve } from 'node:path';
import { restoreBackup } from '../store/backup.ts';
import { type Context, dataDirOf, withRecords } from './context.ts';

/** Copies the database to a file that must not exist. @throws StoreError when it cannot be written */
export async function backupCommand(context: Context, file: string): Promise<void> {
  const path = resolve(file);
  const { bytes } = await withRecords(context, (records) => records.backup(path));
  context.print(`Backed up ${(bytes / 1e6).toFixed(1)} MB to ${path}.`);
}

/** Puts a copy in place of the database, which is kept aside. @throws StoreError while an engine runs */
export async function restoreCommand(context: Context, file: string): Promise<void> {
  const { keptAside } = await restoreBackup(
    resolve(file),
    dataDirOf(context).database,
    context.clock.wallMs(),
  );
  const aside = keptAside === null ? '' : ` The database that stood there is kept as ${keptAside}.`;
  context.print(`Restored from ${resolve(file)}.${aside}`);
}
