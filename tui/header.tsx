// The first line: whose screen this is, how the engine is, since when, and the time in India.
import { Box } from 'ink';
import { timeText } from '../src/core/ist.ts';
import type { EngineSnapshot } from '../src/core/snapshot.ts';
import { plain } from './kit/plain.ts';
import { TextCell } from './kit/text-cell.tsx';
import { useLooks } from './kit/tones.tsx';
import { engineTone, uptimeText } from './screens/watch/lines.ts';

const STATE_WIDTH = 10;
const TIME_WIDTH = 19;

export interface HeaderProps {
  readonly title: string;
  readonly snapshot: EngineSnapshot;
  /** The engine cannot be reached: its state is no longer known. */
  readonly lost: boolean;
  readonly width: number;
}

export function Header({ title, snapshot, lost, width }: HeaderProps) {
  const looks = useLooks();
  const name = plain(title);
  const nameWidth = Math.min([...name].length + 2, Math.floor(width / 3));
  return (
    <Box>
      <TextCell text={name} width={nameWidth} looks={{ bold: true }} />
      <TextCell
        text={lost ? 'gone' : snapshot.state}
        width={STATE_WIDTH}
        looks={{ ...looks(lost ? 'bad' : engineTone(snapshot.state)), bold: true }}
      />
      <TextCell text={uptimeText(snapshot)} width={width - nameWidth - STATE_WIDTH - TIME_WIDTH} />
      <TextCell text={timeText(snapshot.atMs, true)} width={TIME_WIDTH} right />
    </Box>
  );
}
