// Calls a second: the last second's figure, and the last minute as bars.
import { Box } from 'ink';
import type { PollFigures } from '../src/core/snapshot.ts';
import { rateText } from './figures.ts';
import { sparkline } from './sparkline.ts';
import { STATUS_INDENT, StatusLine } from './status-line.tsx';

const SECONDS = 60;

export function CallsLine({ polls, width }: { readonly polls: PollFigures; readonly width: number }) {
  const room = Math.max(0, Math.min(SECONDS, width - STATUS_INDENT));
  const now = polls.callsPerSecond.at(-1) ?? 0;
  const line = {
    label: 'Calls',
    state: `${rateText(now)}/s`,
    text: sparkline(polls.callsPerSecond, room),
  };
  return (
    <Box>
      <StatusLine line={line} width={width} />
    </Box>
  );
}
