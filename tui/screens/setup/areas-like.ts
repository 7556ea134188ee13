// Completion of districts: what a typed text may mean, as areas are written. Pure.
import { areaText } from '../../../src/core/area.ts';
import { searchAreas } from '../../../src/core/area-search.ts';
import type { Places } from '../../../src/core/wish.ts';

const SUGGESTED = 8;

/** Best first. */
export function areasLike(source: Pick<Places, 'areas'>, text: string): readonly string[] {
  return searchAreas(source.areas, text, SUGGESTED).map(areaText);
}
