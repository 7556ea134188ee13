// Openings and closings as they are recorded, the newest first.
import type { FeedItem } from '../../../src/core/snapshot.ts';
import { listTitle } from '../../kit/list.ts';
import { Table } from '../../kit/table.tsx';
import { FEED_COLUMNS, FEED_TITLE_SPAN, feedRow } from './feed-rows.ts';

export interface FeedTableProps {
  readonly feed: readonly FeedItem[];
  readonly width: number;
  /** Lines of the feed. */
  readonly height: number;
  /** First line shown. */
  readonly offset: number;
}

export function FeedTable({ feed, width, height, offset }: FeedTableProps) {
  return (
    <Table
      title={listTitle('Feed', offset, height, feed.length)}
      titleSpan={FEED_TITLE_SPAN}
      columns={FEED_COLUMNS}
      rows={feed.slice(offset, offset + height).map((item, line) => feedRow(item, `${line}`))}
      empty="No slot has opened yet."
      width={width}
      height={height}
    />
  );
}
