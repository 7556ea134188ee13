// The polled areas in a table, with the line that says how they are sorted and what is left out. Only the lines that are
// shown are made.
import { Box } from 'ink';
import type { AreaState } from '../../../src/core/snapshot.ts';
import { type ListPlace, listTitle } from '../../kit/list.ts';
import { plain } from '../../kit/plain.ts';
import { Table } from '../../kit/table.tsx';
import { TextCell } from '../../kit/text-cell.tsx';
import { AREAS_TITLE_SPAN, areasColumns, areasRow } from './rows.ts';
import { type AreaSort, sortText } from './sorting.ts';

export interface AreasListProps {
  /** In the order they are shown in. */
  readonly areas: readonly AreaState[];
  /** Of all that are polled, filtered or not. */
  readonly count: number;
  readonly place: ListPlace;
  readonly sort: AreaSort;
  readonly filter: string;
  /** The moment of the snapshot. */
  readonly atMs: number;
  readonly width: number;
  /** Lines of areas. */
  readonly rows: number;
}

export function AreasList({ areas, count, place, sort, filter, atMs, width, rows }: AreasListProps) {
  const { offset, cursor } = place;
  return (
    <Table
      title={listTitle('Areas', offset, rows, areas.length)}
      titleSpan={AREAS_TITLE_SPAN}
      columns={areasColumns(width, sort)}
      rows={areas
        .slice(offset, offset + rows)
        .map((area, line) => areasRow(area, offset + line === cursor, atMs, width))}
      empty={
        count === 0 ? 'No area is polled: nobody subscribes.' : `No area has “${plain(filter)}” in its name.`
      }
      width={width}
      height={rows}
    />
  );
}

/** `756 areas, oldest answer first · “ban” leaves 12` */
export function AreasSummary({
  areas,
  count,
  sort,
  filter,
  width,
}: Omit<AreasListProps, 'place' | 'atMs' | 'rows'>) {
  const sorted = `${count} ${count === 1 ? 'area' : 'areas'}, ${sortText(sort)}`;
  const left = filter === '' ? '' : ` · “${plain(filter)}” leaves ${areas.length}`;
  return (
    <Box height={1}>
      <TextCell text={`${sorted}${left}`} width={width} looks={{ dimColor: true }} />
    </Box>
  );
}
