// The help, as long as it needs to be: it lies over the screen and scrolls.
import { Box } from 'ink';
import { useState } from 'react';
import { type HelpLine, type HelpOf, helpLines, NAME_WIDTH } from './help-lines.ts';
import { Layer, useHints, useKeys } from './kit/keys.tsx';
import { clampOffset, scrolled } from './kit/list.ts';
import { TextCell } from './kit/text-cell.tsx';
import { useLooks } from './kit/tones.tsx';

export interface HelpProps {
  readonly of: HelpOf;
  readonly onClose: () => void;
  readonly width: number;
  readonly height: number;
}

export function Help(props: HelpProps) {
  return (
    <Layer>
      <Scrolled {...props} />
    </Layer>
  );
}

function Scrolled({ of, onClose, width, height }: HelpProps) {
  const lines = helpLines(of, width);
  const extent = { count: lines.length, rows: height };
  const [wanted, setWanted] = useState(0);
  const first = clampOffset(wanted, lines.length, height);
  useHints([
    {
      keys: '↑↓ PgUp PgDn',
      does: `lines ${first + 1}–${Math.min(first + height, lines.length)} of ${lines.length}`,
    },
    { keys: 'Esc', does: 'close help' },
  ]);
  useKeys((input, key) => {
    if (key.escape || input === '?' || input === 'q') onClose();
    else setWanted((now) => scrolled(now, extent, input, key) ?? now);
    return true;
  });
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      {lines.slice(first, first + height).map((line, at) => {
        const place = `${first + at}`;
        return <Line key={place} line={line} width={width} />;
      })}
    </Box>
  );
}

function Line({ line, width }: { readonly line: HelpLine; readonly width: number }) {
  const looks = useLooks();
  if (line.isTitle === true) return <TextCell text={line.name} width={width} looks={looks('quiet')} />;
  if (line.isNotice === true) return <TextCell text={line.text} width={width} looks={looks(line.tone)} />;
  if (line.text === '') return <TextCell text={line.name} width={width} looks={{ bold: true }} />;
  return (
    <Box>
      <TextCell text={line.name} width={NAME_WIDTH} looks={{ bold: true }} />
      <TextCell text={line.text} width={width - NAME_WIDTH} />
    </Box>
  );
}
