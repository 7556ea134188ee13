// Which channel `c` pauses or resumes, and what that means. Pure.
import type { ChannelState } from '../../../src/core/snapshot.ts';
import { type ChannelName, channelText } from '../../../src/core/subscription.ts';

export type ChannelAct = 'pause' | 'resume';

/** Channels that are set up, as they are chosen from: `telegram: pause`, `email: resume`. */
export function channelChoices(channels: readonly ChannelState[]): readonly string[] {
  return channels
    .filter(({ state }) => state !== 'off')
    .map(({ name, state }) => `${channelText(name)}: ${state === 'paused' ? 'resume' : 'pause'}`);
}

/** The channel behind a choice, and what is to be done with it. */
export function chosenChannel(
  channels: readonly ChannelState[],
  choice: string,
): { readonly channel: ChannelState; readonly act: ChannelAct } | undefined {
  const [name, act] = choice.split(': ');
  const channel = channels.find((one) => channelText(one.name) === name);
  return channel && { channel, act: act === 'resume' ? 'resume' : 'pause' };
}

/** Before it is paused; resuming is not asked about. */
export function pauseQuestion({ name, pending, sending }: ChannelState): string {
  const waits = pending + sending;
  const now = waits === 0 ? '' : ` ${waits} ${waits === 1 ? 'waits' : 'wait'} now.`;
  return `Pause ${channelText(name)}? What is owed on it waits, and ends as too late when that can help nobody any more.${now}`;
}

/** Said once it is paused, wherever that was asked for. */
export function channelHolds(name: ChannelName): string {
  return `${channelText(name)} is paused: what is owed waits.`;
}

/** Said once it is resumed. */
export function channelGoesOn(name: ChannelName): string {
  return `${channelText(name)} sends again.`;
}
