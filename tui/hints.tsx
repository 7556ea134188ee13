// What is missing or wrong and how to mend it; the lines are there even when there is nothing to say.
import { Box } from 'ink';
import { TextCell } from './kit/text-cell.tsx';
import { useLooks } from './kit/tones.tsx';
import type { Line } from './screens/watch/lines.ts';

export interface HintsProps {
  /** All of them, the most urgent first. */
  readonly hints: readonly Line[];
  readonly width: number;
  readonly height: number;
}

export function Hints({ hints, width, height }: HintsProps) {
  const looks = useLooks();
  const more = hints.length > height ? `+${hints.length - height} (?)` : '';
  return (
    <Box flexDirection="column" height={height}>
      {hints.slice(0, height).map((hint, index) => {
        const tail = index === height - 1 ? more : '';
        return (
          <Box key={hint.text} columnGap={1}>
            <TextCell text={hint.state} width={1} looks={looks(hint.tone)} />
            <TextCell text={hint.text} width={width - 2 - (tail === '' ? 0 : 8)} looks={looks(hint.tone)} />
            {tail !== '' && <TextCell text={tail} width={7} looks={looks('quiet')} right />}
          </Box>
        );
      })}
    </Box>
  );
}
