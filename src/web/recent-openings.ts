// How far the page of a place and its feed look back, and how much they hold.
import { type AreaId, pinAreaId } from '../core/area.ts';
import { DAY_MS } from '../core/ist.ts';
import type { PastOpening } from '../core/past-opening.ts';
import type { Place } from '../core/subscription.ts';
import type { Site } from './site.ts';

const LOOK_BACK_MS = 7 * DAY_MS;
const MAX_OPENINGS = 50;

/** What opened in an area of late, the newest first. */
export function recentOpenings(site: Site, areaId: AreaId): readonly PastOpening[] {
  return site.openings({
    place: placeOf(site, areaId),
    sinceMs: site.clock.wallMs() - LOOK_BACK_MS,
    limit: MAX_OPENINGS,
  });
}

/** Openings of a pincode are known from its district too. */
function placeOf({ source }: Site, areaId: AreaId): Place {
  const pinPrefix = pinAreaId(source.id, '');
  if (!areaId.startsWith(pinPrefix)) return { areaId, pincode: null };
  return { areaId: null, pincode: areaId.slice(pinPrefix.length) };
}
