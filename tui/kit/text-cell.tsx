// One text in a box of fixed width, cut at its end: the only way outside text gets onto the screen.
import { Box, Text } from 'ink';
import { memo } from 'react';
import type { Looks } from './tones.tsx';

export interface TextCellProps {
  readonly text: string;
  readonly width: number;
  readonly looks?: Looks;
  readonly right?: boolean;
}

/** Made again only when it says or looks something else: of a line that changed mostly one cell or two. */
export const TextCell = memo(TextCellOf);

function TextCellOf({ text, width, looks = {}, right = false }: TextCellProps) {
  return (
    <Box width={width} flexShrink={0} height={1} justifyContent={right ? 'flex-end' : 'flex-start'}>
      <Text wrap="truncate-end" {...looks}>
        {text}
      </Text>
    </Box>
  );
}
