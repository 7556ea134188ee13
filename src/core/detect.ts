// Opening detection: what a new sight of a session's dose means, given what was known of it.
// Pure: the store applies the answer in its transaction.
import { bandOf } from './session.ts';

/** What is kept of one dose of a session. */
export interface SlotState {
  readonly capacity: number;
  /** Whether an opening is under way. */
  readonly open: boolean;
  /** How often it has opened; 0 before the first time. */
  readonly epoch: number;
  /** Highest band reached in the present opening, since the last of those came who wait for more doses. */
  readonly peakBand: number;
}

/**
 * - `opened`: a new epoch begins. - `risen`: still open, in a higher band than `peakBand`, so that
 *   subscriptions with a higher least capacity come in. - `closed`: the opening is over. - `steady`: no news.
 */
export type Change = 'opened' | 'risen' | 'closed' | 'steady';

export interface Detection {
  readonly change: Change;
  readonly next: SlotState;
}

export const UNSEEN: SlotState = { capacity: 0, open: false, epoch: 0, peakBand: 0 };

/** Whole doses `capacity` seen for a dose last known as `state`. */
export function detect(state: SlotState, capacity: number): Detection {
  if (capacity <= 0) {
    const next = { ...state, capacity: 0, open: false };
    return { change: state.open ? 'closed' : 'steady', next };
  }
  const band = bandOf(capacity);
  if (!state.open) {
    return { change: 'opened', next: { capacity, open: true, epoch: state.epoch + 1, peakBand: band } };
  }
  const risen = band > state.peakBand;
  const next = { ...state, capacity, peakBand: Math.max(band, state.peakBand) };
  return { change: risen ? 'risen' : 'steady', next };
}
