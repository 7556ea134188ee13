// Bars drawn from figures, line by line. Until they are written they are letters, one for each filling of a cell: a line
// of ASCII is measured at once, while every block of a graph would be looked up several times a frame.
import { Box, Text, Transform } from 'ink';
import { useGlyphs } from './glyphs.ts';
import { graphRows } from './graph-rows.ts';
import type { Looks } from './tones.tsx';

/** From empty to full. None of them occurs in the sequences that colour a line. */
const FILLINGS = [' ', ...'ABCDEFGH'] as const;

export interface BarsProps {
  /** Oldest first; null where nothing could be measured. */
  readonly values: readonly (number | null)[];
  readonly width: number;
  readonly height: number;
  readonly looks?: Looks;
}

export function Bars({ values, width, height, looks = {} }: BarsProps) {
  const { bars } = useGlyphs();
  const rows = graphRows(values, { width, height, bars: FILLINGS.slice(0, bars.length) });
  const drawn = (line: string): string =>
    line.replace(/[A-H]/g, (filling) => bars[FILLINGS.indexOf(filling)] ?? filling);
  return (
    <Box width={width} height={height} flexShrink={0}>
      <Transform transform={drawn}>
        <Text {...looks}>{rows.join('\n')}</Text>
      </Transform>
    </Box>
  );
}
