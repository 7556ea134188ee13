// Everybody as a file, and back: JSON with all that is known, or CSV with a row for each subscription. What is read is
// checked like what a person types, and nothing of it is believed. Pure; `control/transfer.ts` opens the files.
import type { CsvRow } from './csv.ts';
import { BLOCKED_WHY, UNSUBSCRIBED_WHY } from './gone-why.ts';
import { parseQuiet, quietBetween } from './quiet.ts';
import type { NewSubscription } from './records.ts';
import { ORIGINS, type Quiet, type SubscriberWithSubscriptions, type Subscription } from './subscription.ts';
import { CSV_COLUMNS, type CsvColumn, unguarded } from './transfer-csv.ts';
import { type Places, parseWish, type Wish, type WishInput } from './wish.ts';

/** One person of a file, or of one row of it. */
export interface Entry {
  /** Where it stands: `entry 3`, `line 12`. */
  readonly where: string;
  readonly of: Fields | null;
}

type Fields = { readonly [Field in keyof SubscriberWithSubscriptions]?: unknown };

/** What an entry asks to be added. */
export interface EntryWishes {
  readonly wishes: readonly NewSubscription[];
  /** Sentences, each beginning with where; they repeat no address. */
  readonly problems: readonly string[];
  /** Wanted no more, or was blocked: nothing of it is added. */
  readonly ended: boolean;
}

const SECRET = /^[\w-]{16,128}$/;
/** A day, or a moment with its zone: other spellings mean another day in another country. */
const ISO_TIME = /^(\d{4}|[+-]\d{6})-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2}))?$/i;
const QUIET_MAX_CHARS = 40;
const NOTHING: EntryWishes = { wishes: [], problems: [], ended: false };

/** The entries of a JSON document, or undefined when it holds no list. */
export function entriesOfJson(content: unknown): readonly Entry[] | undefined {
  if (!Array.isArray(content)) return undefined;
  return content.map((entry: unknown, index) => ({
    where: `entry ${index + 1}`,
    of: typeof entry === 'object' ? entry : null,
  }));
}

/** The entries of CSV rows below their headings; `problems` says what is wrong with the headings and with which rows. */
export function entriesOfCsv(rows: readonly CsvRow[]): {
  readonly entries: readonly Entry[];
  readonly problems: readonly string[];
} {
  const [heading, ...others] = rows;
  const names = heading?.cells.map((name) => name.trim().toLowerCase()) ?? [];
  const unknown = names.filter((name) => !CSV_COLUMNS.some((column) => column === name));
  const missing = (['channel', 'address'] as const).filter((name) => !names.includes(name));
  if (unknown.length > 0 || missing.length > 0) {
    if (names.length === 1 && names[0]?.includes(';'))
      return {
        entries: [],
        problems: [`line ${heading?.line ?? 1} has semicolons between its cells; save it with commas.`],
      };
    const wrong = missing.length > 0 ? `has no column ${missing.join(', ')}` : 'names a column nobody knows';
    return {
      entries: [],
      problems: [
        `line ${heading?.line ?? 1} ${wrong}; it must name some of these: ${CSV_COLUMNS.join(', ')}.`,
      ],
    };
  }
  const problems: string[] = [];
  const entries = others.flatMap(({ line, cells }) => {
    if (cells.length > names.length) {
      problems.push(`line ${line} has ${cells.length} cells under ${names.length} headings.`);
      return [];
    }
    const cell = (column: CsvColumn): string => unguarded(cells[names.indexOf(column)] ?? '').trim();
    problems.push(...unreadable(cell).map((problem) => `line ${line}: ${problem}`));
    return [{ where: `line ${line}`, of: fieldsOf(cell) }];
  });
  return { entries, problems };
}

/** What must stand in a cell that is not empty. Spreadsheets write `22-7` as a day in July. */
const CELLS: readonly (readonly [CsvColumn, must: string, isSo: (text: string) => boolean])[] = [
  ['quiet', 'two different hours of the day, such as 22-7', (text) => quietIn(text) !== undefined],
  ['state', 'active, paused or gone', (text) => /^(active|paused|gone)$/i.test(text)],
  ['subscription_paused', 'yes or no', (text) => /^(yes|no)$/i.test(text)],
  ['resumes_at', 'a time such as 2021-05-08T14:03:00Z', isIsoTime],
  ['verified_at', 'a time such as 2021-05-08T14:03:00Z', isIsoTime],
  ['secret', '16 to 128 letters, digits, _ or -', (text) => SECRET.test(text)],
];

/** One sentence for each cell without which somebody would be told when, or as, they do not want. */
function unreadable(cell: (column: CsvColumn) => string): readonly string[] {
  return CELLS.filter(([column, , isSo]) => cell(column) !== '' && !isSo(cell(column))).map(
    ([column, must]) => `${column} must be ${must}, or nothing.`,
  );
}

/** Looking for two hours in a long text takes long. */
function quietIn(text: string): Quiet | undefined {
  return text.length > QUIET_MAX_CHARS ? undefined : parseQuiet(text);
}

function isIsoTime(text: string): boolean {
  return ISO_TIME.test(text) && isTime(Date.parse(text));
}

/** A row in the shape of a JSON entry with one subscription. */
function fieldsOf(cell: (column: CsvColumn) => string): Fields {
  const channel = cell('channel').toLowerCase();
  return {
    channel: channel === 'x' ? 'twitter' : channel,
    address: cell('address'),
    state: cell('state').toLowerCase(),
    stateWhy: cell('state_why'),
    origin: cell('origin'),
    verifiedAtMs: Date.parse(cell('verified_at')),
    resumesAtMs: Date.parse(cell('resumes_at')),
    quiet: quietIn(cell('quiet')) ?? null,
    secret: cell('secret'),
    subscriptions: [
      {
        areaId: cell('district'),
        pincode: cell('pincode'),
        dose: cell('dose'),
        ageYears: cell('age'),
        vaccine: cell('vaccine'),
        fee: cell('fee'),
        minCapacity: cell('min'),
        paused: cell('subscription_paused').toLowerCase() === 'yes',
      },
    ],
  };
}

/** Checks what an entry asks for. Whoever was paused is to arrive paused, and nobody is woken by it. */
export function wishesOfEntry({ where, of }: Entry, places: Places): EntryWishes {
  if (hasEnded(of)) return { ...NOTHING, ended: true };
  // None is nothing to add: people remove all they asked for, and stay.
  const subscriptions = Array.isArray(of?.subscriptions) ? of.subscriptions : undefined;
  if (of === null || subscriptions === undefined)
    return { ...NOTHING, problems: [`${where} holds no list of subscriptions.`] };
  const problems: string[] = [];
  const wishes = subscriptions.flatMap((subscription: Partial<Subscription> | null) => {
    const result = parseWish(typed(of, subscription ?? {}), places);
    if (result.ok)
      return [{ ...result.wish, ...broughtBy(of), subscriptionPaused: subscription?.paused === true }];
    problems.push(...result.problems.map(({ message }) => `${where}: ${message}`));
    return [];
  });
  return { wishes, problems, ended: false };
}

/** Being refused by somebody is no reason to leave them out: where they are brought to, they may not refuse. */
function hasEnded(of: Fields | null): boolean {
  return of?.state === 'gone' && [UNSUBSCRIBED_WHY, BLOCKED_WHY].some((why) => why === of.stateWhy);
}

/** What an entry says of the person beside their address; what older versions did not write, or is none, is left away. */
function broughtBy(of: Fields): Omit<NewSubscription, keyof Wish> {
  const { secret, verifiedAtMs, resumesAtMs } = of;
  const quiet = of.quiet as Partial<Quiet> | null | undefined;
  const hours = quietBetween(hourOf(quiet?.fromHour), hourOf(quiet?.toHour));
  return {
    origin: ORIGINS.find((origin) => origin === of.origin) ?? 'import',
    // Paused as they are added: an engine that runs would tell them before a second call could pause them.
    paused: of.state === 'paused',
    wakes: false,
    ...(typeof secret === 'string' && SECRET.test(secret) && { secret }),
    ...(isTime(verifiedAtMs) && { verifiedAtMs }),
    ...(isTime(resumesAtMs) && { resumesAtMs }),
    ...(hours !== undefined && { quiet: hours }),
  };
}

/** Not every object of JSON becomes a number, or a text: one that names its own `valueOf` or `toString` throws. */
function hourOf(value: unknown): number {
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
}

/** The last moment there is a date for (ms). */
const LAST_MS = 8.64e15;

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0 && Number(value) <= LAST_MS;
}

/** An entry as a person would have typed it. */
function typed(of: Fields, subscription: Partial<Subscription>): WishInput {
  const text = (value: unknown) => {
    if (value === null || value === undefined) return undefined;
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  };
  const address = text(of.address);
  return {
    email: of.channel === 'email' ? address : undefined,
    telegram: of.channel === 'telegram' ? address : undefined,
    webhook: of.channel === 'webhook' ? address : undefined,
    x: of.channel === 'twitter',
    district: text(subscription.areaId),
    pincode: text(subscription.pincode),
    dose: text(subscription.dose),
    age: text(subscription.ageYears),
    vaccine: text(subscription.vaccine),
    fee: text(subscription.fee),
    min: text(subscription.minCapacity),
  };
}
