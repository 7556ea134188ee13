// When the figures for the graphs are asked for: at once, then with every other snapshot, never while nobody can answer.
import { PassThrough } from 'node:stream';
import { render, Text } from 'ink';
import { expect, it } from 'vitest';
import type { ThroughputRange } from '../../../src/core/throughput.ts';
import { useThroughput } from '../../../tui/screens/watch/use-throughput.ts';

it('the graphs of a minute are asked for at once and with every other snapshot, others less often', async () => {
  const stdout = new PassThrough() as unknown as NodeJS.WriteStream;
  const asked: string[] = [];
  let answered = 0;
  let atMs = 0;
  const control = {
    async throughput(range: ThroughputRange) {
      asked.push(`${range} at ${atMs / 1000} s`);
      return { range, stepMs: 1000, untilMs: atMs, samples: [] };
    },
  };
  function Part({ range, lost }: { readonly range: ThroughputRange; readonly lost: boolean }) {
    const { throughput } = useThroughput(control, range, atMs, lost);
    answered = throughput?.untilMs ?? -1;
    return <Text>{answered}</Text>;
  }
  const instance = render(<Part range="minute" lost={false} />, {
    stdout,
    interactive: false,
    patchConsole: false,
  });
  const snapshots = async (seconds: number, range: ThroughputRange, lost = false): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      atMs += 1000;
      instance.rerender(<Part range={range} lost={lost} />);
      // Effects and answers come in the turns after.
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await snapshots(5, 'minute');
  expect(asked).toEqual(['minute at 0 s', 'minute at 2 s', 'minute at 4 s']);
  expect(answered).toBe(4000);
  await snapshots(6, 'hour');
  expect(asked.slice(3)).toEqual(['hour at 6 s', 'hour at 11 s']);
  await snapshots(4, 'minute', true);
  expect(asked).toHaveLength(5);
  instance.unmount();
});
