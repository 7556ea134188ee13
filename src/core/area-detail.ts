// One area looked at closely: what is open there now, what opened lately, and at which hours slots tend to open.
import type { AreaId } from './area.ts';
import type { PastOpening } from './past-opening.ts';

export interface AreaDetail {
  readonly areaId: AreaId;
  /** Open now, the newest first, at most 200. */
  readonly open: readonly PastOpening[];
  /** Opened and gone, the newest first, at most 50. */
  readonly gone: readonly PastOpening[];
  /** Openings by hour of the day in India (24 counts), over `overDays` days that are kept. */
  readonly byHour: readonly number[];
  readonly overDays: number;
}
