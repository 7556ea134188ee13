// The screen "Watch": everything about a running engine at one look. It only arranges; the parts say what they show.
import { Box } from 'ink';
import type { EngineSnapshot } from '../../../src/core/snapshot.ts';
import { Guard } from '../../kit/guard.tsx';
import { StatusLine } from '../../kit/status-line.tsx';
import { AreasTable } from './areas-table.tsx';
import { CallsLine } from './calls-line.tsx';
import { ChannelsTable } from './channels-table.tsx';
import { FeedTable } from './feed-table.tsx';
import type { Layout } from './layout.ts';
import { answersLine, dedupeLine, engineLine, type Line, paceLine, slotsLine, sourceLine } from './lines.ts';
import type { Lists } from './use-lists.ts';

/** Between areas and feed when they stand side by side. */
const GUTTER = 4;
/** The feed has more columns than the areas. */
const AREAS_SHARE = 0.45;

export interface WatchProps {
  readonly snapshot: EngineSnapshot;
  readonly layout: Layout;
  readonly lists: Lists;
  readonly width: number;
}

export function Watch({ snapshot, layout, lists, width }: WatchProps) {
  const { roomy, sideBySide } = layout;
  const areasWidth = sideBySide ? Math.floor((width - GUTTER) * AREAS_SHARE) : width;
  const feedWidth = sideBySide ? width - GUTTER - areasWidth : width;
  const gap = roomy ? 1 : 0;
  return (
    <Box flexDirection="column">
      <Status name="source line" of={snapshot} line={sourceLine} width={width} />
      <Status name="pace line" of={snapshot} line={paceLine} width={width} />
      <Guard name="calls" width={width} of={snapshot}>
        <CallsLine polls={snapshot.polls} width={width} />
      </Guard>
      <Status name="answers line" of={snapshot} line={answersLine} width={width} />
      <Status name="dedupe line" of={snapshot} line={dedupeLine} width={width} />
      <Status name="slots line" of={snapshot} line={slotsLine} width={width} />
      {roomy && <Status name="engine line" of={snapshot} line={engineLine} width={width} />}
      <Box flexDirection={sideBySide ? 'row' : 'column'} columnGap={GUTTER} rowGap={gap} marginTop={gap}>
        <Box height={layout.areaRows + 1} width={areasWidth}>
          <Guard name="areas" width={areasWidth} of={snapshot}>
            <AreasTable
              snapshot={snapshot}
              width={areasWidth}
              height={layout.areaRows}
              offset={lists.offsets.areas}
              focused={lists.focused === 'areas'}
            />
          </Guard>
        </Box>
        <Box height={layout.feedRows + 1} width={feedWidth}>
          <Guard name="feed" width={feedWidth} of={snapshot}>
            <FeedTable
              snapshot={snapshot}
              width={feedWidth}
              height={layout.feedRows}
              offset={lists.offsets.feed}
              focused={lists.focused === 'feed'}
            />
          </Guard>
        </Box>
      </Box>
      <Box height={layout.channelRows + 1} marginTop={gap}>
        <Guard name="channels" width={width} of={snapshot}>
          <ChannelsTable channels={snapshot.channels} width={width} height={layout.channelRows} />
        </Guard>
      </Box>
    </Box>
  );
}

interface StatusProps {
  readonly name: string;
  readonly of: EngineSnapshot;
  readonly line: (snapshot: EngineSnapshot) => Line;
  readonly width: number;
}

/** A status line that holds its own faults: the words are made inside the guard. */
function Status({ name, of, line, width }: StatusProps) {
  return (
    <Guard name={name} width={width} of={of}>
      <Made of={of} line={line} width={width} />
    </Guard>
  );
}

function Made({ of, line, width }: Omit<StatusProps, 'name'>) {
  return <StatusLine line={line(of)} width={width} />;
}
