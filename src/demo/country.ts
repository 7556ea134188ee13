// A believable country for the simulator: 756 districts whose sessions follow from a seed and the date in India.
// Districts are built when first asked for; their sessions roll on at midnight IST. It holds capacities and knows
// nothing of HTTP, of why capacities change, or of who asks.
import type { Area } from '../core/area.ts';
import { addDays, DAY_MS, type IstDate, istDateOf, istMidnightMs } from '../core/ist.ts';
import type { Dose } from '../core/session.ts';
import { CALENDAR_DAYS, centresOf, type SimCentre, type SimSession, sessionsOn } from './centres.ts';
import { assignPincodes } from './pincodes.ts';
import { between, pick, randomOf } from './random.ts';

export interface CountryOptions {
  readonly seed: number;
  /** Districts as `cowin:<n>`; others are ignored. */
  readonly areas: readonly Area[];
  /** Wall clock (ms). */
  readonly nowMs: () => number;
  /** Share of sessions that have capacity when their district is first asked for, 0…1. */
  readonly openAtStart: number;
  /** Told of sessions that have capacity the moment they are listed. */
  readonly onListedOpen?: (session: SimSession) => void;
  /** Told of sessions whose day is past; they are in no list any more. */
  readonly onPast?: (session: SimSession) => void;
}

export interface District {
  readonly area: Area;
  /** CoWIN's number: 294. */
  readonly number: number;
  readonly centres: readonly SimCentre[];
  /** From today on, by centre, then by date. */
  sessions: readonly SimSession[];
  /** Grows whenever an answer about the district would differ. */
  version: number;
  today: IstDate;
}

export interface State {
  readonly number: number;
  readonly name: string;
  readonly districts: readonly { readonly number: number; readonly name: string }[];
}

export interface Country {
  readonly states: readonly State[];
  readonly districtNumbers: readonly number[];
  today(): IstDate;
  /** The district as of now; undefined when there is none of that number. */
  district(number: number): District | undefined;
  districtOfPincode(pincode: number): District | undefined;
  /** A session of a district that was asked for before. */
  session(id: string): SimSession | undefined;
  /** Sets what is left of a dose. False: the session's wording does not speak of that dose. */
  setCapacity(session: SimSession, dose: Dose, capacity: number): boolean;
  /** Puts a session on the lists or takes it off them. */
  setListed(session: SimSession, listed: boolean): void;
}

export function createCountry(options: CountryOptions): Country {
  const { seed, nowMs } = options;
  const areas = new Map(
    options.areas.flatMap((area) => {
      const number = districtNumber(area.id);
      return number === undefined ? [] : [[number, area] as const];
    }),
  );
  const labels = uniqueLabels([...areas.values()]);
  const pincodes = assignPincodes([...areas.values()]);
  const districts = new Map<number, District>();
  const sessions = new Map<string, SimSession>();
  let day = istDateOf(nowMs());
  let dayStartMs = istMidnightMs(day);

  function today(): IstDate {
    const now = nowMs();
    if (now < dayStartMs || now >= dayStartMs + DAY_MS) {
      day = istDateOf(now);
      dayStartMs = istMidnightMs(day);
    }
    return day;
  }

  function build(number: number, area: Area, date: IstDate): District {
    const label = labels.get(area.id) ?? area.name;
    const centres = centresOf(seed, area, label, pincodes.firstOf(area.id));
    const district: District = { area, number, centres, sessions: [], version: 0, today: date };
    fill(district);
    return district;
  }

  /** Lists the seven days from the district's date, keeping the sessions that are there already. */
  function fill(district: District): void {
    const before = new Set(district.sessions);
    const days = Array.from({ length: CALENDAR_DAYS }, (_, ahead) => addDays(district.today, ahead));
    district.sessions = district.centres.flatMap((centre) =>
      days.flatMap((date) =>
        sessionsOn(seed, district.area, centre, date).map((made) => sessions.get(made.id) ?? made),
      ),
    );
    district.version++;
    for (const session of district.sessions) if (!before.delete(session)) list(session);
    for (const session of before) {
      sessions.delete(session.id);
      options.onPast?.(session);
    }
  }

  function list(session: SimSession): void {
    sessions.set(session.id, session);
    const random = randomOf(seed, 'start', session.id);
    if (random() >= options.openAtStart) return;
    const dose = pick(random, [...session.capacity.keys()]);
    session.capacity.set(dose, between(random, 1, 120));
    options.onListedOpen?.(session);
  }

  function district(number: number): District | undefined {
    const date = today();
    let found = districts.get(number);
    if (found === undefined) {
      const area = areas.get(number);
      if (area === undefined) return undefined;
      found = build(number, area, date);
      districts.set(number, found);
    } else if (found.today !== date) {
      found.today = date;
      fill(found);
    }
    return found;
  }

  function touch(session: SimSession): void {
    const number = districtNumber(session.areaId);
    const found = number === undefined ? undefined : districts.get(number);
    if (found !== undefined) found.version++;
  }

  return {
    states: statesOf(areas),
    districtNumbers: [...areas.keys()],
    today,
    district,
    districtOfPincode(pincode) {
      const number = districtNumber(pincodes.areaOf(pincode) ?? '');
      return number === undefined ? undefined : district(number);
    },
    session: (id) => sessions.get(id),
    setCapacity(session, dose, capacity) {
      if (!session.capacity.has(dose)) return false;
      session.capacity.set(dose, capacity);
      touch(session);
      return true;
    },
    setListed(session, listed) {
      session.listed = listed;
      touch(session);
    },
  };
}

/** `cowin:294` -> 294 */
export function districtNumber(areaId: string): number | undefined {
  const digits = /^cowin:(\d+)$/.exec(areaId)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Names of districts, with the state where two states share one (Bilaspur, Pratapgarh). */
function uniqueLabels(areas: readonly Area[]): Map<string, string> {
  const byName = Map.groupBy(areas, (area) => area.name);
  return new Map(
    areas.map((area) => {
      const alone = byName.get(area.name)?.length === 1;
      return [area.id, alone ? area.name : `${area.name} ${area.region}`];
    }),
  );
}

/** CoWIN numbered the states by name; Daman and Diu came later. */
function statesOf(areas: ReadonlyMap<number, Area>): State[] {
  const late = (name: string) => (name === 'Daman and Diu' ? 1 : 0);
  const byRegion = Map.groupBy(areas, ([, area]) => area.region);
  return [...byRegion]
    .sort(([a], [b]) => late(a) - late(b) || (a < b ? -1 : 1))
    .map(([name, members], index) => ({
      number: index + 1,
      name,
      districts: members.map(([number, area]) => ({ number, name: area.name })),
    }));
}
