// `subscribers export` and `import`: everybody as one document, and back.
import { exportText, type FileFormat, importFile } from '../control/transfer.ts';
import { EXIT, Failure } from '../failure.ts';
import { type Context, withRecords } from './context.ts';

/** Writes every subscriber so that `import` reads them. Holds addresses and webhook secrets. */
export async function exportCommand(context: Context, format: FileFormat = 'json'): Promise<void> {
  const text = await withRecords(context, async (records) => {
    let all = '';
    for await (const piece of exportText(records, format)) all += piece.text;
    return all;
  });
  context.print(text.trimEnd());
}

/**
 * Adds what an exported file holds; whoever was paused arrives paused, but nobody here already is paused or woken by it. Who
 * wanted no more, or was blocked there or is blocked here, is left out. @throws Failure (1) naming every wrong entry,
 * when nothing was added
 */
export async function importCommand(context: Context, file: string): Promise<void> {
  const done = await withRecords(context, (records) => importFile(records, file, context.source));
  if (!done.ok) {
    const { headline, problems } = done;
    throw new Failure(EXIT.failed, problems.length === 0 ? headline : `${headline}:\n${problems.join('\n')}`);
  }
  const { added, total, refused, ended } = done;
  const others = refused.length > 0 ? 'the others stood already or were refused' : 'the others stood already';
  context.print(`Imported ${added} of ${total} subscriptions; ${others}.`);
  // Once for somebody with several subscriptions.
  for (const line of new Set(refused.map(({ where, message }) => `${where}: ${message}`)))
    context.remark(line);
  if (ended > 0) context.print(`Left out: ${ended} who had ended their alerts or were blocked.`);
}
