// The last line: the keys that work here, now. What does not fit whole is left out; the help has it.
import { Box, Text } from 'ink';
import { type KeyHint, useTopOfKeys } from './kit/keys.tsx';
import { widthOf } from './kit/width.ts';

const GAP = 2;

export interface KeysLineProps {
  /** The keys of the frame, before and after those of the screen; they work while nothing lies over the screen. */
  readonly before: readonly KeyHint[];
  readonly after: readonly KeyHint[];
  readonly width: number;
}

export function KeysLine({ before, after, width }: KeysLineProps) {
  const { hints, isBase } = useTopOfKeys();
  const shown = fitting(isBase ? [...before, ...hints, ...notTaken(after, hints)] : hints, width);
  return (
    <Box height={1} columnGap={GAP} overflow="hidden" flexShrink={0}>
      {shown.map(({ keys, does }) => (
        <Box key={`${keys} ${does}`} flexShrink={0}>
          <Text bold>{keys}</Text>
          <Text dimColor> {does}</Text>
        </Box>
      ))}
    </Box>
  );
}

/** Keys of the frame that the screen takes for something else do not do there what the frame would say of them. */
export function notTaken(frame: readonly KeyHint[], screen: readonly KeyHint[]): readonly KeyHint[] {
  const taken = new Set(screen.flatMap(({ keys }) => keys.split(' ')));
  return frame.filter(({ keys }) => !taken.has(keys));
}

/** As many of the hints as fit a line of `width`, in their order; what two parts say stands there once. */
export function fitting(hints: readonly KeyHint[], width: number): readonly KeyHint[] {
  let room = width + GAP;
  return hints.filter(({ keys, does }, at) => {
    if (hints.findIndex((other) => other.keys === keys && other.does === does) < at) return false;
    const needs = widthOf(keys) + 1 + widthOf(does) + GAP;
    if (needs > room) return false;
    room -= needs;
    return true;
  });
}
