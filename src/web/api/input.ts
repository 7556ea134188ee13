// What a program sends to the API, read strictly: every mistake is named at once with its field, and a field that does
// not exist is a mistake, since a filter with a slip in its name would be none. Nothing is taken over unread.
import type { Filters } from '../../core/subscription.ts';
import { parseWish, type Wish, type WishInput, type WishProblem } from '../../core/wish.ts';
import { filtersOf } from '../../core/wish-filters.ts';
import { type FieldProblem, Refusal } from '../refusal.ts';
import type { WatchedSource } from '../web-parts.ts';

export type Body = Readonly<Record<string, unknown>>;

export const FILTER_FIELDS = ['dose', 'age', 'vaccine', 'fee', 'min'] as const;
export const PLACE_FIELDS = ['district', 'state', 'pincode'] as const;
export const RECIPIENT_FIELDS = ['email', 'webhook'] as const;
/** More than any address; the places and vaccines are shorter by far. */
const TEXT_MAX_CHARS = 2_048;

/** @throws Refusal 400 with all problems, when there are any */
export function refuseAll(problems: readonly FieldProblem[]): void {
  if (problems.length === 0) return;
  const [first] = problems;
  const message =
    problems.length === 1 && first !== undefined
      ? first.message
      : `${problems.length} things are wrong with what was sent:`;
  throw new Refusal(400, 'invalid', message, { problems });
}

/** Fields that are none of these. */
export function strangers(body: Body, known: readonly string[]): FieldProblem[] {
  return Object.keys(body)
    .filter((name) => !known.includes(name))
    .slice(0, 10)
    .map((name) => ({
      field: name.slice(0, 40),
      message: `There is no field ${JSON.stringify(name.slice(0, 40))} here. The fields: ${known.join(', ')}.`,
    }));
}

/** Text or a number as text; null and absent are no wish. */
export function textsOf<Name extends string>(
  body: Body,
  names: readonly Name[],
  problems: FieldProblem[],
): Partial<Record<Name, string>> {
  const texts: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = body[name];
    if (value === undefined || value === null) continue;
    if (typeof value === 'string' && value.length <= TEXT_MAX_CHARS) texts[name] = value;
    else if (typeof value === 'number' && Number.isFinite(value)) texts[name] = String(value);
    else problems.push({ field: name, message: `${name} must be a text or a number.` });
  }
  return texts;
}

/** One of some words; the first when absent. */
export function wordOf<Word extends string>(
  body: Body,
  name: string,
  words: readonly [Word, ...Word[]],
  problems: FieldProblem[],
): Word {
  const value = body[name] ?? words[0];
  const found = words.find((word) => word === value);
  if (found === undefined) problems.push({ field: name, message: `${name} is one of ${words.join(', ')}.` });
  return found ?? words[0];
}

/** Checks a wish; adds what is wrong with it. Undefined when something is. */
export function wishOf(input: WishInput, source: WatchedSource, problems: FieldProblem[]): Wish | undefined {
  const reading = parseWish(input, source);
  if (reading.ok) return reading.wish;
  problems.push(...reading.problems.map(worded));
  return undefined;
}

/** The API knows two kinds of recipients. */
export function worded({ field, message }: WishProblem): FieldProblem {
  return field === 'recipient'
    ? { field: 'email', message: 'Whom to tell? Give email or webhook, one of them.' }
    : { field, message };
}

/** Filters with some of them changed: what the body names takes the place of what stood; null takes it away. */
export function changedFilters(body: Body, before: Filters, problems: FieldProblem[]): Filters {
  const read = filtersOf(textsOf(body, FILTER_FIELDS, problems), (field, message) =>
    problems.push({ field, message }),
  );
  return {
    dose: 'dose' in body ? read.dose : before.dose,
    ageYears: 'age' in body ? read.ageYears : before.ageYears,
    vaccine: 'vaccine' in body ? read.vaccine : before.vaccine,
    fee: 'fee' in body ? read.fee : before.fee,
    minCapacity: 'min' in body ? read.minCapacity : before.minCapacity,
  };
}
