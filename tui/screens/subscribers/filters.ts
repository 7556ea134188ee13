// What the list of subscribers is narrowed to. Pure.
import type { SubscriberSearch } from '../../../src/core/records.ts';
import {
  CHANNEL_NAMES,
  type ChannelName,
  channelText,
  type SubscriberState,
} from '../../../src/core/subscription.ts';
import type { Field } from '../../kit/field.ts';

export interface Narrowed {
  /** Part of an address; empty: any. */
  readonly text: string;
  readonly state: SubscriberState | null;
  readonly channel: ChannelName | null;
}

export const EVERYBODY: Narrowed = { text: '', state: null, channel: null };
const STATES: readonly SubscriberState[] = ['active', 'paused', 'gone'];
const ANY = 'any';
/** Longest text that is looked for (UTF-16 units): no address is longer. */
const TEXT_CAP = 2_048;

/** As the engine is asked. */
export function searchOf({ text, state, channel }: Narrowed): Omit<SubscriberSearch, 'offset' | 'limit'> {
  const search = text.trim().slice(0, TEXT_CAP);
  return { ...(search !== '' && { search }), ...(state && { state }), ...(channel && { channel }) };
}

/** `paused, telegram, with “@example”`; empty when it is everybody. */
export function narrowedText({ text, state, channel }: Narrowed): string {
  return [
    ...(state === null ? [] : [state]),
    ...(channel === null ? [] : [channelText(channel)]),
    ...(text.trim() === '' ? [] : [`with “${text.trim()}”`]),
  ].join(', ');
}

/** The fields of `f`. */
export function filterFields({ state, channel }: Narrowed): readonly Field[] {
  return [
    { name: 'state', label: 'State', value: state ?? ANY, choices: [ANY, ...STATES] },
    { name: 'channel', label: 'Channel', value: channelName(channel), choices: CHANNEL_CHOICES },
  ];
}

export const CHANNEL_CHOICES: readonly string[] = [ANY, ...CHANNEL_NAMES.map(channelText)];

export function channelName(channel: ChannelName | null): string {
  return channel === null ? ANY : channelText(channel);
}

/** What was chosen among `CHANNEL_CHOICES`. */
export function chosenChannel(text: string | undefined): ChannelName | null {
  return CHANNEL_NAMES.find((name) => channelText(name) === text) ?? null;
}

/** What `f` was filled in with; the text that is looked for stays. */
export function narrowedBy(now: Narrowed, values: Readonly<Record<string, string>>): Narrowed {
  return {
    ...now,
    state: STATES.find((state) => state === values.state) ?? null,
    channel: chosenChannel(values.channel),
  };
}
