// One subscriber in words, for the operator: how they stand, where they came from, what they are told of. Never their
// secret.
import { areaText } from '../core/area.ts';
import { timeText } from '../core/ist.ts';
import type { Source } from '../core/source.ts';
import { channelText, type SubscriberWithSubscriptions, type Subscription } from '../core/subscription.ts';
import { originText, stateText, subscriptionText } from '../core/text/subscriber.ts';

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
    subscriber.subscriptions.map((subscription) => subscriptionIn(subscription, source)).join('; '),
  ];
}

/** A subscriber and what they are told of, on lines of their own. */
export function subscriberText(subscriber: SubscriberWithSubscriptions, source: Source): string {
  const { id, channel, address, state } = subscriber;
  const lines = subscriber.subscriptions.map((subscription) => `    ${subscriptionIn(subscription, source)}`);
  return [`  ${id}  ${channelText(channel)} ${address} (${state})`, ...lines].join('\n');
}

function subscriptionIn(subscription: Subscription, source: Source): string {
  return subscriptionText(subscription, (id) => {
    const area = source.area(id);
    return area === undefined ? id : areaText(area);
  });
}
