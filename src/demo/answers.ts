// The public API of the simulated country: a path and query in, status and body out. Bodies are kept, plain and
// compressed, until their district changes. It reads the country and never changes it.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { addDays, type IstDate, parseIsoDate } from '../core/ist.ts';
import { CALENDAR_DAYS } from './centres.ts';
import type { Country, District } from './country.ts';
import { calendarJson, findJson } from './wire.ts';

/** A body in the forms it can be served in, each made when first wanted. */
export interface Body {
  readonly raw: Buffer;
  gzip(): Buffer;
  /** Weak entity tag of the content. */
  etag(): string;
}

export interface Answer {
  readonly status: number;
  readonly body: Body;
  /** What was asked, for the figures: `calendarByDistrict`, `states`, … */
  readonly what: string;
  /** The district asked about; null where none is. */
  readonly district: number | null;
}

/** What a target (`/v2/…?…`, with any prefix such as `/api`) is answered with. */
export type Answers = (target: string) => Answer;

type ByDate = (sessions: District['sessions'], district: District, date: IstDate) => string;

const PUBLIC = '/v2/appointment/sessions/public/';
const TTL_HOURS = 24;

const calendar: ByDate = (sessions, district, date) => {
  const end = addDays(date, CALENDAR_DAYS);
  return calendarJson(
    sessions.filter((session) => session.listed && session.date >= date && session.date < end),
    placeOf(district),
  );
};
const find: ByDate = (sessions, district, date) =>
  findJson(
    sessions.filter((session) => session.listed && session.date === date),
    placeOf(district),
  );

const LISTS: Readonly<Record<string, { readonly by: 'district' | 'pincode'; readonly make: ByDate }>> = {
  calendarByDistrict: { by: 'district', make: calendar },
  calendarByPin: { by: 'pincode', make: calendar },
  findByDistrict: { by: 'district', make: find },
  findByPin: { by: 'pincode', make: find },
};

export function createAnswers(country: Country): Answers {
  const kept = new Map<number, { version: number; bodies: Map<string, Body> }>();

  function bodyOf(district: District, key: string, keep: boolean, make: () => string): Body {
    let shelf = kept.get(district.number);
    if (shelf === undefined || shelf.version !== district.version) {
      shelf = { version: district.version, bodies: new Map() };
      kept.set(district.number, shelf);
    }
    let body = shelf.bodies.get(key);
    if (body === undefined) {
      body = textBody(make());
      if (keep) shelf.bodies.set(key, body);
    }
    return body;
  }

  function listed(what: string, query: ReadonlyMap<string, string>): Answer {
    const list = LISTS[what];
    if (list === undefined) return refusal(404, 'Not Found', what);
    const date = dateOf(query.get('date') ?? '');
    if (date === undefined) return refusal(400, 'Invalid Date', what);
    const district =
      list.by === 'district'
        ? country.district(numberOf(query.get('district_id')))
        : country.districtOfPincode(numberOf(query.get('pincode')));
    if (list.by === 'district' && district === undefined) return refusal(400, 'Invalid District', what);
    if (list.by === 'pincode' && !/^[1-9]\d{5}$/.test(query.get('pincode') ?? '')) {
      return refusal(400, 'Invalid Pincode', what);
    }
    // A pincode of no district we know: a good answer with nothing in it.
    if (district === undefined) {
      const nothing = list.make === calendar ? '{"centers":[]}' : '{"sessions":[]}';
      return { status: 200, body: textBody(nothing), what, district: null };
    }
    const pincode = list.by === 'pincode' ? numberOf(query.get('pincode')) : null;
    // Only days of the present week are kept, or made-up dates would fill the memory.
    const keep = date >= district.today && date < addDays(district.today, CALENDAR_DAYS);
    const body = bodyOf(district, `${what} ${date} ${pincode}`, keep, () => {
      const { sessions } = district;
      const near = pincode === null ? sessions : sessions.filter((one) => one.centre.pincode === pincode);
      return list.make(near, district, date);
    });
    return { status: 200, body, what, district: district.number };
  }

  return (target) => {
    const [path, query] = split(target);
    const at = path.indexOf('/v2/');
    const below = at === -1 ? path : path.slice(at);
    if (below.startsWith(PUBLIC)) return listed(below.slice(PUBLIC.length), query);
    if (below === '/v2/admin/location/states') {
      const states = country.states.map(({ number, name }) => ({ state_id: number, state_name: name }));
      return json(200, { states, ttl: TTL_HOURS }, 'states');
    }
    const stateId = /^\/v2\/admin\/location\/districts\/(\d{1,4})$/.exec(below)?.[1];
    if (stateId !== undefined) {
      const state = country.states.find(({ number }) => number === Number(stateId));
      if (state === undefined) return refusal(400, 'Invalid State', 'districts');
      const districts = state.districts.map(({ number, name }) => ({
        district_id: number,
        district_name: name,
      }));
      return json(200, { districts, ttl: TTL_HOURS }, 'districts');
    }
    const guarded = below.startsWith('/v2/appointment/') || below.startsWith('/v2/auth/');
    return guarded
      ? refusal(401, 'Unauthenticated access!', 'protected')
      : refusal(404, 'Not Found', 'unknown');
  };
}

function placeOf(district: District): { state: string; district: string } {
  return { state: district.area.region, district: district.area.name };
}

const ERROR_CODES: Readonly<Record<string, string>> = {
  'Invalid Date': 'USRRES0001',
  'Invalid District': 'APPOIN0020',
  'Invalid Pincode': 'APPOIN0018',
  'Invalid State': 'APPOIN0019',
  'Unauthenticated access!': 'USRAUT0024',
};

function refusal(status: number, error: string, what: string): Answer {
  return json(status, { errorCode: ERROR_CODES[error] ?? 'APPOIN0001', error }, what);
}

function json(status: number, value: unknown, what: string): Answer {
  return { status, body: textBody(JSON.stringify(value)), what, district: null };
}

function textBody(text: string): Body {
  const raw = Buffer.from(text);
  let gzip: Buffer | undefined;
  let etag: string | undefined;
  return {
    raw,
    gzip: () => {
      gzip ??= gzipSync(raw, { level: 6 });
      return gzip;
    },
    etag: () => {
      etag ??= `W/"${createHash('sha1').update(raw).digest('base64url').slice(0, 16)}"`;
      return etag;
    },
  };
}

/** Path and query of a request target. By hand, because this runs for every call. */
function split(target: string): [string, ReadonlyMap<string, string>] {
  const mark = target.indexOf('?');
  const query = new Map<string, string>();
  if (mark === -1) return [target, query];
  for (const pair of target.slice(mark + 1).split('&')) {
    const [key = '', value = ''] = pair.split('=');
    query.set(key, value);
  }
  return [target.slice(0, mark), query];
}

/** `0294` -> 294; anything but digits -> -1, which is no district. */
function numberOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : -1;
}

/** `31-03-2021` */
function dateOf(text: string): IstDate | undefined {
  const parts = /^(\d{2})-(\d{2})-(\d{4})$/.exec(text);
  return parts === null ? undefined : parseIsoDate(`${parts[3]}-${parts[2]}-${parts[1]}`);
}
