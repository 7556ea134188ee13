// Sessions as rows and back, and whether a change of a row can concern other people.
// Knows the columns of `sessions`; which of them matter to whom is `core/match.ts`'s to say.
import type { IstDate } from '../core/ist.ts';
import type { FeeType, Session } from '../core/session.ts';

export type SessionFacts = Omit<Session, 'capacity'>;

/** The columns of `sessions` beside its id. */
export interface SessionRow {
  readonly source_id: string;
  readonly session_id: string;
  readonly area_id: string;
  readonly centre_id: string;
  readonly centre_name: string;
  readonly address: string;
  readonly block: string;
  readonly district: string;
  readonly state: string;
  readonly pincode: string;
  readonly date: string;
  readonly vaccine: string;
  readonly age_min_years: number;
  readonly age_max_years: number | null;
  readonly fee_type: string;
  readonly fee_inr: string | null;
  readonly times: string;
}

export const SESSION_COLUMNS = [
  'source_id',
  'session_id',
  'area_id',
  'centre_id',
  'centre_name',
  'address',
  'block',
  'district',
  'state',
  'pincode',
  'date',
  'vaccine',
  'age_min_years',
  'age_max_years',
  'fee_type',
  'fee_inr',
  'times',
] as const satisfies readonly (keyof SessionRow)[];

/** The columns for a SELECT that joins `sessions s`. */
export const SESSION_SELECT = SESSION_COLUMNS.map((column) => `s.${column}`).join(', ');

/** For an INSERT or a comparison; the doses are kept apart, in `slots`. */
export function rowOf(session: SessionFacts): SessionRow {
  const { centre } = session;
  return {
    source_id: session.sourceId,
    session_id: session.sessionId,
    area_id: session.areaId,
    centre_id: centre.id,
    centre_name: centre.name,
    address: centre.address,
    block: centre.block,
    district: centre.district,
    state: centre.state,
    pincode: centre.pincode,
    date: session.date,
    vaccine: session.vaccine,
    age_min_years: session.ageMinYears,
    age_max_years: session.ageMaxYears,
    fee_type: session.feeType,
    fee_inr: session.feeInr,
    times: JSON.stringify(session.times),
  };
}

/** The reverse of `rowOf`. Believes the row: it was checked on its way in. */
export function factsOf(row: SessionRow): SessionFacts {
  return {
    sourceId: row.source_id,
    sessionId: row.session_id,
    areaId: row.area_id,
    centre: {
      id: row.centre_id,
      name: row.centre_name,
      address: row.address,
      block: row.block,
      district: row.district,
      state: row.state,
      pincode: row.pincode,
    },
    date: row.date as IstDate,
    vaccine: row.vaccine,
    ageMinYears: row.age_min_years,
    ageMaxYears: row.age_max_years,
    feeType: row.fee_type as FeeType,
    feeInr: row.fee_inr,
    times: JSON.parse(row.times) as string[],
  };
}

/** Columns that decide who wants the session: when one changes, others may want it. */
const WANTED_BY = [
  'area_id',
  'pincode',
  'vaccine',
  'age_min_years',
  'age_max_years',
  'fee_type',
] as const satisfies readonly (keyof SessionRow)[];

/** `matching`: it may concern other people now. `wording`: it only reads differently. */
export function changeOf(before: SessionRow, after: SessionRow): 'none' | 'wording' | 'matching' {
  if (WANTED_BY.some((column) => before[column] !== after[column])) return 'matching';
  return SESSION_COLUMNS.some((column) => before[column] !== after[column]) ? 'wording' : 'none';
}
