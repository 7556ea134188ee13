// What the store must know of places and cannot know by itself: which area is polled for a pincode, how an area is
// called in a message, where one books. Built from the source that `main` passes in.
import { type AreaId, areaText, pinAreaId } from '../core/area.ts';
import type { Source } from '../core/source.ts';

export type SourceFacts = Pick<Source, 'id' | 'name' | 'bookingUrl' | 'area'>;

export interface Places {
  readonly sourceId: string;
  readonly sourceName: string;
  readonly bookingUrl: string;
  /** `BBMP, Karnataka`; the id itself for an area no longer known. */
  areaText(areaId: AreaId): string;
  /** The area polled for a pincode by itself. */
  pinAreaId(pincode: string): AreaId;
  /** The pincode of such an area; null for any other. */
  pincodeOf(areaId: AreaId): string | null;
}

/** Asks the source anew each time; of areas it does not know, nothing is lost but the name. */
export function placesOf(source: SourceFacts): Places {
  const pinPrefix = pinAreaId(source.id, '');
  return {
    sourceId: source.id,
    sourceName: source.name,
    bookingUrl: source.bookingUrl,
    areaText(areaId) {
      const area = source.area(areaId);
      return area === undefined ? areaId : areaText(area);
    },
    pinAreaId: (pincode) => pinAreaId(source.id, pincode),
    pincodeOf: (areaId) => (areaId.startsWith(pinPrefix) ? areaId.slice(pinPrefix.length) : null),
  };
}

/** Key under which subscriptions to every area stand. */
export const EVERYWHERE = '*';

const PIN_WATCH = 'pin:';

/** Key under which subscriptions to a pincode alone stand. */
export function pinWatch(pincode: string): string {
  return PIN_WATCH + pincode;
}

/** The pincode of such a key; null for any other. */
export function pincodeOfWatch(watch: string): string | null {
  return watch.startsWith(PIN_WATCH) ? watch.slice(PIN_WATCH.length) : null;
}
