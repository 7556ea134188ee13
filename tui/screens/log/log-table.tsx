// The events that are in view, one a line, the newest lowest.
import { Box } from 'ink';
import type { EngineEvent } from '../../../src/core/events.ts';
import { fitColumns, gapOf } from '../../kit/columns.ts';
import { TextCell } from '../../kit/text-cell.tsx';
import { useLooks } from '../../kit/tones.tsx';
import { LOG_COLUMNS, levelTone, momentText } from './log-rows.ts';
import { MarkedCell } from './marked-cell.tsx';

export interface LogTableProps {
  /** Already cut to what is shown. */
  readonly events: readonly EngineEvent[];
  /** The event the keys are on. */
  readonly cursorSeq: number | undefined;
  readonly sought: string;
  /** Said in place of events when there are none. */
  readonly empty: string;
  readonly nowMs: number;
  readonly width: number;
}

export function LogTable({ events, cursorSeq, sought, empty, nowMs, width }: LogTableProps) {
  const widths = fitColumns(LOG_COLUMNS, width);
  return (
    <Box flexDirection="column" width={width}>
      <Box columnGap={gapOf(width)}>
        {LOG_COLUMNS.map(({ title }, at) => (
          <TextCell key={title} text={title} width={widths[at] ?? 0} looks={{ dimColor: true }} />
        ))}
      </Box>
      {events.length === 0 && <TextCell text={empty} width={width} looks={{ dimColor: true }} />}
      {events.map((event) => (
        <EventLine
          key={event.seq}
          event={event}
          chosen={event.seq === cursorSeq}
          sought={sought}
          nowMs={nowMs}
          width={width}
          widths={widths}
        />
      ))}
    </Box>
  );
}

interface EventLineProps {
  readonly event: EngineEvent;
  readonly chosen: boolean;
  readonly sought: string;
  readonly nowMs: number;
  readonly width: number;
  readonly widths: readonly number[];
}

function EventLine({ event, chosen, sought, nowMs, width, widths }: EventLineProps) {
  const looks = useLooks();
  const [mark = 0, time = 0, level = 0, name = 0, fields = 0] = widths;
  return (
    <Box columnGap={gapOf(width)}>
      <TextCell text={chosen ? '>' : ''} width={mark} looks={{ bold: true }} />
      <TextCell text={momentText(event.atMs, nowMs)} width={time} looks={looks('quiet')} />
      <TextCell text={event.level} width={level} looks={looks(levelTone(event.level))} />
      <MarkedCell text={event.event} sought={sought} width={name} looks={chosen ? { bold: true } : {}} />
      <MarkedCell
        text={event.fields}
        sought={sought}
        width={fields}
        looks={looks(levelTone(event.level) === 'quiet' ? 'quiet' : undefined)}
      />
    </Box>
  );
}
