// The samples of a soak as a picture: a panel each for memory, descriptors, the event loop and calls. Pure text (SVG).
import type { Sample } from './sample.ts';

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly values: readonly (number | null)[];
}

interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
}

const WIDTH = 900;
const HEIGHT = 170;
const LEFT = 60;
const TOP = 26;
const BOTTOM = 20;

/** @param judgedFromS where the judged part begins */
export function plotOf(samples: readonly Sample[], judgedFromS: number): string {
  const panels: readonly Panel[] = [
    {
      title: 'memory (MB)',
      lines: [
        line('resident as it goes', '#aec7e8', samples, ({ rssMb }) => rssMb),
        line('after collection', '#1f77b4', samples, ({ residentMb }) => residentMb),
        line('of it allocated', '#17becf', samples, ({ allocatedMb }) => allocatedMb),
        line('heap', '#2ca02c', samples, ({ heapMb }) => heapMb),
        line('compiled code', '#bcbd22', samples, ({ codeMb }) => codeMb),
        line('Redis', '#d62728', samples, ({ redisMb }) => redisMb),
      ],
    },
    {
      title: 'descriptors',
      lines: [
        line('all', '#1f77b4', samples, ({ descriptors }) => descriptors),
        line('sockets', '#ff7f0e', samples, ({ sockets }) => sockets),
      ],
    },
    {
      title: 'event loop, p99 (ms)',
      lines: [line('main thread', '#9467bd', samples, ({ loopP99Ms }) => loopP99Ms)],
    },
    { title: 'calls a second', lines: [{ name: 'ended', colour: '#8c564b', values: rates(samples) }] },
    { title: 'deliveries owed', lines: [line('owed', '#7f7f7f', samples, ({ owed }) => owed)] },
  ];
  const times = samples.map(({ atS }) => atS);
  const body = panels.map((panel, at) => drawn(panel, times, judgedFromS, at * HEIGHT)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT * panels.length}" font-family="sans-serif" font-size="11">
<title>Memory, descriptors, event loop, calls and deliveries owed during a soak</title>
<rect width="100%" height="100%" fill="white"/>
${body}
</svg>
`;
}

function line(
  name: string,
  colour: string,
  samples: readonly Sample[],
  of: (sample: Sample) => number | null,
): Line {
  return { name, colour, values: samples.map(of) };
}

function rates(samples: readonly Sample[]): readonly (number | null)[] {
  return samples.map((sample, at) => {
    const before = samples[at - 1];
    return before === undefined ? null : (sample.calls - before.calls) / (sample.atS - before.atS);
  });
}

function drawn({ title, lines }: Panel, times: readonly number[], judgedFromS: number, top: number): string {
  const most = Math.max(1, ...lines.flatMap(({ values }) => values.filter((value) => value !== null)));
  const endS = times.at(-1) ?? 1;
  const x = (atS: number) => (LEFT + (atS / endS) * (WIDTH - LEFT - 10)).toFixed(1);
  const y = (value: number) => (top + HEIGHT - BOTTOM - (value / most) * (HEIGHT - TOP - BOTTOM)).toFixed(1);
  const shape = ({ colour, values }: Line) => {
    const points = values.flatMap((value, at) =>
      value === null ? [] : [`${x(times[at] as number)},${y(value)}`],
    );
    return `<polyline fill="none" stroke="${colour}" points="${points.join(' ')}"/>`;
  };
  const names = lines.map(
    ({ name, colour }, at) =>
      `<text x="${LEFT + 200 + at * 150}" y="${top + 16}" fill="${colour}">${name}</text>`,
  );
  return [
    `<text x="${LEFT}" y="${top + 16}" font-weight="bold">${title}</text>`,
    ...names,
    ...[0, 0.5, 1].map(
      (part) =>
        `<text x="${LEFT - 6}" y="${y(part * most)}" text-anchor="end">${Math.round(part * most)}</text><line x1="${LEFT}" x2="${WIDTH - 10}" y1="${y(part * most)}" y2="${y(part * most)}" stroke="#ddd"/>`,
    ),
    `<line x1="${x(judgedFromS)}" x2="${x(judgedFromS)}" y1="${y(most)}" y2="${y(0)}" stroke="#999" stroke-dasharray="4"/>`,
    ...lines.map(shape),
    `<text x="${WIDTH - 10}" y="${top + HEIGHT - 6}" text-anchor="end">${Math.round(endS / 60)} min</text>`,
  ].join('\n');
}
