// Subscribers out to a file and in from one, for the commands and the screen alike. A file is checked as a whole before
// any of it is added; both ways can be watched and stopped. An exported file holds addresses and secrets: 0600.
import { open, readFile, stat, unlink } from 'node:fs/promises';
import { readCsv } from '../core/csv.ts';
import type { NewSubscription, SubscriberQuery } from '../core/records.ts';
import type { SubscriberWithSubscriptions } from '../core/subscription.ts';
import { type Entry, entriesOfCsv, entriesOfJson, wishesOfEntry } from '../core/transfer.ts';
import { CSV_HEADING, csvRowsOf } from '../core/transfer-csv.ts';
import type { Places } from '../core/wish.ts';
import { breather } from './breathe.ts';
import { ControlError, type Records } from './control.ts';

export type FileFormat = 'json' | 'csv';

export interface Progress {
  readonly doing: 'checking' | 'adding' | 'writing';
  readonly done: number;
  /** Null: nobody knows yet. */
  readonly total: number | null;
}

export interface Watching {
  /** Stops the work between two people; what was done stays done. */
  readonly signal?: AbortSignal;
  /** Called often; whoever draws it slows it down. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Nothing was added. `headline` is a sentence without a full stop; `problems` are sentences that say where. */
export interface NotImported {
  readonly ok: false;
  readonly headline: string;
  readonly problems: readonly string[];
}

export interface Imported {
  readonly ok: true;
  /** Subscriptions the file holds. */
  readonly total: number;
  readonly added: number;
  /** One for each subscription that was refused, in the order of the file. */
  readonly refused: readonly { readonly where: string; readonly message: string }[];
  /** Who had ended their alerts or was blocked, and was left out. */
  readonly ended: number;
  readonly stopped: boolean;
}

const MADE_BY = 'it must be a file made by: vaccine-watch subscribers export';
const PAGE = 500;

/** By how a file is called: `.csv`, else JSON. */
export function formatOf(path: string): FileFormat {
  return /\.csv$/i.test(path) ? 'csv' : 'json';
}

/**
 * Adds what a file holds. @throws ControlError for what is no fault of the file (the engine is gone, the disk is full),
 * which says how much was added before it
 */
export async function importFile(
  records: Pick<Records, 'addSubscription'>,
  path: string,
  places: Places,
  { signal, onProgress }: Watching = {},
): Promise<Imported | NotImported> {
  const read = await entriesOf(path);
  if ('headline' in read) return { ok: false, ...read };
  const breathe = breather();
  const problems = [...read.problems];
  const wishes: { readonly where: string; readonly wish: NewSubscription }[] = [];
  let ended = 0;
  for (const [index, entry] of read.entries.entries()) {
    if (signal?.aborted)
      return { ok: true, total: wishes.length, added: 0, refused: [], ended, stopped: true };
    const found = wishesOfEntry(entry, places);
    problems.push(...found.problems);
    wishes.push(...found.wishes.map((wish) => ({ where: entry.where, wish })));
    ended += Number(found.ended);
    onProgress?.({ doing: 'checking', done: index + 1, total: read.entries.length });
    await breathe();
  }
  if (problems.length > 0) return { ok: false, headline: `${path} was not imported`, problems };

  const refused: { where: string; message: string }[] = [];
  let added = 0;
  for (const [index, { where, wish }] of wishes.entries()) {
    if (signal?.aborted) return { ok: true, total: wishes.length, added, refused, ended, stopped: true };
    try {
      if ((await records.addSubscription(wish)).added) added += 1;
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      if (error.code !== 'invalid') throw brokenOff(error, added, wishes.length);
      refused.push({ where, message: error.message });
    }
    onProgress?.({ doing: 'adding', done: index + 1, total: wishes.length });
    await breathe();
  }
  return { ok: true, total: wishes.length, added, refused, ended, stopped: false };
}

function brokenOff({ code, message }: ControlError, added: number, total: number): ControlError {
  const before = `${added} of ${total} subscriptions were added before that`;
  return new ControlError(code, `${message}; ${before}; import the file once more for the others`);
}

type Reading =
  | { readonly entries: readonly Entry[]; readonly problems: readonly string[] }
  | Omit<NotImported, 'ok'>;

async function entriesOf(path: string): Promise<Reading> {
  const none = (headline: string): Reading => ({ headline: `${path} ${headline}`, problems: [] });
  let text: string;
  try {
    // Devices have no end.
    if (!(await stat(path)).isFile()) return none('is no file');
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code = 'too large' } = error as NodeJS.ErrnoException;
    return none(code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`);
  }
  if (formatOf(path) === 'csv') {
    const csv = readCsv(text);
    return csv.ok ? entriesOfCsv(csv.rows) : none(`is no CSV: in line ${csv.line} ${csv.message}`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return none(`is no JSON; ${MADE_BY}`);
  }
  const entries = entriesOfJson(content);
  return entries === undefined ? none(`holds no list of subscribers; ${MADE_BY}`) : { entries, problems: [] };
}

/** All that a query finds, page by page. */
export async function* everySubscriber(
  records: Pick<Records, 'listSubscribers'>,
  query: SubscriberQuery,
): AsyncGenerator<readonly SubscriberWithSubscriptions[]> {
  let afterId = 0;
  for (;;) {
    const page = await records.listSubscribers({ ...query, limit: PAGE, afterId });
    yield page;
    if (page.length < PAGE) return;
    afterId = page.at(-1)?.id ?? 0;
  }
}

/** Everybody as the text of a file, piece by piece, each with how many people are in it. */
export async function* exportText(
  records: Pick<Records, 'listSubscribers'>,
  format: FileFormat,
): AsyncGenerator<{ readonly text: string; readonly people: number }> {
  if (format === 'csv') yield { text: CSV_HEADING, people: 0 };
  let opened = false;
  for await (const people of everySubscriber(records, {})) {
    if (format === 'csv') yield { text: people.map(csvRowsOf).join(''), people: people.length };
    else if (people.length > 0) {
      const list = JSON.stringify(people, null, 2).slice(1, -2);
      yield { text: `${opened ? ',' : '['}${list}`, people: people.length };
      opened = true;
    }
  }
  if (format === 'json') yield { text: opened ? '\n]\n' : '[]\n', people: 0 };
}

/**
 * Writes everybody to a file that must not exist; stopped, it leaves none. Resolves with how many people are in it.
 * @param total how many there are, for the progress
 * @throws ControlError (`invalid`) when the file exists or cannot be written
 */
export async function exportFile(
  records: Pick<Records, 'listSubscribers'>,
  path: string,
  total: number | null,
  { signal, onProgress }: Watching = {},
): Promise<{ readonly people: number; readonly stopped: boolean }> {
  const refuse = (error: unknown): never => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof ControlError) throw error;
    const known = {
      EEXIST: 'exists already; give another name',
      ENOENT: 'is in a folder that does not exist',
    };
    const why = known[code as keyof typeof known] ?? `cannot be written (${code})`;
    throw new ControlError('invalid', `${path} ${why}.`);
  };
  const file = await open(path, 'wx', 0o600).catch(refuse);
  let people = 0;
  let whole = false;
  try {
    const breathe = breather();
    for await (const piece of exportText(records, formatOf(path))) {
      if (signal?.aborted) return { people, stopped: true };
      // `write` may stop half-way on a disk that is filling up, and say so only by a number.
      await file.appendFile(piece.text).catch(refuse);
      people += piece.people;
      onProgress?.({ doing: 'writing', done: people, total });
      await breathe();
    }
    whole = true;
    return { people, stopped: false };
  } finally {
    await file.close();
    if (!whole) await unlink(path);
  }
}
