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

/** What a list can be narrowed to in a word. */
export const WORDS: readonly string[] = [
  ...DELIVERY_STATES,
  ...CHANNEL_NAMES.map((name) => channelText(name).toLowerCase()),
];

/** By one word: a state, a channel, the number of a subscriber; undefined: it is none of them. */
export function narrowedBy(text: string): Narrowed | undefined {
  const word = text.trim().toLowerCase();
  if (/^\d{1,15}$/.test(word)) return { ...EVERY_DELIVERY, subscriberId: Number(word) };
  const state = DELIVERY_STATES.find((one) => one === word);
  if (state !== undefined) return { ...EVERY_DELIVERY, state };
  const channel = CHANNEL_NAMES.find((name) => channelText(name).toLowerCase() === word);
  return channel === undefined ? undefined : { ...EVERY_DELIVERY, channel };
}

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
