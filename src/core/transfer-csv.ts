// Subscribers as rows of CSV: the columns, and what stands in them. A row is a subscription with the person it is of;
// who asks for nothing has none.
import { csvLine } from './csv.ts';
import type { SubscriberWithSubscriptions } from './subscription.ts';

/** `channel` and `address` must be there; the others may be left out, and stand in any order. */
export const CSV_COLUMNS = [
  'channel',
  'address',
  'district',
  'pincode',
  'dose',
  'age',
  'vaccine',
  'fee',
  'min',
  /** `yes`, or nothing. */
  'subscription_paused',
  'state',
  'state_why',
  'origin',
  /** Times as ISO 8601. */
  'verified_at',
  'resumes_at',
  /** Hours of the day in India: `22-7`. */
  'quiet',
  /** Key of a webhook's signature. */
  'secret',
] as const;
export type CsvColumn = (typeof CSV_COLUMNS)[number];

export const CSV_HEADING = csvLine(CSV_COLUMNS);

/** A row for each of their subscriptions. */
export function csvRowsOf(person: SubscriberWithSubscriptions): string {
  const { channel, address, state, stateWhy, origin, verifiedAtMs, resumesAtMs, quiet, secret } = person;
  return person.subscriptions
    .map((subscription) => {
      const { areaId, pincode, dose, ageYears, vaccine, fee, minCapacity, paused } = subscription;
      const cells: Readonly<Record<CsvColumn, string | number | null>> = {
        channel,
        address,
        district: areaId,
        pincode,
        dose,
        age: ageYears,
        vaccine,
        fee,
        min: minCapacity,
        subscription_paused: paused ? 'yes' : '',
        state,
        state_why: stateWhy,
        origin,
        verified_at: timeCell(verifiedAtMs),
        resumes_at: timeCell(resumesAtMs),
        quiet: quiet === null ? '' : `${quiet.fromHour}-${quiet.toHour}`,
        secret,
      };
      return csvLine(CSV_COLUMNS.map((column) => guarded(String(cells[column] ?? ''))));
    })
    .join('');
}

function timeCell(atMs: number | null): string {
  return atMs === null ? '' : new Date(atMs).toISOString();
}

/** A spreadsheet would run a cell that begins like this, also in full-width signs; a person can choose their address. */
const RUNS = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** The same text for a spreadsheet to show and not to run. */
function guarded(text: string): string {
  return RUNS.test(text) ? `'${text}` : text;
}

/** What `guarded` was given. */
export function unguarded(text: string): string {
  return text.startsWith("'") && RUNS.test(text) ? text.slice(1) : text;
}
