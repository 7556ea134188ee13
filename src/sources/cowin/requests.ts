// The requests CoWIN understands: paths, queries and the headers they need. The base URL, the User-Agent and the
// call itself belong to the poller.
import type { AreaId } from '../../core/area.ts';
import type { IstDate } from '../../core/ist.ts';
import type { Target } from '../../core/source.ts';
import type { CowinPlace } from './areas.ts';

/** `calendar`: seven days in one call, answers up to 5 minutes old. `find`: one day, seemingly never cached. */
export type CowinCalls = 'calendar' | 'find';

/** Days an answer covers, from its first. */
export const CALENDAR_DAYS = 7;
const FIND_DAYS = 1;

const PUBLIC = '/v2/appointment/sessions/public';

/** Names in English only: any other language adds `…_l` fields, which nobody reads. */
const HEADERS = { accept: 'application/json', 'accept-language': 'en_US' } as const;

/** Seven days of a district. */
export function calendarByDistrict(districtId: string, firstDate: IstDate): string {
  return `${PUBLIC}/calendarByDistrict?district_id=${districtId}&date=${cowinDate(firstDate)}`;
}

/** Seven days of a pincode. */
export function calendarByPin(pincode: string, firstDate: IstDate): string {
  return `${PUBLIC}/calendarByPin?pincode=${pincode}&date=${cowinDate(firstDate)}`;
}

/** One day of a district. */
export function findByDistrict(districtId: string, date: IstDate): string {
  return `${PUBLIC}/findByDistrict?district_id=${districtId}&date=${cowinDate(date)}`;
}

/** One day of a pincode. */
export function findByPin(pincode: string, date: IstDate): string {
  return `${PUBLIC}/findByPin?pincode=${pincode}&date=${cowinDate(date)}`;
}

/** The request for a place from `firstDate` on. */
export function targetFor(areaId: AreaId, place: CowinPlace, firstDate: IstDate, calls: CowinCalls): Target {
  const days = calls === 'calendar' ? CALENDAR_DAYS : FIND_DAYS;
  return { areaId, firstDate, days, path: pathFor(place, firstDate, calls), headers: HEADERS };
}

function pathFor(place: CowinPlace, date: IstDate, calls: CowinCalls): string {
  if (place.kind === 'pin') {
    return calls === 'calendar' ? calendarByPin(place.pincode, date) : findByPin(place.pincode, date);
  }
  return calls === 'calendar'
    ? calendarByDistrict(place.districtId, date)
    : findByDistrict(place.districtId, date);
}

/** `2021-05-08` -> `08-05-2021` */
function cowinDate(date: IstDate): string {
  return `${date.slice(8, 10)}-${date.slice(5, 7)}-${date.slice(0, 4)}`;
}
