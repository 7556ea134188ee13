// Which place a person means by what they typed, and how places are called. It never guesses between two.
import { type Area, areaText, pinAreaId } from '../../src/core/area.ts';
import { findArea, findRegions } from '../../src/core/area-search.ts';
import type { Source } from '../../src/core/source.ts';
import type { Place } from '../../src/core/subscription.ts';
import { line } from '../../src/core/text/parts.ts';
import { placeText } from '../../src/core/text/wish.ts';
import type { ChosenPlace } from './press.ts';

export type Places = Pick<Source, 'id' | 'name' | 'bookingUrl' | 'areas' | 'area'>;

export type Finding =
  | { readonly kind: 'found'; readonly place: ChosenPlace }
  /** Whole states: at least one. */
  | { readonly kind: 'states'; readonly regions: readonly string[] }
  | { readonly kind: 'several'; readonly areas: readonly Area[] }
  /** `nearest` may be empty. */
  | { readonly kind: 'unknown'; readonly nearest: readonly Area[] };

/** Longer texts are no name of a place; a search costs time for each letter. */
const NAME_MAX_CHARS = 80;

export function findPlace(places: Places, text: string): Finding {
  const name = text.trim();
  if (name === '' || name.length > NAME_MAX_CHARS) return { kind: 'unknown', nearest: [] };
  const digits = name.replace(/[\s-]/g, '');
  if (/^\d{6}$/.test(digits) && places.area(pinAreaId(places.id, digits)) !== undefined) {
    return { kind: 'found', place: { pincode: digits } };
  }
  const finding = findArea(places.areas, name);
  if (finding.kind === 'found') return { kind: 'found', place: { areaId: finding.area.id } };
  const regions = findRegions(places.areas, name);
  if (regions.length > 0) return { kind: 'states', regions };
  if (finding.kind === 'ambiguous') return { kind: 'several', areas: finding.areas };
  return { kind: 'unknown', nearest: finding.nearest };
}

/** Undefined for a place the source does not know (any more). */
export function areaOfPlace(places: Places, place: ChosenPlace): Area | undefined {
  return places.area('pincode' in place ? pinAreaId(places.id, place.pincode) : place.areaId);
}

export function asPlace(place: ChosenPlace): Place {
  return 'pincode' in place
    ? { areaId: null, pincode: place.pincode }
    : { areaId: place.areaId, pincode: null };
}

/** Null for a place that is both an area and a pincode, or neither. */
export function asChosen({ areaId, pincode }: Place): ChosenPlace | null {
  if (areaId !== null) return pincode === null ? { areaId } : null;
  return pincode === null ? null : { pincode };
}

/** `BBMP, Karnataka`, `Pincode 560011` */
export function placeName(places: Places, place: Place): string {
  const text = placeText(place, (id) => {
    const area = places.area(id);
    return area === undefined ? id : areaText(area);
  });
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `BBMP`, `560011`: for buttons. */
export function shortName(places: Places, place: Place): string {
  if (place.pincode !== null) return place.pincode;
  if (place.areaId === null) return placeName(places, place);
  return line(places.area(place.areaId)?.name ?? place.areaId, 40);
}

/** The area that is polled for a place; undefined for one that stands for all. */
export function polledArea(places: Places, { areaId, pincode }: Place): Area | undefined {
  if (areaId !== null) return places.area(areaId);
  return pincode === null ? undefined : places.area(pinAreaId(places.id, pincode));
}

/** The regions with one of their areas each, by name. */
export function regionsOf(places: Places): readonly { readonly name: string; readonly areaId: string }[] {
  const first = new Map<string, string>();
  for (const { region, id } of places.areas) if (region !== '' && !first.has(region)) first.set(region, id);
  return [...first]
    .map(([name, areaId]) => ({ name, areaId }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** The areas of a region, by name. */
export function areasOf(places: Places, region: string): readonly Area[] {
  return places.areas
    .filter((area) => area.region === region)
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
