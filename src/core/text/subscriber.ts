// A subscriber in words, for the operator: how they stand, where they came from, what they are told of. Never their
// secret.
import { minuteText } from '../ist.ts';
import { quietText } from '../quiet.ts';
import type { Subscriber, Subscription } from '../subscription.ts';
import { type AreaNamer, wishText } from './wish.ts';

/** `active, quiet 22:00 to 07:00 IST`, `paused until 9 May 07:00 IST (paused by themselves)`, `gone (unsubscribed)`. */
export function stateText({
  state,
  stateWhy,
  resumesAtMs,
  quiet,
}: Pick<Subscriber, 'state' | 'stateWhy' | 'resumesAtMs' | 'quiet'>): string {
  const until = resumesAtMs === null ? '' : ` until ${minuteText(resumesAtMs)}`;
  const why = stateWhy === '' ? '' : ` (${stateWhy})`;
  return `${state}${until}${why}${quiet === null ? '' : `, quiet ${quietText(quiet)}`}`;
}

/** `operator`; `page, verified`; `import, not verified`: nobody but the operator vouches for an address unasked. */
export function originText({ origin, verifiedAtMs }: Pick<Subscriber, 'origin' | 'verifiedAtMs'>): string {
  if (verifiedAtMs !== null) return `${origin}, verified`;
  return origin === 'operator' ? origin : `${origin}, not verified`;
}

/** `BBMP, Karnataka: dose 1`, `pincode 560011 (paused)` */
export function subscriptionText(subscription: Subscription, areaName: AreaNamer): string {
  const text = wishText(subscription, areaName);
  return subscription.paused ? `${text} (paused)` : text;
}
