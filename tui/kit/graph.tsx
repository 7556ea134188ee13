// Figures over time as bars, the oldest left, with the newest and the highest in words above them.
import { Box } from 'ink';
import { Bars } from './bars.tsx';
import type { Tone } from './columns.ts';
import { rateText } from './figures.ts';
import { highestOf, newestOf } from './graph-rows.ts';
import { TextCell } from './text-cell.tsx';
import { useLooks } from './tones.tsx';

/** Below this the words above a graph are short ones. */
const NARROW_COLUMNS = 50;

export interface GraphProps {
  /** Oldest first; null where nothing could be measured. */
  readonly values: readonly (number | null)[];
  readonly width: number;
  /** Lines in all, 2 or more: the words, and the bars below. */
  readonly height: number;
  /** After the figures: `calls/s`; empty where `text` says it. */
  readonly unit: string;
  /** What is measured, before the figures. */
  readonly title?: string;
  /** A figure in words (default: three digits that matter). */
  readonly text?: (value: number) => string;
  readonly tone?: Tone;
}

export function Graph({ values, width, height, unit, title = '', text = rateText, tone }: GraphProps) {
  const looks = useLooks();
  const said = (value: number | undefined): string =>
    value === undefined ? '–' : unit === '' ? text(value) : `${text(value)} ${unit}`;
  const highest = highestOf(values);
  const most = width < NARROW_COLUMNS ? 'max' : 'highest';
  const words = `now ${said(newestOf(values))}, ${most} ${said(highest)}`;
  const titleWidth = title === '' ? 0 : Math.min(title.length + 1, width);
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <Box>
        {title !== '' && <TextCell text={title} width={titleWidth} looks={{ bold: true }} />}
        <TextCell text={words} width={width - titleWidth} />
      </Box>
      <Bars values={values} width={width} height={height - 1} looks={looks(tone)} />
    </Box>
  );
}
