// The areas a person should look at first: what has grown old, what is open, what fails. The screen "Areas" has them all.
import { useMemo } from 'react';
import { areasByInterest } from '../../../src/core/area-order.ts';
import type { EngineSnapshot } from '../../../src/core/snapshot.ts';
import { listTitle } from '../../kit/list.ts';
import { Table } from '../../kit/table.tsx';
import { areasColumns, areasRow } from '../areas/rows.ts';

export interface AreasTableProps {
  readonly snapshot: EngineSnapshot;
  readonly width: number;
  /** Lines of areas. */
  readonly height: number;
}

export function AreasTable({ snapshot, width, height }: AreasTableProps) {
  const { areas, atMs } = snapshot;
  const ordered = useMemo(() => areasByInterest(areas, atMs), [areas, atMs]);
  // No cursor comes here, so its column is left out.
  return (
    <Table
      title={listTitle('Areas', 0, height, ordered.length)}
      titleSpan={1}
      columns={areasColumns(width, 'interest').slice(1)}
      rows={ordered.slice(0, height).map((area) => {
        const { key, cells } = areasRow(area, false, atMs, width);
        return { key, cells: cells.slice(1) };
      })}
      empty="No area is polled: nobody subscribes."
      width={width}
      height={height}
    />
  );
}
