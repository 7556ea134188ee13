// An opening as it is looked back at: in a feed, and for the question why somebody got no alert.
import type { AlertSlot } from './alert.ts';

export interface PastOpening extends AlertSlot {
  /** The most doses there were at once. */
  readonly peakCapacity: number;
}
