// The first line: whose screen this is, how the engine is, since when, and the time in India.
import { Box } from 'ink';
import { durationText, timeText } from '../src/core/ist.ts';
import type { EngineSnapshot } from '../src/core/snapshot.ts';
import type { Tone } from './kit/columns.ts';
import { plain } from './kit/plain.ts';
import { TextCell } from './kit/text-cell.tsx';
import { useLooks } from './kit/tones.tsx';
import { widthOf } from './kit/width.ts';
import { engineTone } from './screens/watch/lines.ts';

const STATE_WIDTH = 11;
const TIME_WIDTH = 19;

export interface HeaderProps {
  readonly title: string;
  readonly snapshot: EngineSnapshot;
  /** The engine cannot be reached: its state is no longer known. */
  readonly lost: boolean;
  readonly restarting: boolean;
  readonly width: number;
}

export function Header({ title, snapshot, lost, restarting, width }: HeaderProps) {
  const looks = useLooks();
  const name = plain(title);
  const nameWidth = Math.min(widthOf(name) + 2, Math.floor(width / 3));
  const [state, tone]: readonly [string, Tone] = restarting
    ? ['restarting', 'warn']
    : lost
      ? ['gone', 'bad']
      : [snapshot.state, engineTone(snapshot.state)];
  return (
    <Box height={1} flexShrink={0}>
      <TextCell text={name} width={nameWidth} looks={{ bold: true }} />
      <TextCell text={state} width={STATE_WIDTH} looks={{ ...looks(tone), bold: true }} />
      <TextCell
        text={snapshot.state === 'stopped' ? '' : `up ${durationText(snapshot.atMs - snapshot.startedAtMs)}`}
        width={width - nameWidth - STATE_WIDTH - TIME_WIDTH}
      />
      <TextCell text={timeText(snapshot.atMs, true)} width={TIME_WIDTH} right />
    </Box>
  );
}
