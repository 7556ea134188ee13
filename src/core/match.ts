// Who wants an opening. The one statement of that promise: the store asks it for every fan-out and every new subscriber.
import type { Dose, Session } from './session.ts';
import type { Filters, Place } from './subscription.ts';

/** One bookable dose of a session. */
export interface Offer {
  readonly session: Pick<
    Session,
    'areaId' | 'centre' | 'vaccine' | 'ageMinYears' | 'ageMaxYears' | 'feeType'
  >;
  readonly dose: Dose;
  readonly capacity: number;
}

/** Why a subscription does not want an offer; undefined when it does. */
export type Mismatch = 'place' | 'dose' | 'age' | 'vaccine' | 'fee' | 'capacity';

/** The first reason against an offer, in the order place, dose, age, vaccine, fee, capacity; undefined: it is wanted. */
export function mismatch(wish: Filters & Place, offer: Offer): Mismatch | undefined {
  const { session } = offer;
  if (wish.areaId !== null && wish.areaId !== session.areaId) return 'place';
  if (wish.pincode !== null && wish.pincode !== session.centre.pincode) return 'place';
  if (wish.dose !== null && offer.dose !== 'any' && wish.dose !== offer.dose) return 'dose';
  if (wish.ageYears !== null && !admits(session, wish.ageYears)) return 'age';
  if (wish.vaccine !== null && wish.vaccine !== session.vaccine) return 'vaccine';
  // A fee nobody told us is no reason to leave a person out.
  if (wish.fee !== null && session.feeType !== 'unknown' && wish.fee !== session.feeType) return 'fee';
  if (offer.capacity < wish.minCapacity) return 'capacity';
  return undefined;
}

function admits(session: Offer['session'], ageYears: number): boolean {
  return ageYears >= session.ageMinYears && (session.ageMaxYears === null || ageYears <= session.ageMaxYears);
}
