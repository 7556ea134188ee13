// Calls a second: the last minute as bars, and a figure that does not flicker.
import type { PollFigures } from '../../../src/core/snapshot.ts';
import { rateText, recentMean } from '../../kit/figures.ts';
import { sparkline } from '../../kit/sparkline.ts';
import { STATUS_INDENT, StatusLine } from '../../kit/status-line.tsx';

const SECONDS = 60;
/** At a call every few seconds the last second alone says nothing. */
const FIGURE_SECONDS = 10;

export function CallsLine({ polls, width }: { readonly polls: PollFigures; readonly width: number }) {
  const room = Math.max(0, Math.min(SECONDS, width - STATUS_INDENT));
  const line = {
    label: 'Calls',
    state: `${rateText(recentMean(polls.callsPerSecond, FIGURE_SECONDS))}/s`,
    text: sparkline(polls.callsPerSecond, room),
  };
  return <StatusLine line={line} width={width} />;
}
