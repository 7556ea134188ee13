// One event whole: every field in lines of its own, long ones wrapped.
import { Box } from 'ink';
import type { EngineEvent } from '../../../src/core/events.ts';
import { dayText, istDateOf, timeText } from '../../../src/core/ist.ts';
import { TextCell } from '../../kit/text-cell.tsx';
import { useLooks } from '../../kit/tones.tsx';
import { widthOf } from '../../kit/width.ts';
import { wrapped } from '../../kit/wrapped.ts';
import { fieldsOf, levelTone } from './log-rows.ts';
import { MarkedCell } from './marked-cell.tsx';

const NAME_MAX_WIDTH = 20;

export interface EventViewProps {
  readonly event: EngineEvent;
  readonly sought: string;
  readonly width: number;
  readonly height: number;
}

export function EventView({ event, sought, width, height }: EventViewProps) {
  const looks = useLooks();
  const fields = [
    { name: 'when', value: `${timeText(event.atMs)}, ${dayText(istDateOf(event.atMs))}` },
    { name: 'level', value: event.level },
    { name: 'number', value: `${event.seq} since the engine started` },
    ...fieldsOf(event),
  ];
  const nameWidth = Math.min(NAME_MAX_WIDTH, Math.max(...fields.map(({ name }) => widthOf(name)))) + 2;
  const lines = fields.flatMap(({ name, value }) =>
    wrapped(value, Math.max(10, width - nameWidth)).map((text, at) => ({ name: at === 0 ? name : '', text })),
  );
  const shown = lines.slice(0, height - 1);
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <MarkedCell
        text={event.event}
        sought={sought}
        width={width}
        looks={{ ...looks(levelTone(event.level)), bold: true }}
      />
      {shown.map(({ name, text }, at) => {
        const place = `${at}`;
        const cut = at === shown.length - 1 && shown.length < lines.length;
        return (
          <Box key={place}>
            <TextCell text={name} width={nameWidth} looks={looks('quiet')} />
            <MarkedCell
              text={cut ? '… (more than fits here)' : text}
              sought={sought}
              width={width - nameWidth}
            />
          </Box>
        );
      })}
    </Box>
  );
}
