// Samples of the throughput as columns of a graph.
import { describe, expect, it } from 'vitest';
import type { Throughput, ThroughputRange, ThroughputSample } from '../../../src/core/throughput.ts';
import { columnsOf, THROUGHPUT_GRAPHS } from '../../../tui/screens/watch/graphs.ts';

const QUIET: ThroughputSample = {
  callsPerS: 0,
  bytesPerS: 0,
  unchangedShare: null,
  latencyP50Ms: null,
  latencyP99Ms: null,
  sentPerS: 0,
  openings: 0,
  rssMb: 96,
};
const graphNamed = (name: string) => {
  const graph = THROUGHPUT_GRAPHS.find((one) => one.name === name);
  if (graph === undefined) throw new Error(`no graph ${name}`);
  return graph;
};

function throughput(
  range: ThroughputRange,
  untilStep: number,
  samples: readonly Partial<ThroughputSample>[],
): Throughput {
  const stepMs = range === 'minute' ? 1000 : range === 'hour' ? 60_000 : 600_000;
  return {
    range,
    stepMs,
    untilMs: untilStep * stepMs,
    samples: samples.map((sample) => ({ ...QUIET, ...sample })),
  };
}

describe('a graph', () => {
  const seconds = (until: number) =>
    throughput(
      'minute',
      until,
      Array.from({ length: 60 }, (_, index) => ({ callsPerS: until - 60 + index, openings: 1 })),
    );

  it('has a column for every second where there is room', () => {
    const columns = columnsOf(graphNamed('Calls/s'), seconds(160), 60);
    expect(columns).toHaveLength(60);
    expect([columns[0], columns[59]]).toEqual([100, 159]);
  });

  it('leaves a few of the oldest out where that is enough', () => {
    expect(columnsOf(graphNamed('Calls/s'), seconds(160), 57)[0]).toBe(103);
  });

  it('puts two seconds into a column where there is less, and keeps them together as time goes on', () => {
    const before = columnsOf(graphNamed('Calls/s'), seconds(160), 38);
    expect(before).toHaveLength(30);
    expect(before.at(-1)).toBe(158.5);
    // A second later the last column has begun; the others hold what they held.
    const after = columnsOf(graphNamed('Calls/s'), seconds(161), 38);
    expect(after.at(-1)).toBe(160);
    expect(after.slice(0, -1)).toEqual(before.slice(1));
    expect(columnsOf(graphNamed('Openings'), seconds(160), 38).at(-1)).toBe(2);
  });

  it('shows a young engine at the right, with nothing before it', () => {
    const columns = columnsOf(graphNamed('Calls/s'), throughput('day', 1000, [{ callsPerS: 3 }]), 144);
    expect(columns).toHaveLength(144);
    expect(columns.slice(0, 143).every((value) => value === null)).toBe(true);
    expect(columns[143]).toBe(3);
  });

  it('leaves out what could not be measured, and shows the worst of what shares a column', () => {
    const some = throughput('minute', 2, [{ latencyP99Ms: 40 }, { latencyP99Ms: null }]);
    expect(columnsOf(graphNamed('Latency p99'), some, 60).slice(-2)).toEqual([40, null]);
    const shared = throughput('minute', 4, [{ latencyP99Ms: 40 }, { latencyP99Ms: 90 }]);
    expect(columnsOf(graphNamed('Latency p99'), shared, 30).at(-1)).toBe(90);
  });

  it('says its figures with their units', () => {
    const said = (name: string, value: number) => graphNamed(name).say(value);
    expect(said('Calls/s', 946.6)).toBe('947');
    expect(said('Unchanged', 0.999)).toBe('99 %');
    expect([said('Traffic', 2400), said('Traffic', 1_500_000)]).toEqual(['2.4 kB/s', '1.5 MB/s']);
    expect(said('Memory', 141.6)).toBe('142 MB');
  });
});
