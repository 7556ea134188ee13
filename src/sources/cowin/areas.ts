// CoWIN's districts, from `data/areas/cowin.json`, and the pincodes that may be asked for by themselves.
// The file is read only while the source is built; ids are CoWIN's own numbers.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Area, type AreaId, pinAreaId } from '../../core/area.ts';
import { plainWords } from '../../core/area-names.ts';

export const COWIN = 'cowin';

/** The shape of `data/areas/cowin.json`. `also`: other names and spellings. */
export interface CowinAreas {
  /** Month in which the list was taken, `YYYY-MM`. */
  readonly asOf: string;
  readonly states: readonly CowinState[];
}

export interface CowinState {
  readonly id: number;
  readonly name: string;
  readonly also?: readonly string[];
  readonly districts: readonly CowinDistrict[];
}

export interface CowinDistrict {
  readonly id: number;
  readonly name: string;
  readonly also?: readonly string[];
}

/** What can be asked about: a district by its number, or a pincode. */
export type CowinPlace =
  | { readonly kind: 'district'; readonly districtId: string }
  | { readonly kind: 'pin'; readonly pincode: string };

/** Finds a district by the names a row gives; undefined when no district, or more than one, is called so. */
export type DistrictFinder = (state: string, district: string) => AreaId | undefined;

const PIN_PREFIX = pinAreaId(COWIN, '');
const PINCODE = /^[1-9]\d{5}$/;

/** Reads the shipped list. Throws when the installation is incomplete. */
export function readCowinAreas(): CowinAreas {
  // From `src/` as from `dist/src/`: the nearest `data/areas/cowin.json` above this file.
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const file = join(folder, 'data', 'areas', 'cowin.json');
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as CowinAreas;
    if (folder === dirname(folder))
      throw new Error('data/areas/cowin.json is missing from this installation');
  }
}

/** All districts as areas, in the order of the list. */
export function districtAreas(list: CowinAreas): readonly Area[] {
  return list.states.flatMap((state) =>
    state.districts.map((district) => ({
      id: `${COWIN}:${district.id}`,
      sourceId: COWIN,
      name: district.name,
      region: state.name,
      ...(district.also && { also: district.also }),
      ...(state.also && { regionAlso: state.also }),
    })),
  );
}

/** The area `cowin:pin:560011` of a pincode, undefined when it cannot be an Indian one. */
export function cowinPinArea(pincode: string): Area | undefined {
  if (!PINCODE.test(pincode)) return undefined;
  return { id: pinAreaId(COWIN, pincode), sourceId: COWIN, name: `Pincode ${pincode}`, region: '' };
}

/** What an area id stands for, whether or not it is listed. */
export function placeOf(areaId: AreaId): CowinPlace | undefined {
  if (areaId.startsWith(PIN_PREFIX)) {
    const pincode = areaId.slice(PIN_PREFIX.length);
    return PINCODE.test(pincode) ? { kind: 'pin', pincode } : undefined;
  }
  const districtId = /^cowin:([1-9]\d{0,5})$/.exec(areaId)?.[1];
  return districtId === undefined ? undefined : { kind: 'district', districtId };
}

/** Names are compared as plain words; a district's own name goes before another's second name. */
export function districtFinder(areas: readonly Area[]): DistrictFinder {
  const byName = new Map<string, AreaId | undefined>();
  const key = (region: string, name: string) => `${plainWords(region)}|${plainWords(name)}`;
  const add = (found: string, id: AreaId) => byName.set(found, byName.has(found) ? undefined : id);
  for (const area of areas) add(key(area.region, area.name), area.id);
  const own = new Set(byName.keys());
  for (const area of areas) {
    for (const name of area.also ?? []) {
      const found = key(area.region, name);
      if (!own.has(found)) add(found, area.id);
    }
  }
  // Answers repeat the same few names thousands of times.
  const known = new Map<string, AreaId | undefined>();
  return (state, district) => {
    const raw = `${state}|${district}`;
    if (!known.has(raw)) {
      if (known.size > 5_000) known.clear();
      known.set(raw, byName.get(key(state, district)));
    }
    return known.get(raw);
  };
}
