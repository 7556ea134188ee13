// A wish in words, as people meet it everywhere: in a list, on the page, in the mail with a code. Plain text; each
// medium encodes it. It never adds markup and knows no source: the name of an area is asked of whoever calls.
import type { AreaId } from '../area.ts';
import type { Filters, Place } from '../subscription.ts';
import { line } from './parts.ts';

/** `BBMP, Karnataka`, or the id itself for an area no longer known. */
export type AreaNamer = (areaId: AreaId) => string;

/** `BBMP, Karnataka`, `pincode 560011`, `BBMP, Karnataka, pincode 560011`; `every polled area` without any place. */
export function placeText({ areaId, pincode }: Place, areaName: AreaNamer): string {
  const parts = [
    ...(areaId === null ? [] : [line(areaName(areaId), 120)]),
    ...(pincode === null ? [] : [`pincode ${pincode}`]),
  ];
  return parts.length === 0 ? 'every polled area' : parts.join(', ');
}

/** What a wish asks for beside its place, one entry each: `dose 1`, `age 45`, `COVAXIN`, `free`, `at least 5 doses`. */
export function filterTexts(filters: Filters): readonly string[] {
  return [
    ...(filters.dose === null ? [] : [`dose ${filters.dose}`]),
    ...(filters.ageYears === null ? [] : [`age ${filters.ageYears}`]),
    ...(filters.vaccine === null ? [] : [line(filters.vaccine, 60)]),
    ...(filters.fee === null ? [] : [filters.fee]),
    ...(filters.minCapacity > 1 ? [`at least ${filters.minCapacity} doses`] : []),
  ];
}

/** `BBMP, Karnataka: dose 1, age 45`; the place alone when nothing else is asked for. */
export function wishText(wish: Place & Filters, areaName: AreaNamer): string {
  const place = placeText(wish, areaName);
  const filters = filterTexts(wish);
  return filters.length === 0 ? place : `${place}: ${filters.join(', ')}`;
}
