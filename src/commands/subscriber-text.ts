// One subscriber in words, for the operator: how they stand, where they came from, what they are told of. Never their
// secret.
import { areaText } from '../core/area.ts';
import { minuteText, timeText } from '../core/ist.ts';
import { quietText } from '../core/quiet.ts';
import type { Source } from '../core/source.ts';
import {
  channelText,
  type Subscriber,
  type SubscriberWithSubscriptions,
  type Subscription,
} from '../core/subscription.ts';
import { wishText } from '../core/text/wish.ts';

/** The columns of the list. FAILED: sends in a row that did not arrive. */
export const LIST_HEADING = [
  'ID',
  'CHANNEL',
  'ADDRESS',
  'STATE',
  'LAST ALERT',
  'FAILED',
  'FROM',
  'SUBSCRIPTIONS',
] as const;

/** One row of the list. */
export function listRow(subscriber: SubscriberWithSubscriptions, source: Source): readonly string[] {
  const { lastAlertAtMs } = subscriber;
  return [
    String(subscriber.id),
    channelText(subscriber.channel),
    subscriber.address,
    stateText(subscriber),
    lastAlertAtMs === null ? 'never' : timeText(lastAlertAtMs, true),
    String(subscriber.failures),
    originText(subscriber),
    subscriber.subscriptions.map((subscription) => subscriptionText(subscription, source)).join('; '),
  ];
}

/** A subscriber and what they are told of, on lines of their own. */
export function subscriberText(subscriber: SubscriberWithSubscriptions, source: Source): string {
  const { id, channel, address, state } = subscriber;
  const lines = subscriber.subscriptions.map(
    (subscription) => `    ${subscriptionText(subscription, source)}`,
  );
  return [`  ${id}  ${channelText(channel)} ${address} (${state})`, ...lines].join('\n');
}

/** `active, quiet 22:00 to 07:00 IST`, `paused until 9 May 07:00 IST (paused by themselves)`, `gone (unsubscribed)`. */
export function stateText({ state, stateWhy, resumesAtMs, quiet }: Subscriber): string {
  const until = resumesAtMs === null ? '' : ` until ${minuteText(resumesAtMs)}`;
  const why = stateWhy === '' ? '' : ` (${stateWhy})`;
  return `${state}${until}${why}${quiet === null ? '' : `, quiet ${quietText(quiet)}`}`;
}

/** `operator`; `page, verified`; `import, not verified`: nobody but the operator vouches for an address unasked. */
export function originText({ origin, verifiedAtMs }: Subscriber): string {
  if (verifiedAtMs !== null) return `${origin}, verified`;
  return origin === 'operator' ? origin : `${origin}, not verified`;
}

function subscriptionText(subscription: Subscription, source: Source): string {
  const text = wishText(subscription, (id) => {
    const area = source.area(id);
    return area === undefined ? id : areaText(area);
  });
  return subscription.paused ? `${text} (paused)` : text;
}
