// A run as a person reads it: one table, then the goals. Pure text, at most 100 columns.
import type { Spread } from '../numbers.ts';
import type { ClientRow } from '../scenarios/clients.ts';
import type { Compared } from '../scenarios/contenders.ts';
import { figureLines } from './figure-lines.ts';
import type { Goal, Report } from './report.ts';

const SCENARIOS: Readonly<Record<Compared, string>> = {
  same: 'nothing changed, no ETag',
  etag: 'nothing changed, ETag (answers are 304)',
  rush: 'everything changed',
};
const NAME_WIDTH = 44;
const NUMBER_WIDTH = 9;

export function reportText(report: Report): string {
  const figures = figureLines(report).map(([name, text]) => `${name.padEnd(NAME_WIDTH)} ${text}`);
  const parts = [headLines(report), clientLines(report), figures, goalLines(report)];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function headLines({
  version,
  machine,
  bodies,
  pinning,
  rounds,
  warmUpMs,
  measureMs,
  quick,
}: Report): string[] {
  const kb = (bytes: number) => (bytes / 1000).toFixed(1);
  const same = (100 / bodies.variants).toFixed(bodies.variants > 9 ? 1 : 0);
  return [
    `vaccine-watch ${version} (${machine.commit}), ${machine.date.slice(0, 10)}`,
    `${machine.cpu}, ${machine.cores} cores, Linux ${machine.kernel}, Node ${machine.node}, undici ${machine.undici}`,
    `${bodies.districts} bodies: ${kb(bodies.rawMedian)} KB median, ${kb(bodies.rawP95)} KB p95; gzip ${kb(bodies.gzipMedian)} and ${kb(bodies.gzipP95)} KB; ${bodies.sessionsMedian} and ${bodies.sessionsP95} sessions`,
    `rush: ${bodies.variants} variants; two differ in ${(bodies.differingShare * 100).toFixed(1)} % of the sessions; ${same} % of the answers equal the last`,
    pinning === null
      ? 'not pinned to cores (no taskset, or one core): compare with care'
      : `nginx and Redis on core ${pinning.cores.server}, the client on core ${pinning.cores.client}; 2 threads on cores ${pinning.cores.clients}`,
    `${rounds} round${rounds === 1 ? '' : 's'} of ${measureMs / 1000} s each after ${warmUpMs / 1000} s of warm-up${quick ? '; quick: too short to judge' : ''}`,
  ];
}

function clientLines(report: Report): string[] {
  const scenarios = (['same', 'etag', 'rush'] as const).filter(
    (scenario) =>
      report.clients.some((row) => row.scenario === scenario) ||
      report.whole.some((row) => row.scenario === scenario),
  );
  if (scenarios.length === 0) return [];
  const lines = [
    columns('calls per CPU-second of the client', ['min', 'median', 'max', 'calls/s', 'RSS MB', 'ratio']),
  ];
  for (const scenario of scenarios) {
    const rows = report.clients.filter((row) => row.scenario === scenario);
    const yardstick = yardstickOf(rows, scenario);
    lines.push(`${SCENARIOS[scenario]}${yardstick === undefined ? '' : ` (ratio to ${yardstick.label})`}`);
    for (const { label, callsPerCpuS, callsPerS, residentMb } of rows) {
      const ratio =
        yardstick === undefined ? '' : (callsPerCpuS.median / yardstick.callsPerCpuS.median).toFixed(2);
      lines.push(rateLine(label, callsPerCpuS, callsPerS, residentMb, ratio));
    }
    for (const row of report.whole.filter((whole) => whole.scenario === scenario)) {
      lines.push(
        rateLine(
          'vaccine-watch, the whole program on 1 core',
          row.callsPerCpuS,
          row.callsPerS,
          row.residentMb,
          '',
        ),
      );
    }
  }
  return lines;
}

/** What the others are compared with: undici alone, and where answers change the faster of those that parse. */
function yardstickOf(rows: readonly ClientRow[], scenario: Compared): ClientRow | undefined {
  const candidates =
    scenario === 'rush'
      ? rows.filter(({ client }) => client === 'dispatch-parse' || client === 'request-parse')
      : rows.filter(({ client }) => client === 'undici');
  return candidates.toSorted((a, b) => b.callsPerCpuS.median - a.callsPerCpuS.median)[0];
}

function rateLine(label: string, perCpuS: Spread, perS: Spread, residentMb: number, ratio: string): string {
  const whole = (value: number) => Math.round(value).toLocaleString('en-US');
  const memory = residentMb === 0 ? '' : whole(residentMb);
  return columns(`  ${label}`, [
    whole(perCpuS.min),
    whole(perCpuS.median),
    whole(perCpuS.max),
    whole(perS.median),
    memory,
    ratio,
  ]);
}

function goalLines({ goals, quick }: Report): string[] {
  const judged = goals.filter(({ met }) => met !== null);
  const verdict = ({ met }: Goal) => (quick ? (met ? 'ok so far' : 'not yet') : met ? 'met' : 'MISSED');
  return judged.map((goal) => `${verdict(goal).padEnd(10)} ${goal.name.padEnd(58)} ${goal.figure}`);
}

function columns(name: string, values: readonly string[]): string {
  return `${name.padEnd(NAME_WIDTH)}${values.map((value) => value.padStart(NUMBER_WIDTH)).join('')}`.trimEnd();
}
