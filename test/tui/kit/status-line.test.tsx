// A labelled line, and the words above a graph, in rooms that are narrow for what they have to say.
import { renderToString } from 'ink';
import { expect, it } from 'vitest';
import { latencyText } from '../../../tui/kit/figures.ts';
import { Graph } from '../../../tui/kit/graph.tsx';
import { StatusLine } from '../../../tui/kit/status-line.tsx';

it('a long state does not touch the words behind it, and the line keeps its width', () => {
  const line = (state: string) => ({ label: 'Slots', state, text: 'opened '.repeat(20) });
  const long = renderToString(<StatusLine line={line('7,485 open')} width={60} />);
  expect(long).toMatch(/^Slots {4}7,485 open opened /);
  expect(long.length).toBe(60);
  expect(renderToString(<StatusLine line={line('27 open')} width={60} />)).toMatch(/^Slots {4}27 open {3}op/);
});

it('a narrow graph says its newest and its highest value whole', () => {
  const graph = (width: number) =>
    renderToString(
      <Graph title="Latency p99:" values={[173, 173]} width={width} height={2} unit="" text={latencyText} />,
    ).split('\n')[0];
  expect(graph(38)).toBe('Latency p99: now 173 ms, max 173 ms');
  expect(graph(58)).toBe('Latency p99: now 173 ms, highest 173 ms');
});
