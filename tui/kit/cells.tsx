// Cells side by side in one line. Neighbours of plain ASCII that fit their room are drawn as one text: a table of a large
// window has hundreds of cells, and each that stands alone is laid out and written by itself in every picture.
import { Box, Text } from 'ink';
import { TextCell, type TextCellProps } from './text-cell.tsx';
import type { Looks } from './tones.tsx';

export interface CellsProps {
  readonly cells: readonly TextCellProps[];
  /** Blanks between two cells. */
  readonly gap: number;
}

export function Cells({ cells, gap }: CellsProps) {
  return (
    <Box columnGap={gap}>
      {runsOf(cells).map(({ place, run }) => {
        const [first, ...others] = run;
        if (first === undefined) return null;
        if (others.length === 0) return <TextCell key={place} {...first} />;
        const width = run.reduce((sum, cell) => sum + cell.width + gap, -gap);
        return (
          <Box key={place} width={width} height={1} flexShrink={0}>
            <Text>
              {piecesOf(run, gap).map(({ key, text, looks }) => (
                <Text key={key} {...looks}>
                  {text}
                </Text>
              ))}
            </Text>
          </Box>
        );
      })}
    </Box>
  );
}

interface Run {
  /** Of its first cell. */
  readonly place: string;
  readonly run: TextCellProps[];
}

/** Cells that are drawn as one text, together; every other one alone. */
export function runsOf(cells: readonly TextCellProps[]): readonly Run[] {
  const runs: Run[] = [];
  let goesOn = false;
  for (const [at, cell] of cells.entries()) {
    const joins = isEasy(cell);
    if (joins && goesOn) runs.at(-1)?.run.push(cell);
    else runs.push({ place: `${at}`, run: [cell] });
    goesOn = joins;
  }
  return runs;
}

/** One letter a column, and nothing to cut. */
function isEasy({ text, width }: TextCellProps): boolean {
  return text.length <= width && /^[\x20-\x7E]*$/.test(text);
}

interface Piece {
  readonly key: string;
  readonly text: string;
  readonly looks: Looks | undefined;
}

/** A run as texts of one look each, with the blanks that fill the cells and part them. */
function piecesOf(run: readonly TextCellProps[], gap: number): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const [at, { text, width, looks, right = false }] of run.entries()) {
    const filled = right ? text.padStart(width) : text.padEnd(width);
    const last = pieces.at(-1);
    const whole = at === run.length - 1 ? filled : filled + ' '.repeat(gap);
    if (last !== undefined && last.looks === looks)
      pieces[pieces.length - 1] = { ...last, text: last.text + whole };
    else pieces.push({ key: `${at}`, text: whole, looks });
  }
  return pieces;
}
