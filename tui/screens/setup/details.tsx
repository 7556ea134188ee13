// What there is to say of the chosen line, whole, below a line of its own; what does not fit is cut at the end.
import { Box } from 'ink';
import type { Tone } from '../../kit/columns.ts';
import { useGlyphs } from '../../kit/glyphs.ts';
import { TextCell } from '../../kit/text-cell.tsx';
import { useLooks } from '../../kit/tones.tsx';
import { wrapped } from '../../kit/wrapped.ts';

export interface Saying {
  readonly text: string;
  readonly tone?: Tone;
}

export interface DetailsProps {
  readonly sayings: readonly Saying[];
  readonly width: number;
  /** Lines there are, the one that parts it from above included. */
  readonly height: number;
}

export function Details({ sayings, width, height }: DetailsProps) {
  const looks = useLooks();
  const { across } = useGlyphs();
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden" flexShrink={0}>
      <TextCell text={across.repeat(width)} width={width} looks={looks('quiet')} />
      <Sayings sayings={sayings} width={width} height={height - 1} />
    </Box>
  );
}

/** Sentences, each in lines of its own. */
export function Sayings({ sayings, width, height }: DetailsProps) {
  const looks = useLooks();
  const lines = sayings.flatMap(({ text, tone }) => wrapped(text, width).map((line) => ({ line, tone })));
  return (
    <Box flexDirection="column" width={width}>
      {lines.slice(0, height).map(({ line, tone }, at) => {
        const place = `${at}`;
        return <TextCell key={place} text={line} width={width} looks={looks(tone)} />;
      })}
    </Box>
  );
}
