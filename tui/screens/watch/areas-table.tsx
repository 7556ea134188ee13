// The areas that are polled, the most interesting first.
import { useMemo } from 'react';
import { areasByInterest } from '../../../src/core/area-order.ts';
import type { EngineSnapshot } from '../../../src/core/snapshot.ts';
import { Table } from '../../kit/table.tsx';
import { AREA_TITLE_SPAN, areaColumns, areaRow } from './area-rows.ts';
import { clampOffset, listTitle } from './layout.ts';

export interface ListProps {
  readonly snapshot: EngineSnapshot;
  readonly width: number;
  readonly height: number;
  /** First line wanted; kept within the list. */
  readonly offset?: number;
  readonly focused?: boolean;
}

export function AreasTable({ snapshot, width, height, offset = 0, focused = false }: ListProps) {
  const { areas, atMs } = snapshot;
  const ordered = useMemo(() => areasByInterest(areas, atMs), [areas, atMs]);
  const first = clampOffset(offset, ordered.length, height);
  return (
    <Table
      title={listTitle('Areas', first, height, ordered.length)}
      titleSpan={AREA_TITLE_SPAN}
      columns={areaColumns(width)}
      rows={ordered.slice(first, first + height).map((area) => areaRow(area, atMs, width))}
      empty="No area is polled: nobody subscribes."
      width={width}
      height={height}
      focused={focused}
    />
  );
}
