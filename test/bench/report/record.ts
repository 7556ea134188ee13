// The history of results: one row a run, appended to RESULTS.md.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { everythingChangedRatio, nothingChangedRatio, twoCoresRatio } from './goals.ts';
import type { Report } from './report.ts';

const FILE = join(import.meta.dirname, '..', 'RESULTS.md');

/** The row of a run, in the order of the columns in RESULTS.md. */
export function resultRow(report: Report): string {
  const { version, machine, memory, fanOut, crowd, latency } = report;
  const ratio = (value: number | undefined) => value?.toFixed(2) ?? '';
  const rate = report.clients.find(({ scenario, client }) => scenario === 'rush' && client === 'poller');
  const loopMs = report.whole.map(({ loopP99Ms }) => loopP99Ms.median);
  const cells = [
    machine.date.slice(0, 10),
    `${version} (${machine.commit})`,
    `${machine.cpu}, ${machine.cores} cores`,
    ratio(nothingChangedRatio(report, 'same')),
    ratio(nothingChangedRatio(report, 'etag')),
    ratio(everythingChangedRatio(report)),
    rate === undefined ? '' : Math.round(rate.callsPerCpuS.median).toLocaleString('en-US'),
    ratio(twoCoresRatio(report, 'rush')),
    memory?.mostMb.toFixed(0) ?? '',
    loopMs.length === 0 ? '' : Math.max(...loopMs).toFixed(1),
    fanOut?.recordedMs.median.toFixed(0) ?? '',
    crowd?.loopP99Ms.median.toFixed(0) ?? '',
    latency?.p99Ms.toFixed(1) ?? '',
  ];
  return `| ${cells.join(' | ')} |`;
}

export function appendResult(report: Report): void {
  appendFileSync(FILE, `${resultRow(report)}\n`);
}
