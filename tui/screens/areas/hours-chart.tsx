// Openings by hour of the day in India: the best hours in words, the bars, and the hours below them.
import { Box } from 'ink';
import { useGlyphs } from '../../kit/glyphs.ts';
import { TextCell } from '../../kit/text-cell.tsx';
import { useLooks } from '../../kit/tones.tsx';
import { bestHoursText, hourAxis, hourBars, hourWidth } from './hours.ts';

export interface HoursChartProps {
  /** 24 counts. */
  readonly byHour: readonly number[];
  readonly overDays: number;
  readonly width: number;
  /** Lines in all: words, bars, hours. */
  readonly height: number;
}

export function HoursChart({ byHour, overDays, width, height }: HoursChartProps) {
  const { bars } = useGlyphs();
  const looks = useLooks();
  const each = hourWidth(width);
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden" flexShrink={0}>
      <TextCell text={bestHoursText(byHour, overDays)} width={width} looks={{ bold: true }} />
      {hourBars(byHour, each, height - 2, bars).map((line, at) => {
        // A line of a chart has no other name than its place.
        const place = `${at}`;
        return <TextCell key={place} text={line} width={width} looks={looks('good')} />;
      })}
      <TextCell text={hourAxis(each)} width={width} looks={looks('quiet')} />
    </Box>
  );
}
