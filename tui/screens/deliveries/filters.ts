// What the list of deliveries is narrowed to. Pure.
import type { DeliveryQuery } from '../../../src/core/records.ts';
import { DELIVERY_STATES, type DeliveryState } from '../../../src/core/snapshot.ts';
import { CHANNEL_NAMES, type ChannelName, channelText } from '../../../src/core/subscription.ts';
import type { Field } from '../../kit/field.ts';

export interface Narrowed {
  readonly state: DeliveryState | null;
  readonly channel: ChannelName | null;
  readonly subscriberId: number | null;
}

export const EVERY_DELIVERY: Narrowed = { state: null, channel: null, subscriberId: null };
const ANY = 'any';

/** As the engine is asked. */
export function queryOf({
  state,
  channel,
  subscriberId,
}: Narrowed): Omit<DeliveryQuery, 'beforeId' | 'afterId' | 'limit'> {
  return {
    ...(state && { state }),
    ...(channel && { channel }),
    ...(subscriberId !== null && { subscriberId }),
  };
}

/** `pending, telegram, subscriber 7`; empty when it is all. */
export function narrowedText({ state, channel, subscriberId }: Narrowed): string {
  return [
    ...(state === null ? [] : [state]),
    ...(channel === null ? [] : [channelText(channel)]),
    ...(subscriberId === null ? [] : [`subscriber ${subscriberId}`]),
  ].join(', ');
}

/** The fields of `f`. */
export function filterFields({ state, channel, subscriberId }: Narrowed): readonly Field[] {
  return [
    { name: 'state', label: 'State', value: state ?? ANY, choices: [ANY, ...DELIVERY_STATES] },
    {
      name: 'channel',
      label: 'Channel',
      value: channel === null ? ANY : channelText(channel),
      choices: [ANY, ...CHANNEL_NAMES.map(channelText)],
    },
    {
      name: 'subscriber',
      label: 'Subscriber',
      value: subscriberId === null ? '' : String(subscriberId),
      hint: 'their number; blank: everybody',
    },
  ];
}

/** What `f` was filled in with, or what is wrong with it, by field. */
export function readFilters(
  values: Readonly<Record<string, string>>,
):
  | { readonly ok: true; readonly narrowed: Narrowed }
  | { readonly ok: false; readonly problems: Readonly<Record<string, string>> } {
  const subscriber = values.subscriber?.trim() ?? '';
  if (!/^\d{0,15}$/.test(subscriber))
    return {
      ok: false,
      problems: { subscriber: 'Give the number of a subscriber, as in the list of subscribers.' },
    };
  const narrowed: Narrowed = {
    state: DELIVERY_STATES.find((state) => state === values.state) ?? null,
    channel: CHANNEL_NAMES.find((name) => channelText(name) === values.channel) ?? null,
    subscriberId: subscriber === '' ? null : Number(subscriber),
  };
  return { ok: true, narrowed };
}
