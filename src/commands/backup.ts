// `backup` and `restore`: a consistent copy of the database, and back.
import { resolve } from 'node:path';
import { EXIT, Failure } from '../failure.ts';
import { restoreBackup } from '../store/backup.ts';
import { type Context, dataDirOf, withRecords } from './context.ts';

export async function backupCommand(context: Context, file: string): Promise<void> {
  const path = resolve(file);
  const { bytes } = await withRecords(context, (records) => records.backup(path));
  context.print(`Backed up ${(bytes / 1e6).toFixed(1)} MB to ${path}.`);
}
