// A table of fixed height: a heading line, then exactly as many lines as it was given room for.
import { Box } from 'ink';
import { memo } from 'react';
import { Cells } from './cells.tsx';
import { type Column, fitColumns, gapOf, type TableRow } from './columns.ts';
import { TextCell } from './text-cell.tsx';
import { useLooks } from './tones.tsx';

const TITLE_LOOKS = { bold: true };
const HEADING_LOOKS = { dimColor: true };

export interface TableProps {
  readonly title: string;
  /** How many columns the title may stand over. */
  readonly titleSpan: number;
  readonly columns: readonly Column[];
  /** The lines to show, already cut to `height`. */
  readonly rows: readonly TableRow[];
  /** Said in place of lines when there are none. */
  readonly empty: string;
  readonly width: number;
  readonly height: number;
  /** Its keys work now. */
  readonly focused?: boolean;
}

export function Table({
  title,
  titleSpan,
  columns,
  rows,
  empty,
  width,
  height,
  focused = false,
}: TableProps) {
  const widths = fitColumns(columns, width);
  const gap = gapOf(width);
  return (
    <Box flexDirection="column" width={width} height={height + 1} overflow="hidden">
      <Heading
        title={focused ? `> ${title}` : title}
        titleSpan={titleSpan}
        columns={columns}
        widths={widths}
        gap={gap}
      />
      {rows.length === 0 && <TextCell text={empty} width={width} looks={{ dimColor: true }} />}
      {rows.map((row) => (
        <Line key={row.key} row={row} columns={columns} widths={widths} gap={gap} />
      ))}
    </Box>
  );
}

interface HeadingProps {
  readonly title: string;
  readonly titleSpan: number;
  readonly columns: readonly Column[];
  readonly widths: readonly number[];
  readonly gap: number;
}

function Heading({ title, titleSpan, columns, widths, gap }: HeadingProps) {
  const spanned = widths.slice(0, titleSpan).filter((width) => width > 0);
  const titleWidth = spanned.reduce((sum, width) => sum + width, 0) + gap * (spanned.length - 1);
  return (
    <Cells
      gap={gap}
      cells={[
        { text: title, width: titleWidth, looks: TITLE_LOOKS },
        ...columns.flatMap((column, index) => {
          const width = widths[index] ?? 0;
          if (index < titleSpan || width === 0) return [];
          return [{ text: column.title, width, looks: HEADING_LOOKS, right: column.align === 'right' }];
        }),
      ]}
    />
  );
}

interface LineProps {
  readonly row: TableRow;
  readonly columns: readonly Column[];
  readonly widths: readonly number[];
  readonly gap: number;
}

/** Drawn again only where something of it is other than before: of a long list mostly two lines are. */
const Line = memo(LineOf, sameLine);

function sameLine(one: LineProps, other: LineProps): boolean {
  return (
    one.gap === other.gap &&
    one.widths.length === other.widths.length &&
    one.widths.every((width, at) => width === other.widths[at]) &&
    one.columns.every(({ align }, at) => align === other.columns[at]?.align) &&
    one.row.cells.length === other.row.cells.length &&
    one.row.cells.every(
      ({ text, tone }, at) => text === other.row.cells[at]?.text && tone === other.row.cells[at]?.tone,
    )
  );
}

function LineOf({ row, columns, widths, gap }: LineProps) {
  const looks = useLooks();
  return (
    <Cells
      gap={gap}
      cells={columns.flatMap(({ align }, index) => {
        const width = widths[index] ?? 0;
        const cell = row.cells[index];
        if (width === 0 || cell === undefined) return [];
        return [{ text: cell.text, width, looks: looks(cell.tone), right: align === 'right' }];
      })}
    />
  );
}
