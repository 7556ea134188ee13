// Areas: what a source is asked for. For CoWIN an area is a district, or one pincode somebody follows.

/** `cowin:294` (a district) or `cowin:pin:560011` (a pincode polled by itself). */
export type AreaId = string;

export interface Area {
  readonly id: AreaId;
  readonly sourceId: string;
  /** `BBMP`; for a pincode area, `Pincode 560011`. */
  readonly name: string;
  /** `Karnataka`; empty where the area belongs to no region we know. */
  readonly region: string;
  /** Other spellings and names people type: `Mysuru` for `Mysore`. */
  readonly also?: readonly string[];
  /** The same for the region: `UP`, `Orissa`. */
  readonly regionAlso?: readonly string[];
}

/** `BBMP, Karnataka` */
export function areaText(area: Pick<Area, 'name' | 'region'>): string {
  return area.region === '' ? area.name : `${area.name}, ${area.region}`;
}

/** `cowin:pin:560011`: the area of a pincode by itself. Only the source knows whether there is such a pincode. */
export function pinAreaId(sourceId: string, pincode: string): AreaId {
  return `${sourceId}:pin:${pincode}`;
}

/** Whether an id is that of a pincode's area. */
export function isPinArea(id: AreaId): boolean {
  return /^[^:]+:pin:/.test(id);
}
