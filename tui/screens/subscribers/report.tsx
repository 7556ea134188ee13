// What went wrong, line by line, to be scrolled through. Esc closes it.
import { Box } from 'ink';
import { useMemo } from 'react';
import { Layer, useHints, useKeys } from '../../kit/keys.tsx';
import { useList } from '../../kit/list.ts';
import { plain } from '../../kit/plain.ts';
import { TextCell } from '../../kit/text-cell.tsx';
import { wrapped } from '../../kit/wrapped.ts';

export interface ReportProps {
  readonly title: string;
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly onClose: () => void;
}

export function Report(props: ReportProps) {
  return (
    <Layer>
      <Shown {...props} />
    </Layer>
  );
}

function Shown({ title, lines, width, height, onClose }: ReportProps) {
  const shown = useMemo(() => lines.flatMap((line) => wrapped(line, width)), [lines, width]);
  const rows = Math.max(1, height - 1);
  // The keys move the first line shown, which goes no further than until the last one is in view.
  const list = useList({ count: Math.max(1, shown.length - rows + 1), rows: 1 });
  useHints([
    { keys: '↑↓', does: 'scroll' },
    { keys: 'Esc', does: 'close' },
  ]);
  useKeys((input, key) => {
    if (key.escape || key.return) onClose();
    else list.onKey(input, key);
    return true;
  });
  const numbered = shown
    .slice(list.cursor, list.cursor + rows)
    .map((text, at) => ({ text, key: `${list.cursor + at}` }));
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <TextCell text={plain(title)} width={width} looks={{ bold: true }} />
      {numbered.map(({ text, key }) => (
        <TextCell key={key} text={text} width={width} />
      ))}
    </Box>
  );
}
