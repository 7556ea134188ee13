// Facts one below the other: a name, and what is so. Each takes one line, or as many as it needs where there is room.
import { Box } from 'ink';
import { TextCell } from './text-cell.tsx';
import { wrapped } from './wrapped.ts';

export interface FactsProps {
  readonly facts: readonly (readonly [name: string, text: string])[];
  readonly nameWidth: number;
  readonly width: number;
  /** Lines a fact may take (default 1). */
  readonly most?: number;
}

export function Facts({ facts, nameWidth, width, most = 1 }: FactsProps) {
  const room = width - nameWidth;
  return (
    <Box flexDirection="column" width={width} flexShrink={0}>
      {facts.flatMap(([name, text]) =>
        (most === 1 ? [text] : wrapped(text, room).slice(0, most)).map((line, at) => {
          const key = `${name} ${at}`;
          return (
            <Box key={key} height={1}>
              <TextCell text={at === 0 ? name : ''} width={nameWidth} looks={{ dimColor: true }} />
              <TextCell text={line} width={room} />
            </Box>
          );
        }),
      )}
    </Box>
  );
}
