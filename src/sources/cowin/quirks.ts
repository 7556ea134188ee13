// The single fields of CoWIN's rows, in every age and oddity they were seen in. Each reader takes whatever JSON holds
// and gives a value or the reason against it; none throws.
import { addDays, type IstDate, parseIsoDate } from '../../core/ist.ts';
import { safeText } from '../../core/safe-text.ts';
import type { FeeType, Session } from '../../core/session.ts';
import { vaccineName } from '../../core/vaccine.ts';

/** A JSON object of unknown contents. */
export type Row = Readonly<Record<string, unknown>>;

/** Why a row, or a part of the answer, could not be used. Codes are stable: they are counted and shown. */
export type RowProblem =
  | 'row-shape'
  | 'rows-over-limit'
  | 'sessions-missing'
  | 'id-missing'
  | 'id-unreadable'
  | 'date-missing'
  | 'date-unreadable'
  | 'date-far'
  | 'capacity-missing'
  | 'capacity-unreadable'
  | 'capacity-negative'
  | 'capacity-absurd'
  | 'age-missing'
  | 'age-unreadable'
  | 'duplicate-disagrees';

/** More doses than this in one session is no number of doses. The largest real ones hold a few thousand. */
const CAPACITY_MAX = 1_000_000;
const AGE_MAX_YEARS = 150;
/** CoWIN listed weeks ahead at most. */
const DAYS_AHEAD_MAX = 366;
/** Dates whose reading is remembered: those of some weeks. */
const KNOWN_DATES = 500;
const TIMES_MAX = 20;
const TIME_MAX_CHARS = 40;
const FEE_MAX_INR = 1_000_000;

/** An object, neither null nor a list. Of its fields nothing is believed yet. */
export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A number, also as text (`"12"`); undefined when there is none, NaN when it is something else. */
export function numberOf(raw: unknown): number | undefined {
  if (typeof raw === 'number') return raw;
  if (raw === undefined || raw === null || raw === '') return undefined;
  return typeof raw === 'string' && /^ *-?\d+(?:\.\d+)? *$/.test(raw) ? Number(raw) : Number.NaN;
}

/** The identity of a session: printable and short, since it becomes part of keys. Never mended, only taken or not. */
export function sessionIdOf(raw: unknown): string | 'id-missing' | 'id-unreadable' {
  if (raw === undefined || raw === null || raw === '') return 'id-missing';
  const id = typeof raw === 'number' ? String(raw) : raw;
  return typeof id === 'string' && /^[\w.-]{1,100}$/.test(id) ? id : 'id-unreadable';
}

/** The dates of one answer: a few days, named again and again. */
export type DateReader = (raw: unknown) => IstDate | RowProblem;

/** Reads `DD-MM-YYYY` up to a year after `firstDate`. A day that is over is no mistake of the row. */
export function dateReader(firstDate: IstDate): DateReader {
  const lastDate = addDays(firstDate, DAYS_AHEAD_MAX);
  const known = new Map<unknown, IstDate | RowProblem>();
  const read: DateReader = (raw) => {
    if (raw === undefined || raw === null || raw === '') return 'date-missing';
    const parts = typeof raw === 'string' ? /^ *(\d{2})-(\d{2})-(\d{4}) *$/.exec(raw) : null;
    const date = parts === null ? undefined : parseIsoDate(`${parts[3]}-${parts[2]}-${parts[1]}`);
    if (date === undefined) return 'date-unreadable';
    return date > lastDate ? 'date-far' : date;
  };
  return (raw) => {
    let date = known.get(raw);
    if (date === undefined) {
      date = read(raw);
      if (known.size < KNOWN_DATES && typeof raw === 'string' && raw.length < 16) known.set(raw, date);
    }
    return date;
  };
}

/**
 * Whole doses that can be booked. The dose fields decide where there are any (since mid May 2021), and the total,
 * which was seen to differ from their sum, is then not looked at. A fraction (61.5) is a number of doses with a rest.
 */
export function capacityOf(row: Row): Session['capacity'] | RowProblem {
  const dose1 = wholeDoses(row.available_capacity_dose1);
  const dose2 = wholeDoses(row.available_capacity_dose2);
  if (typeof dose1 === 'string') return dose1;
  if (typeof dose2 === 'string') return dose2;
  if (dose1 !== undefined && dose2 !== undefined) return { '1': dose1, '2': dose2 };
  if (dose1 !== undefined) return { '1': dose1 };
  if (dose2 !== undefined) return { '2': dose2 };
  const total = wholeDoses(row.available_capacity);
  if (total === undefined) return 'capacity-missing';
  return typeof total === 'string' ? total : { any: total };
}

function wholeDoses(raw: unknown): number | undefined | RowProblem {
  const doses = numberOf(raw);
  if (doses === undefined) return undefined;
  if (Number.isNaN(doses)) return 'capacity-unreadable';
  if (doses < 0) return 'capacity-negative';
  return doses > CAPACITY_MAX ? 'capacity-absurd' : Math.trunc(Math.abs(doses));
}

export interface Ages {
  readonly minYears: number;
  readonly maxYears: number | null;
}

/** Who is admitted: `min_age_limit` 18 was closed to 45 and older unless `allow_all_age`, whether or not a limit says so. */
export function agesOf(row: Row): Ages | RowProblem {
  const allAges = row.allow_all_age === true || row.allow_all_age === 'true';
  const min = numberOf(row.min_age_limit) ?? (allAges ? 0 : undefined);
  const max = numberOf(row.max_age_limit);
  if (min === undefined) return 'age-missing';
  if (!isAge(min) || (max !== undefined && !isAge(max))) return 'age-unreadable';
  if (allAges) return { minYears: min, maxYears: null };
  if (max !== undefined && max < min) return 'age-unreadable';
  return { minYears: min, maxYears: max ?? (min === 18 ? 44 : null) };
}

function isAge(years: number): boolean {
  return Number.isInteger(years) && years >= 0 && years <= AGE_MAX_YEARS;
}

/** `Free`, `paid `: case and spaces do not count. Whatever is neither is `unknown`, and no reason to drop a row. */
export function feeTypeOf(raw: unknown): FeeType {
  const word = typeof raw === 'string' ? raw.trim().toLowerCase() : '';
  // Never the word itself: every session would keep one of its own.
  if (word === 'free') return 'free';
  return word === 'paid' ? 'paid' : 'unknown';
}

/** Rupees: `"386.25"`, 780 -> `780`; null for zero and for what is no amount. */
export function rupeesOf(raw: unknown): string | null {
  const amount = numberOf(raw);
  if (amount === undefined || !(amount > 0 && amount <= FEE_MAX_INR)) return null;
  const text = Number.isInteger(amount) ? String(amount) : amount.toFixed(2);
  return Number(text) === 0 ? null : text;
}

/** What a centre asks for a vaccine, from its `vaccine_fees`. */
export function listedFee(raw: unknown, vaccine: string): string | null {
  if (!Array.isArray(raw)) return null;
  const entry = raw.find((fee: unknown) => isRow(fee) && vaccineName(fee.vaccine) === vaccine);
  return isRow(entry) ? rupeesOf(entry.fee) : null;
}

/** Six digits from a number or a text (`560 011`), else empty. */
export function pincodeOf(raw: unknown): string {
  const text = typeof raw === 'number' ? String(raw) : typeof raw === 'string' ? raw.replaceAll(' ', '') : '';
  return /^[1-9]\d{5}$/.test(text) ? text : '';
}

/** Times of day, from strings, or since 2022 from `{time, seats}`; the seats were zero even where doses were left. */
export function timesOf(raw: unknown): readonly string[] {
  if (!Array.isArray(raw)) return [];
  const times: string[] = [];
  const end = Math.min(raw.length, TIMES_MAX);
  for (let i = 0; i < end; i++) {
    const slot: unknown = raw[i];
    const time = safeText(isRow(slot) ? slot.time : slot, TIME_MAX_CHARS);
    if (time !== '') times.push(time);
  }
  return times;
}
