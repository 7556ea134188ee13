// CoWIN-shaped answers for tests, made here, in every age of the schema. Rows are plain JSON, so that a test may
// spoil any field: `undefined` leaves it out.

export type Raw = Readonly<Record<string, unknown>>;

/** First day of the answers made here (IST), as CoWIN writes it and as we do. */
export const FIRST_DATE = '2021-06-07';
export const FIRST_DATE_RAW = '07-06-2021';

const CENTRE: Raw = {
  center_id: 601234,
  name: 'Lakeside Health Centre',
  address: '4 Tank Bund Road',
  state_name: 'Karnataka',
  district_name: 'BBMP',
  block_name: 'South Zone',
  pincode: 560011,
  lat: 12,
  long: 77,
  from: '09:00:00',
  to: '16:00:00',
  fee_type: 'Free',
};

/** A session id that looks like CoWIN's; the same number gives the same id. */
export function sessionId(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** A session of mid 2021: dose fields, slots as text. Capacity 12: 10 first and 2 second doses. */
export function aSession(over: Raw = {}): Raw {
  return {
    session_id: sessionId(1),
    date: FIRST_DATE_RAW,
    available_capacity: 12,
    min_age_limit: 18,
    max_age_limit: 44,
    allow_all_age: false,
    vaccine: 'COVISHIELD',
    slots: ['09:00AM-11:00AM', '11:00AM-01:00PM'],
    available_capacity_dose1: 10,
    available_capacity_dose2: 2,
    ...over,
  };
}

/** A session as before mid May 2021: no dose fields, no upper age. */
export function anEarlySession(over: Raw = {}): Raw {
  return {
    session_id: sessionId(1),
    date: FIRST_DATE_RAW,
    available_capacity: 12,
    min_age_limit: 45,
    vaccine: 'COVISHIELD',
    slots: ['FORENOON', 'AFTERNOON'],
    ...over,
  };
}

/** A session of June 2022: slots are objects whose seats say nothing. */
export function aLateSession(over: Raw = {}): Raw {
  return aSession({
    slots: [
      { time: '10:30AM-12:30PM', seats: 0 },
      { time: '12:30PM-01:30PM', seats: 0 },
    ],
    ...over,
  });
}

export function aCentre(sessions: unknown, over: Raw = {}): Raw {
  return { ...CENTRE, sessions, ...over };
}

/** A row of a find answer: the centre's fields repeated flat, and the fee. */
export function aFlatSession(over: Raw = {}): Raw {
  return { ...CENTRE, ...aSession(), fee: '0', ...over };
}

/** The bytes of a calendar answer. */
export function calendarBody(...centres: unknown[]): Uint8Array {
  return bytes({ centers: centres });
}

/** The bytes of a find answer. */
export function findBody(...sessions: unknown[]): Uint8Array {
  return bytes({ sessions });
}

/** JSON or text as bytes. */
export function bytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
}
