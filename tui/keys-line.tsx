// The last line: the keys that work here, now.
import { Box, Text } from 'ink';
import type { KeyHint } from './kit/keys.tsx';

export function KeysLine({ hints }: { readonly hints: readonly KeyHint[] }) {
  return (
    <Box height={1} columnGap={3} overflow="hidden">
      {hints.map(({ keys, does }) => (
        <Box key={keys} flexShrink={0}>
          <Text bold>{keys}</Text>
          <Text dimColor> {does}</Text>
        </Box>
      ))}
    </Box>
  );
}
