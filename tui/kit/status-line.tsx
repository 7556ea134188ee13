// One labelled line above the tables: label, state word, words.
import { Box } from 'ink';
import type { Tone } from './columns.ts';
import { TextCell } from './text-cell.tsx';
import { useLooks } from './tones.tsx';
import { widthOf } from './width.ts';

export interface Line {
  readonly label: string;
  readonly state: string;
  readonly tone?: Tone;
  readonly text: string;
}

const LABEL_WIDTH = 9;
const STATE_WIDTH = 10;
/** Where the words of a status line begin. */
export const STATUS_INDENT = LABEL_WIDTH + STATE_WIDTH;

export function StatusLine({ line, width }: { readonly line: Line; readonly width: number }) {
  const looks = useLooks();
  // A long figure moves the words along rather than touch them.
  const stateWidth = Math.max(STATE_WIDTH, widthOf(line.state) + 1);
  return (
    <Box>
      <TextCell text={line.label} width={LABEL_WIDTH} looks={looks('quiet')} />
      <TextCell text={line.state} width={stateWidth} looks={looks(line.tone)} />
      <TextCell text={line.text} width={width - LABEL_WIDTH - stateWidth} />
    </Box>
  );
}
