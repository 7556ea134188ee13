// The channels and their queues as lines of a table, and as one line where there is no room. Pure.
import type { ChannelState } from '../../../src/core/snapshot.ts';
import { channelText } from '../../../src/core/subscription.ts';
import type { Column, TableRow, Tone } from '../../kit/columns.ts';
import { countText, latencyText } from '../../kit/figures.ts';
import { plain } from '../../kit/plain.ts';

const TONES: Readonly<Record<ChannelState['state'], Tone>> = {
  on: 'good',
  off: 'quiet',
  waiting: 'warn',
  paused: 'warn',
  stopped: 'bad',
};

/** Columns of a window from which on what is on its way, and what expired, stand by themselves. */
const FOR_SENDING = 110;
const FOR_EXPIRED = 72;

export const CHANNEL_COLUMNS: readonly Column[] = [
  { title: 'Channel', width: 8 },
  { title: 'State', width: 7 },
  { title: 'Queue', width: 6, align: 'right' },
  { title: 'Sending', width: 7, from: FOR_SENDING, align: 'right' },
  { title: 'Sent', width: 7, align: 'right' },
  { title: 'Gone', width: 5, from: 72, align: 'right' },
  { title: 'Failed', width: 6, align: 'right' },
  { title: 'Expired', width: 7, from: FOR_EXPIRED, align: 'right' },
  { title: 'p50', width: 6, from: 94, align: 'right' },
  { title: 'p99', width: 6, align: 'right' },
  { title: '', width: 2, share: 1 },
];

/** Channels that are set up; the others are named by `offText`. */
export function shownChannels(channels: readonly ChannelState[]): readonly ChannelState[] {
  return channels.filter((channel) => channel.state !== 'off');
}

/** `off: webhook, X`; empty when none is. */
export function offText(channels: readonly ChannelState[]): string {
  const off = channels.filter((channel) => channel.state === 'off').map(({ name }) => channelText(name));
  return off.length === 0 ? '' : `off: ${off.join(', ')}`;
}

/** Failed: refused as wrong, or with an end nobody knows; with no column of their own, expired ones too. */
export function channelRow(channel: ChannelState, width: number): TableRow {
  const failed = channel.rejected + channel.unknown + (width >= FOR_EXPIRED ? 0 : channel.expired);
  const queue = channel.pending + (width >= FOR_SENDING ? 0 : channel.sending);
  return {
    key: channel.name,
    cells: [
      { text: channelText(channel.name) },
      { text: channel.state, tone: TONES[channel.state] },
      { text: countText(queue) },
      { text: countText(channel.sending) },
      { text: countText(channel.sent) },
      { text: countText(channel.gone) },
      failed > 0 ? { text: countText(failed), tone: 'bad' } : { text: '0' },
      { text: countText(channel.expired) },
      { text: latencyText(channel.latencyP50Ms) },
      { text: latencyText(channel.latencyP99Ms) },
      { text: plain(channel.detail), tone: channel.state === 'on' ? 'quiet' : TONES[channel.state] },
    ],
  };
}

/** `telegram waiting 437 queued · email on 5 queued` */
export function channelsLine(channels: readonly ChannelState[]): string {
  const shown = shownChannels(channels);
  if (shown.length === 0) return 'none is set up, so nobody can be told';
  return shown
    .map(
      ({ name, state, pending, sending }) =>
        `${channelText(name)} ${state}, ${countText(pending + sending)} queued`,
    )
    .join(' · ');
}
