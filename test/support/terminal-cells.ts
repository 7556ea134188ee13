// The cells of an emulated screen: what stands in each, how wide it is, and how it looks. Only reads.
import type xterm from '@xterm/headless';

/** How a cell looks. Colours are the terminal's own sixteen (0–15); null: its default. */
export interface CellLooks {
  readonly colour: number | null;
  readonly background: number | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
  readonly underline: boolean;
}

/** A cell that holds something; the second half of a wide letter holds nothing and is left out. */
export interface Cell extends CellLooks {
  readonly column: number;
  /** A letter with its marks; a blank when empty. */
  readonly chars: string;
  readonly width: number;
}

/** The cells of one line on screen, from the left. @param row from 0, the first line of the window */
export function cellsOf(emulator: xterm.Terminal, row: number): readonly Cell[] {
  const buffer = emulator.buffer.active;
  const line = buffer.getLine(buffer.baseY + row);
  return Array.from({ length: emulator.cols }, (_, column) => ({
    column,
    cell: line?.getCell(column),
  })).flatMap(({ column, cell }) =>
    cell === undefined || cell.getWidth() === 0
      ? []
      : [{ column, chars: cell.getChars() || ' ', width: cell.getWidth(), ...looksOf(cell) }],
  );
}

/** Columns are not letters: where `text` begins and ends among the cells. Undefined when it is not there. */
export function cellsWith(cells: readonly Cell[], text: string): readonly Cell[] | undefined {
  const at = cells
    .map(({ chars }) => chars)
    .join('')
    .indexOf(text);
  if (at < 0) return undefined;
  let from = 0;
  return cells.filter(({ chars }) => {
    const begin = from;
    from += chars.length;
    return begin >= at && begin < at + text.length;
  });
}

type BufferCell = NonNullable<ReturnType<NonNullable<ReturnType<xterm.IBuffer['getLine']>>['getCell']>>;

function looksOf(cell: BufferCell): CellLooks {
  return {
    colour: cell.isFgDefault() ? null : cell.getFgColor(),
    background: cell.isBgDefault() ? null : cell.getBgColor(),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    inverse: cell.isInverse() !== 0,
    underline: cell.isUnderline() !== 0,
  };
}
