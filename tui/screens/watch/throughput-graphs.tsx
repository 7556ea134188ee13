// The throughput as graphs side by side: as many as there is room for, the most telling first.
import { Box } from 'ink';
import { memo } from 'react';
import type { Throughput } from '../../../src/core/throughput.ts';
import { Graph } from '../../kit/graph.tsx';
import { Guard } from '../../kit/guard.tsx';
import { TextCell } from '../../kit/text-cell.tsx';
import { columnsOf, rangeTitle, THROUGHPUT_GRAPHS } from './graphs.ts';
import { GRAPH_GUTTER, type WatchLayout } from './watch-layout.ts';

export interface ThroughputGraphsProps {
  /** Undefined until the engine has answered. */
  readonly throughput: Throughput | undefined;
  /** Why it did not; empty when it did. */
  readonly refusal: string;
  readonly layout: WatchLayout['graphs'];
}

/** Drawn again only with other figures or in other room. */
export const ThroughputGraphs = memo(ThroughputGraphsOf);

function ThroughputGraphsOf({ throughput, refusal, layout }: ThroughputGraphsProps) {
  const { abreast, rows, width, height } = layout;
  const whole = abreast * width + (abreast - 1) * GRAPH_GUTTER;
  if (throughput === undefined) {
    const text = refusal === '' ? 'The figures are awaited.' : `No figures for graphs: ${refusal}`;
    return (
      <Box height={rows * height}>
        <TextCell text={text} width={whole} looks={{ dimColor: true }} />
      </Box>
    );
  }
  return (
    <Box height={rows * height} width={whole} columnGap={GRAPH_GUTTER} flexWrap="wrap" overflow="hidden">
      {THROUGHPUT_GRAPHS.slice(0, abreast * rows).map((graph, place) => (
        <Guard key={graph.name} name={`graph of ${graph.name}`} width={width} of={throughput}>
          <Graph
            title={place === 0 ? rangeTitle(graph.name, throughput.range, width) : `${graph.name}:`}
            values={columnsOf(graph, throughput, width)}
            width={width}
            height={height}
            unit=""
            text={graph.say}
          />
        </Guard>
      ))}
    </Box>
  );
}
