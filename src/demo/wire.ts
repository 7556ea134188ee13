// The simulated country in CoWIN's own words: the JSON of its answers. Field order is that of recorded answers.
import type { IstDate } from '../core/ist.ts';
import type { SimCentre, SimSession } from './centres.ts';

/** Where a centre lies, as the lists spell it. */
export interface PlaceNames {
  readonly state: string;
  readonly district: string;
}

/** `DD-MM-YYYY` */
export function wireDate(date: IstDate): string {
  return `${date.slice(8)}-${date.slice(5, 7)}-${date.slice(0, 4)}`;
}

/** A calendar answer: centres with the sessions they have; centres without any are left out. */
export function calendarJson(sessions: readonly SimSession[], place: PlaceNames): string {
  const byCentre = Map.groupBy(sessions, (session) => session.centre);
  const centers = [...byCentre].map(([centre, held]) => ({
    ...centreFields(centre, place),
    sessions: held.map(sessionFields),
    ...feesField(centre),
  }));
  return JSON.stringify({ centers });
}

/** A `findBy…` answer: one row per session that has capacity, the centre's fields repeated in each. */
export function findJson(sessions: readonly SimSession[], place: PlaceNames): string {
  const rows = sessions
    .filter((session) => totalCapacity(session) > 0)
    .map((session) => ({
      ...centreFields(session.centre, place),
      fee: session.centre.fees?.[session.vaccine] ?? '0',
      ...sessionFields(session),
    }));
  return JSON.stringify({ sessions: rows });
}

/** What `available_capacity` says: in a few sessions more than both doses together, as in life. */
function totalCapacity(session: SimSession): number {
  const sum = [...session.capacity.values()].reduce((total, capacity) => total + capacity, 0);
  return sum > 0 ? sum + session.surplus : 0;
}

function centreFields(centre: SimCentre, place: PlaceNames): Record<string, unknown> {
  return {
    center_id: centre.id,
    name: centre.name,
    address: centre.address,
    state_name: place.state,
    district_name: place.district,
    block_name: centre.block,
    pincode: centre.pincodeAsText ? String(centre.pincode) : centre.pincode,
    lat: centre.lat,
    long: centre.long,
    from: centre.from,
    to: centre.to,
    fee_type: centre.fees === null ? 'Free' : 'Paid',
  };
}

function feesField(centre: SimCentre): Record<string, unknown> {
  if (centre.fees === null) return {};
  return { vaccine_fees: Object.entries(centre.fees).map(([vaccine, fee]) => ({ vaccine, fee })) };
}

function sessionFields(session: SimSession): Record<string, unknown> {
  const { schema, ageMinYears, ageMaxYears } = session;
  const early = schema === 'total';
  return {
    session_id: session.id,
    date: wireDate(session.date),
    available_capacity: totalCapacity(session),
    min_age_limit: ageMinYears,
    ...(early || ageMaxYears === null ? {} : { max_age_limit: ageMaxYears }),
    ...(early || ageMinYears !== 18 ? {} : { allow_all_age: ageMaxYears === null }),
    vaccine: session.vaccine,
    slots: schema === 'seats' ? session.times.map((time) => ({ time, seats: 0 })) : session.times,
    ...(early
      ? {}
      : {
          available_capacity_dose1: session.capacity.get('1'),
          available_capacity_dose2: session.capacity.get('2'),
        }),
  };
}
