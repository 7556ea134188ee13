// What is said, missing or wrong; the lines are there even when there is nothing to say.
import { Box } from 'ink';
import { TextCell } from './kit/text-cell.tsx';
import { useLooks } from './kit/tones.tsx';
import type { Notice } from './notices.ts';

const MORE_WIDTH = 7;

export interface HintsProps {
  /** All of them, the most urgent first. */
  readonly notices: readonly Notice[];
  readonly width: number;
  readonly height: number;
}

export function Hints({ notices, width, height }: HintsProps) {
  const looks = useLooks();
  const more = notices.length > height ? `+${notices.length - height} (?)` : '';
  return (
    <Box flexDirection="column" height={height} flexShrink={0}>
      {notices.slice(0, height).map(({ text, tone }, index) => {
        const tail = index === height - 1 ? more : '';
        return (
          <Box key={text} columnGap={1}>
            <TextCell
              text={tone === undefined || tone === 'good' ? '-' : '!'}
              width={1}
              looks={looks(tone)}
            />
            <TextCell
              text={text}
              width={width - 2 - (tail === '' ? 0 : MORE_WIDTH + 1)}
              looks={looks(tone)}
            />
            {tail !== '' && <TextCell text={tail} width={MORE_WIDTH} looks={looks('quiet')} right />}
          </Box>
        );
      })}
    </Box>
  );
}
