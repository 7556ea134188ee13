// Tables as values: columns, cells, and how columns share a width. Pure; `table.tsx` draws them.

/** How a text is meant; colour comes from it, but the words say the same without colour. */
export type Tone = 'good' | 'warn' | 'bad' | 'quiet';

export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

export interface Column {
  readonly title: string;
  /** Width in terminal columns; with `share`, the least. */
  readonly width: number;
  /** Takes this share of what is left over. */
  readonly share?: number;
  /** Shown only in tables at least this wide. */
  readonly from?: number;
  readonly align?: 'right';
}

/** One line of a table: a cell for every column, shown or not. */
export interface TableRow {
  readonly key: string;
  readonly cells: readonly Cell[];
}

/** Tables at least this wide have two blanks between columns, others one. */
const ROOMY_WIDTH = 100;

export function gapOf(tableWidth: number): number {
  return tableWidth >= ROOMY_WIDTH ? 2 : 1;
}

/** Widths for a table of `available` columns, in the order of `columns`; 0 where a column is left out. */
export function fitColumns(columns: readonly Column[], available: number): number[] {
  const shown = columns.map((column) => available >= (column.from ?? 0));
  const present = columns.filter((_, index) => shown[index]);
  const taken =
    present.reduce((sum, column) => sum + column.width, 0) + gapOf(available) * (present.length - 1);
  const shares = present.reduce((sum, column) => sum + (column.share ?? 0), 0);
  let over = Math.max(0, available - taken);
  let sharesLeft = shares;
  return columns.map((column, index) => {
    if (!shown[index]) return 0;
    if (column.share === undefined || sharesLeft === 0) return column.width;
    const extra = Math.floor((over * column.share) / sharesLeft);
    over -= extra;
    sharesLeft -= column.share;
    return column.width + extra;
  });
}
