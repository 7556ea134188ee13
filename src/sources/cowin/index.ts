// The CoWIN source: all that the rest of the program may ask of it. It holds knowledge, never state.
import type { IstDate } from '../../core/ist.ts';
import type { Centre } from '../../core/session.ts';
import type { Source, Target } from '../../core/source.ts';
import {
  COWIN,
  type CowinAreas,
  cowinPinArea,
  districtAreas,
  districtFinder,
  placeOf,
  readCowinAreas,
} from './areas.ts';
import type { RowSense } from './gather.ts';
import { COWIN_BOOKING_URL, COWIN_SILENCE_TEXT } from './hosts.ts';
import type { KeptCalendar } from './kept.ts';
import { parseAnswer } from './parse.ts';
import { type DateReader, dateReader } from './quirks.ts';
import { readAnswer } from './reader.ts';
import { type CowinCalls, targetFor } from './requests.ts';

export interface CowinOptions {
  /** The districts; default: the shipped list, read once here. */
  readonly areas?: CowinAreas;
  /** Which calls targets are made of; default `calendar`, which tells most per call. */
  readonly calls?: CowinCalls;
}

/** Throws only here, when the shipped list is missing, and for a target of an area that is not CoWIN's (a bug). */
export function cowinSource(options: CowinOptions = {}): Source {
  const areas = districtAreas(options.areas ?? readCowinAreas());
  const byId = new Map(areas.map((area) => [area.id, area]));
  const findDistrict = districtFinder(areas);
  const calls = options.calls ?? 'calendar';
  let dates: { readonly firstDate: IstDate; readonly read: DateReader } | undefined;

  /** The reader of dates is made once a day: what it remembers of them is good for every answer of that day. */
  const dateOf = (firstDate: IstDate): DateReader => {
    if (dates?.firstDate !== firstDate) dates = { firstDate, read: dateReader(firstDate) };
    return dates.read;
  };

  const senseOf = (target: Target): RowSense => {
    // A session found by its pincode is the same session its district lists, so it belongs to the district.
    const byPin = placeOf(target.areaId)?.kind === 'pin';
    const areaOf = (centre: Centre) =>
      (byPin ? findDistrict(centre.state, centre.district) : undefined) ?? target.areaId;
    return { areaOf, dateOf: dateOf(target.firstDate) };
  };

  return {
    id: COWIN,
    name: 'CoWIN',
    silenceText: COWIN_SILENCE_TEXT,
    bookingUrl: COWIN_BOOKING_URL,
    areas,
    area(id) {
      const place = placeOf(id);
      return place?.kind === 'pin' ? cowinPinArea(place.pincode) : byId.get(id);
    },
    target(areaId, today) {
      const place = placeOf(areaId);
      if (place === undefined) throw new RangeError(`not an area of CoWIN: ${areaId}`);
      return targetFor(areaId, place, today, calls);
    },
    parse: (body, target) => parseAnswer(body, senseOf(target)),
    // Whoever polls gives back only what `read` gave.
    read: (body, target, last) => readAnswer(body, target, last as KeptCalendar | null, senseOf(target)),
  };
}
