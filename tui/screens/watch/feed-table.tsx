// Openings and closings as they are recorded, the newest first.

import { Table } from '../../kit/table.tsx';
import type { ListProps } from './areas-table.tsx';
import { FEED_COLUMNS, FEED_TITLE_SPAN, feedRow } from './feed-rows.ts';
import { clampOffset, listTitle } from './layout.ts';

export function FeedTable({ snapshot, width, height, offset = 0, focused = false }: ListProps) {
  const { feed } = snapshot;
  const first = clampOffset(offset, feed.length, height);
  return (
    <Table
      title={listTitle('Feed', first, height, feed.length)}
      titleSpan={FEED_TITLE_SPAN}
      columns={FEED_COLUMNS}
      rows={feed.slice(first, first + height).map((item, line) => feedRow(item, `${line}`))}
      empty="No slot has opened yet."
      width={width}
      height={height}
      focused={focused}
    />
  );
}
