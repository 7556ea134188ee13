// The centres of a simulated district and the sessions they hold: who vaccinates whom, where, on which days.
// All of it follows from seed, district and date, so a district can be built when first asked for, and again.
import type { Area } from '../core/area.ts';
import type { IstDate } from '../core/ist.ts';
import type { Dose } from '../core/session.ts';
import { localityName, privateName, publicName, withStraySpaces } from './names.ts';
import { between, normal, pick, pickWeighted, type Random, randomOf, uuidOf } from './random.ts';

/**
 * How a session is worded: `total` knows only a sum (before mid May 2021), `doses` has a capacity per dose,
 * `seats` writes its times as objects (June 2022).
 */
export type SchemaAge = 'total' | 'doses' | 'seats';

/** What a centre offers, day after day. */
interface Programme {
  readonly vaccine: string;
  readonly ageMinYears: number;
  /** Inclusive; null: no upper limit. */
  readonly ageMaxYears: number | null;
  readonly schema: SchemaAge;
}

export interface SimCentre {
  readonly id: number;
  /** As typed at the hospital, stray spaces included. Unique within the country. */
  readonly name: string;
  readonly address: string;
  readonly block: string;
  readonly pincode: number;
  /** A few centres give their pincode as text. */
  readonly pincodeAsText: boolean;
  /** Whole degrees, or text with eight decimals. */
  readonly lat: number | string;
  readonly long: number | string;
  readonly from: string;
  readonly to: string;
  /** Rupees by vaccine; null: free. */
  readonly fees: Readonly<Record<string, string>> | null;
  readonly programmes: readonly Programme[];
  /** Chance that a programme is held on a given day. */
  readonly heldShare: number;
}

/** A session and its present capacity: the one thing about the country that changes. */
export interface SimSession extends Programme {
  readonly id: string;
  readonly areaId: string;
  readonly centre: SimCentre;
  readonly date: IstDate;
  readonly times: readonly string[];
  /** Doses the total claims beyond the sum of both, while there are any. */
  readonly surplus: number;
  readonly capacity: Map<Dose, number>;
  /** False: left out of every list. */
  listed: boolean;
}

const MEDIAN_SESSIONS = 68;
const SPREAD = 0.66;
const FEWEST_SESSIONS = 12;
const MOST_SESSIONS = 300;
const SESSIONS_A_CENTRE = 3.4;
/** How many days a calendar answer covers. */
export const CALENDAR_DAYS = 7;
/** Centre ids follow from pincodes, whose blocks are unique, and must not look like them. */
const CENTRE_ID_OFFSET = 111_000;
const METROS = new Set([
  'BBMP',
  'Mumbai',
  'Pune',
  'Chennai',
  'Hyderabad',
  'Ahmedabad Corporation',
  'Kolkata',
]);
const TIMES: readonly (readonly string[])[] = [
  ['09:00AM-11:00AM', '11:00AM-01:00PM', '01:00PM-03:00PM', '03:00PM-06:00PM'],
  ['09:00AM-11:00AM', '11:00AM-01:00PM', '01:00PM-03:00PM', '03:00PM-04:00PM'],
  ['10:00AM-11:00AM', '11:00AM-12:00PM', '12:00PM-01:00PM', '01:00PM-04:00PM'],
  ['10:30AM-12:30PM', '12:30PM-01:30PM'],
];
const EARLY_TIMES: readonly (readonly string[])[] = [...TIMES, ['FORENOON', 'AFTERNOON']];

/** The centres of a district. `label` is unique within the country and ends every name. */
export function centresOf(seed: number, area: Area, label: string, firstPincode: number): SimCentre[] {
  const random = randomOf(seed, 'district', area.id);
  const aim = METROS.has(area.name)
    ? between(random, 230, MOST_SESSIONS)
    : Math.round(MEDIAN_SESSIONS * Math.exp(SPREAD * normal(random)));
  const sessions = Math.min(MOST_SESSIONS, Math.max(FEWEST_SESSIONS, aim));
  const count = Math.min(60, Math.max(5, Math.round(sessions / SESSIONS_A_CENTRE)));
  const blocks = Array.from({ length: Math.ceil(count / 5) }, () => localityName(random));
  const taken = new Set<string>();
  const plans = Array.from({ length: count }, () => programmesOf(random));
  const programmes = plans.reduce((sum, plan) => sum + plan.offers.length, 0);
  return plans.map((plan, index) => {
    const block = between(random, 0, blocks.length - 1);
    const exact = random() < 0.2;
    return {
      id: firstPincode + CENTRE_ID_OFFSET + index,
      name: withStraySpaces(uniqueName(random, area.region, plan.paid, label, taken), random),
      address: addressOf(random, area.name),
      block: blocks[block] as string,
      pincode: firstPincode + block,
      pincodeAsText: random() < 0.03,
      lat: exact ? (8 + random() * 25).toFixed(8) : between(random, 8, 33),
      long: exact ? (69 + random() * 25).toFixed(8) : between(random, 69, 94),
      from: '09:00:00',
      to: pick(random, ['16:00:00', '18:00:00', '17:00:00']),
      fees: plan.paid ? feesOf(random, plan.offers) : null,
      programmes: plan.offers,
      heldShare: Math.min(1, sessions / (CALENDAR_DAYS * programmes)),
    };
  });
}

/** The sessions a centre holds on a day. Capacities begin at zero for every dose its wording speaks of. */
export function sessionsOn(seed: number, area: Area, centre: SimCentre, date: IstDate): SimSession[] {
  const random = randomOf(seed, 'day', centre.id, area.id, date);
  return centre.programmes.flatMap((programme, index) => {
    const held = random() < centre.heldShare;
    const times = pick(random, programme.schema === 'total' ? EARLY_TIMES : TIMES);
    const surplus =
      programme.schema === 'total'
        ? 0
        : pickWeighted(random, [
            [90, 0],
            [6, 40],
            [4, 0.5],
          ]);
    if (!held) return [];
    const doses: readonly Dose[] = programme.schema === 'total' ? ['any'] : ['1', '2'];
    return {
      ...programme,
      id: uuidOf(seed, area.id, centre.id, index, date),
      areaId: area.id,
      centre,
      date,
      times,
      surplus,
      capacity: new Map(doses.map((dose) => [dose, 0])),
      listed: true,
    };
  });
}

function programmesOf(random: Random): { paid: boolean; offers: Programme[] } {
  const paid = random() < 0.22;
  const count = pickWeighted(random, [
    [3, 1],
    [5, 2],
    [2, 3],
  ]);
  const offers = new Map<string, Programme>();
  while (offers.size < count) {
    const offer = programmeOf(random, paid);
    offers.set(`${offer.vaccine} ${offer.ageMinYears} ${offer.ageMaxYears}`, offer);
  }
  return { paid, offers: [...offers.values()] };
}

function programmeOf(random: Random, paid: boolean): Programme {
  const schema = pickWeighted<SchemaAge>(random, [
    [18, 'total'],
    [52, 'doses'],
    [30, 'seats'],
  ]);
  const adult = pickWeighted(random, [
    [58, 'COVISHIELD'],
    [32, 'COVAXIN'],
    [paid ? 14 : 1, 'SPUTNIK V'],
  ]);
  const [ageMinYears, ageMaxYears, vaccine] = pickWeighted<[number, number | null, string]>(random, [
    [40, [18, 44, adult]],
    [34, [45, null, adult]],
    // Those below came after the dose fields did.
    [schema === 'total' ? 0 : 16, [18, null, adult]],
    [schema === 'total' ? 0 : 6, [15, 17, 'COVAXIN']],
    [schema === 'total' ? 0 : 4, [12, 14, 'CORBEVAX']],
  ]);
  return { vaccine, ageMinYears, ageMaxYears, schema };
}

function uniqueName(
  random: Random,
  region: string,
  paid: boolean,
  label: string,
  taken: Set<string>,
): string {
  const base = paid ? privateName(random) : publicName(random, region);
  let name = `${base}, ${label}`;
  for (let copy = 2; taken.has(name.toLowerCase()); copy++) name = `${base} ${copy}, ${label}`;
  taken.add(name.toLowerCase());
  return name;
}

function addressOf(random: Random, district: string): string {
  return `${between(random, 1, 140)} ${localityName(random)} Main Road, Near ${pick(random, ['Bus Stand', 'Post Office', 'Water Tank', 'Temple', 'Govt. School'])} ${district}`;
}

function feesOf(random: Random, offers: readonly Programme[]): Record<string, string> {
  const usual: Record<string, string> = {
    COVISHIELD: '780',
    COVAXIN: '1410',
    'SPUTNIK V': '1145',
    CORBEVAX: '990',
  };
  const late = random() < 0.4;
  return Object.fromEntries(
    offers.map(({ vaccine }) => [vaccine, late ? '386.25' : (usual[vaccine] ?? '850')]),
  );
}
