// What is said, missing or wrong; the lines are there even when there is nothing to say.
import { Box } from 'ink';
import { TextCell } from './kit/text-cell.tsx';
import { useLooks } from './kit/tones.tsx';
import { type Notice, noticeRows } from './notices.ts';

const MORE_WIDTH = 7;
/** The mark and a blank. */
const MARK_WIDTH = 2;

export interface HintsProps {
  /** All of them, the most urgent first. */
  readonly notices: readonly Notice[];
  readonly width: number;
  readonly height: number;
}

export function Hints({ notices, width, height }: HintsProps) {
  const looks = useLooks();
  const room = width - MARK_WIDTH;
  const { lines, isCut } = noticeRows(notices, room, height);
  const left = Math.max(0, notices.length - height);
  const more = left > 0 ? `+${left} (?)` : isCut ? '(?)' : '';
  return (
    <Box flexDirection="column" height={height} flexShrink={0}>
      {lines.map(({ mark, text, tone }, at) => {
        const tail = at === lines.length - 1 ? more : '';
        const place = `${at}`;
        return (
          <Box key={place} columnGap={1}>
            <TextCell text={mark} width={1} looks={looks(tone)} />
            <TextCell text={text} width={room - (tail === '' ? 0 : MORE_WIDTH + 1)} looks={looks(tone)} />
            {tail !== '' && <TextCell text={tail} width={MORE_WIDTH} looks={looks('quiet')} right />}
          </Box>
        );
      })}
    </Box>
  );
}
