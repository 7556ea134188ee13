// A district's calendar answer as rows: centres and their sessions, worded and sized as CoWIN's were. Kept apart from
// the program's own simulator on purpose: these bodies must stay the same from version to version.
import { addDays, type IstDate } from '../../../src/core/ist.ts';
import { between, pick, type Random, shuffled, uuid } from './random.ts';

export interface SessionRow {
  readonly session_id: string;
  readonly date: string;
  readonly available_capacity: number;
  readonly min_age_limit: number;
  readonly max_age_limit?: number;
  readonly allow_all_age?: boolean;
  readonly vaccine: string;
  readonly slots: readonly string[] | readonly { readonly time: string; readonly seats: number }[];
  readonly available_capacity_dose1: number;
  readonly available_capacity_dose2: number;
}

export interface CentreRow {
  readonly center_id: number;
  readonly name: string;
  readonly address: string;
  readonly state_name: string;
  readonly district_name: string;
  readonly block_name: string;
  readonly pincode: number;
  readonly lat: number;
  readonly long: number;
  readonly from: string;
  readonly to: string;
  readonly fee_type: 'Free' | 'Paid';
  readonly sessions: readonly SessionRow[];
  readonly vaccine_fees?: readonly { readonly vaccine: string; readonly fee: string }[];
}

export interface DistrictName {
  readonly id: number;
  readonly name: string;
  readonly state: string;
}

/** Days a calendar answer covers. */
const DAYS = 7;
const MEDIAN_SESSIONS = 72;
/** Of the logarithm of the sessions, so that the 95th percentile is three times the median. */
const SPREAD = 0.66;
const FEWEST_SESSIONS = 10;
const MOST_SESSIONS = 294;
const MOST_SESSIONS_A_CENTRE = 10;
/** Shares of all sessions or centres. */
const WITHOUT_CAPACITY = 0.95;
const WITH_LATER_FIELDS = 0.4;
const WITH_SEATS = 0.05;
const PAID = 0.2;

const TIMES = [
  ['09:00AM-11:00AM', '11:00AM-01:00PM', '01:00PM-03:00PM', '03:00PM-06:00PM'],
  ['09:00AM-11:00AM', '11:00AM-01:00PM', '01:00PM-03:00PM', '03:00PM-04:00PM'],
  ['10:00AM-11:00AM', '11:00AM-12:00PM', '12:00PM-01:00PM', '01:00PM-04:00PM'],
  ['FORENOON', 'AFTERNOON'],
] as const;
const KINDS = [
  'PHC',
  'CHC',
  'UPHC',
  'Govt Hospital',
  'Sub Centre',
  'District Hospital',
  'School',
  'Area Hospital',
];
const PRIVATE_KINDS = ['Hospital', 'Nursing Home', 'Multispeciality Hospital', 'Clinic'];
const SYLLABLES =
  'an ba cha da ga hi jan ka lam ma nag pur ra sha ti ul va ya kot gudem pet wadi nagar halli'.split(' ');
const NEAR = [
  'Bus Stand',
  'Post Office',
  'Water Tank',
  'Temple',
  'Govt School',
  'Railway Station',
  'Panchayat Office',
];

/**
 * How many sessions each of `count` districts lists: spread as CoWIN's were (median 72, 95th percentile 210), the same
 * spread for any count, in an order of chance.
 */
export function sessionCounts(random: Random, count: number): readonly number[] {
  const counts = Array.from({ length: count }, (_, index) => {
    const sessions = Math.round(MEDIAN_SESSIONS * Math.exp(SPREAD * normalQuantile((index + 0.5) / count)));
    return Math.min(MOST_SESSIONS, Math.max(FEWEST_SESSIONS, sessions));
  });
  return shuffled(random, counts);
}

/** The centres of a district with `sessions` sessions on the seven days from `firstDate`. */
export function makeCentres(
  random: Random,
  district: DistrictName,
  sessions: number,
  firstDate: IstDate,
): readonly CentreRow[] {
  const centres: CentreRow[] = [];
  const firstPincode = between(random, 110, 855) * 1000;
  for (let left = sessions; left > 0; ) {
    const size = Math.min(left, between(random, 1, MOST_SESSIONS_A_CENTRE));
    centres.push(makeCentre(random, district, size, firstDate, firstPincode + between(random, 1, 120)));
    left -= size;
  }
  return centres;
}

/** Another session of the same kind, with an id of its own. */
export function anotherSession(random: Random, like: SessionRow): SessionRow {
  return withCapacity({ ...like, session_id: uuid(random) }, between(random, 1, 60), 0);
}

/** The same session with other doses left. */
export function withCapacity(session: SessionRow, dose1: number, dose2: number): SessionRow {
  return {
    ...session,
    available_capacity: dose1 + dose2,
    available_capacity_dose1: dose1,
    available_capacity_dose2: dose2,
  };
}

function makeCentre(
  random: Random,
  district: DistrictName,
  size: number,
  firstDate: IstDate,
  pincode: number,
): CentreRow {
  const paid = random() < PAID;
  const later = random() < WITH_LATER_FIELDS;
  const seats = random() < WITH_SEATS;
  const block = placeName(random);
  const vaccine = pick(random, [
    'COVISHIELD',
    'COVISHIELD',
    'COVISHIELD',
    'COVAXIN',
    paid ? 'SPUTNIK V' : 'COVAXIN',
  ]);
  const age = pick(random, [18, 18, 45]);
  const times = pick(random, TIMES);
  const sessions = Array.from({ length: size }, (_, index): SessionRow => {
    const dose1 = capacity(random);
    const dose2 = capacity(random);
    return {
      session_id: uuid(random),
      date: cowinDate(addDays(firstDate, index % DAYS)),
      available_capacity: dose1 + dose2,
      min_age_limit: age,
      ...(later && age === 18 && { max_age_limit: 44 }),
      ...(later && { allow_all_age: age === 18 && random() < 0.3 }),
      vaccine,
      slots: seats ? times.map((time) => ({ time, seats: 0 })) : times,
      available_capacity_dose1: dose1,
      available_capacity_dose2: dose2,
    };
  });
  return {
    center_id: between(random, 1000, 899_999),
    name: `${placeName(random)} ${pick(random, paid ? PRIVATE_KINDS : KINDS)}`,
    address: `${between(random, 1, 140)} ${placeName(random)} Road, Near ${pick(random, NEAR)}`,
    state_name: district.state,
    district_name: district.name,
    block_name: block,
    pincode,
    lat: between(random, 8, 33),
    long: between(random, 69, 94),
    from: '09:00:00',
    to: pick(random, ['16:00:00', '18:00:00']),
    fee_type: paid ? 'Paid' : 'Free',
    sessions,
    ...(paid && { vaccine_fees: [{ vaccine, fee: pick(random, ['386.25', '780', '1410', '850']) }] }),
  };
}

function capacity(random: Random): number {
  return random() < WITHOUT_CAPACITY ? 0 : between(random, 1, 80);
}

function placeName(random: Random): string {
  const word = Array.from({ length: between(random, 2, 4) }, () => pick(random, SYLLABLES)).join('');
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** `2021-05-08` -> `08-05-2021` */
function cowinDate(date: IstDate): string {
  return date.split('-').reverse().join('-');
}

/** The value below which a normal variable lies with this probability. */
function normalQuantile(probability: number): number {
  const tail = Math.min(probability, 1 - probability);
  // Abramowitz and Stegun 26.2.23: good to 0.0005, which is far more than sizes need.
  const t = Math.sqrt(-2 * Math.log(tail));
  const above =
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return probability < 0.5 ? -above : above;
}
