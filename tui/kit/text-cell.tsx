// One text in a box of fixed width, cut at its end: the only way outside text gets onto the screen.
import { Box, Text } from 'ink';
import type { Looks } from './tones.tsx';

export interface TextCellProps {
  readonly text: string;
  readonly width: number;
  readonly looks?: Looks;
  readonly right?: boolean;
}

export function TextCell({ text, width, looks = {}, right = false }: TextCellProps) {
  return (
    <Box width={width} flexShrink={0} height={1} justifyContent={right ? 'flex-end' : 'flex-start'}>
      <Text wrap="truncate-end" {...looks}>
        {text}
      </Text>
    </Box>
  );
}
