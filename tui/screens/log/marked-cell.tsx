// A text in a box of fixed width, with what was searched for shown inverse: that is seen without colour, too.
import { Box, Text } from 'ink';
import { plain } from '../../kit/plain.ts';
import type { Looks } from '../../kit/tones.tsx';
import { pieces } from './event-filter.ts';

export interface MarkedCellProps {
  readonly text: string;
  /** Empty: nothing is marked. */
  readonly sought: string;
  readonly width: number;
  readonly looks?: Looks;
}

export function MarkedCell({ text, sought, width, looks = {} }: MarkedCellProps) {
  return (
    <Box width={width} flexShrink={0} height={1}>
      <Text wrap="truncate-end" {...looks}>
        {pieces(plain(text), sought).map((piece, at) => {
          // A piece has no other name than its place.
          const place = `${at}`;
          return (
            <Text key={place} inverse={piece.marked}>
              {piece.text}
            </Text>
          );
        })}
      </Text>
    </Box>
  );
}
