// The channels that are set up, their queues and how fast they are; one line where there is no room for more.
import type { ChannelState } from '../../../src/core/snapshot.ts';
import { StatusLine } from '../../kit/status-line.tsx';
import { Table } from '../../kit/table.tsx';
import { CHANNEL_COLUMNS, channelRow, channelsLine, offText, shownChannels } from './channel-rows.ts';

export interface ChannelsTableProps {
  readonly channels: readonly ChannelState[];
  readonly width: number;
  /** Lines below the heading; 0: one line in all. */
  readonly height: number;
}

export function ChannelsTable({ channels, width, height }: ChannelsTableProps) {
  if (height === 0)
    return <StatusLine line={{ label: 'Channels', state: '', text: channelsLine(channels) }} width={width} />;
  const shown = shownChannels(channels);
  const off = shown.length === 0 ? '' : offText(channels);
  const columns = CHANNEL_COLUMNS.with(-1, { title: off, width: 2, share: 1 });
  return (
    <Table
      title="Channel"
      titleSpan={1}
      columns={columns}
      rows={shown.map((channel) => channelRow(channel, width))}
      empty="No channel is set up, so nobody can be told."
      width={width}
      height={height}
    />
  );
}
