// The screen "Watch": everything about a running engine at one look. It only arranges; the parts say what they show.
import { Box } from 'ink';
import { useMemo } from 'react';
import type { EngineSnapshot } from '../../../src/core/snapshot.ts';
import type { ThroughputRange } from '../../../src/core/throughput.ts';
import { Guard } from '../../kit/guard.tsx';
import { useKept } from '../../kit/kept.ts';
import { useHints, useKeys } from '../../kit/keys.tsx';
import { type Line, StatusLine } from '../../kit/status-line.tsx';
import type { ScreenProps } from '../../screen-contract.ts';
import { AreasTable } from './areas-table.tsx';
import { CallsLine } from './calls-line.tsx';
import { shownChannels } from './channel-rows.ts';
import { ChannelsTable } from './channels-table.tsx';
import { FeedTable } from './feed-table.tsx';
import { asFarAsKnown, STATE_LINES } from './state-lines.ts';
import { ThroughputGraphs } from './throughput-graphs.tsx';
import { useScroll } from './use-scroll.ts';
import { useThroughput } from './use-throughput.ts';
import { LISTS_GUTTER, watchLayout } from './watch-layout.ts';

const RANGE_KEYS: Readonly<Record<string, ThroughputRange>> = { m: 'minute', h: 'hour', d: 'day' };

export function WatchBody({ snapshot, control, width, height, lost }: ScreenProps) {
  const [range, setRange] = useKept<ThroughputRange>('watch.range', 'minute');
  const channelCount = shownChannels(listOf(snapshot.channels)).length;
  const layout = useMemo(() => watchLayout(width, height, channelCount), [width, height, channelCount]);
  const feed = useScroll(listOf(snapshot.feed).length, layout.feedRows);
  const { throughput, refusal } = useThroughput(control, range, snapshot.atMs, lost);
  useHints([
    { keys: 'm h d', does: 'minute, hour, day' },
    { keys: '↑↓', does: 'scroll the feed' },
  ]);
  useKeys((input, key) => {
    const asked = key.ctrl || key.meta ? undefined : RANGE_KEYS[input];
    if (asked !== undefined) setRange(asked);
    return asked !== undefined || feed.onKey(input, key);
  });
  const { gap, graphs, sideBySide, areaRows, areasWidth, feedRows, feedWidth, channelRows } = layout;
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      {STATE_LINES.slice(0, layout.stateLines).map(([name, line]) => (
        <Guard key={name} name={`${name} line`} width={width} of={snapshot}>
          <Made of={snapshot} line={line} lost={lost} width={width} />
        </Guard>
      ))}
      <Box marginTop={gap} flexShrink={0}>
        <Guard name="throughput" width={width} of={snapshot}>
          {graphs.rows === 0 ? (
            <CallsLine polls={snapshot.polls} width={width} />
          ) : (
            <ThroughputGraphs throughput={throughput} refusal={refusal} layout={graphs} />
          )}
        </Guard>
      </Box>
      <Box
        flexDirection={sideBySide ? 'row' : 'column'}
        columnGap={LISTS_GUTTER}
        marginTop={gap}
        flexShrink={0}
      >
        {areaRows > 0 && (
          <Box height={areaRows + 1} width={areasWidth} flexShrink={0}>
            <Guard name="areas" width={areasWidth} of={snapshot}>
              <AreasTable snapshot={snapshot} width={areasWidth} height={areaRows} />
            </Guard>
          </Box>
        )}
        <Box height={feedRows + 1} width={feedWidth} flexShrink={0}>
          <Guard name="feed" width={feedWidth} of={snapshot}>
            <FeedTable feed={snapshot.feed} width={feedWidth} height={feedRows} offset={feed.offset} />
          </Guard>
        </Box>
      </Box>
      <Box height={channelRows + 1} marginTop={gap} flexShrink={0}>
        <Guard name="channels" width={width} of={snapshot}>
          <ChannelsTable channels={snapshot.channels} width={width} height={channelRows} />
        </Guard>
      </Box>
    </Box>
  );
}

/** An engine of another version may leave a list out: then its part says so, and the others are still laid out. */
function listOf<T>(list: readonly T[]): readonly T[] {
  return Array.isArray(list) ? list : [];
}

interface MadeProps {
  readonly of: EngineSnapshot;
  readonly line: (snapshot: EngineSnapshot) => Line;
  /** The engine cannot be reached: what it said is old. */
  readonly lost: boolean;
  readonly width: number;
}

/** The words are made inside the guard, which holds the faults of making them. */
function Made({ of, line, lost, width }: MadeProps) {
  return <StatusLine line={asFarAsKnown(line(of), of, lost)} width={width} />;
}
