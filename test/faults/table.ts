// The table at the end of `npm run faults`: one line a hazard, from vitest's own report and the cases' verdicts.
import { existsSync, readFileSync } from 'node:fs';
import { hazardOf, type RecordLine } from '../harness/record.ts';

/** What is used of vitest's JSON report. */
export interface VitestReport {
  readonly testResults: readonly {
    /** The file. */
    readonly name: string;
    /** Wall ms. */
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

interface Row {
  readonly hazard: string;
  readonly cases: number;
  readonly failed: number;
  readonly due: number;
  readonly missing: number;
  readonly extra: number;
  readonly duplicated: number;
  readonly allowed: number;
  readonly seconds: number;
}

export function readRecord(path: string): readonly RecordLine[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordLine);
}

/** `clean`: nothing failed, nothing missing or extra, and no case above what it allows. */
export function hazardTable(
  report: VitestReport,
  record: readonly RecordLine[],
): { readonly text: string; readonly clean: boolean } {
  const hazards = [...new Set(report.testResults.map(({ name }) => hazardOf(name)))].sort();
  const rows = hazards.map((hazard) => rowOf(hazard, report, record));
  const verdicts = record.filter((line) => line.kind === 'verdict');
  const tooMany = verdicts.some(
    ({ missing, extra, duplicated, allowed }) => missing + extra > 0 || duplicated > allowed,
  );
  const lines = [
    ['hazard', 'cases', 'failed', 'due', 'missing', 'extra', 'duplicated (allowed)', 'seconds'],
    ...[...rows, total(rows)].map((row) => [
      row.hazard,
      String(row.cases),
      String(row.failed),
      String(row.due),
      String(row.missing),
      String(row.extra),
      `${row.duplicated} (${row.allowed})`,
      row.seconds.toFixed(0),
    ]),
  ];
  const notes = record.flatMap((line) => (line.kind === 'note' ? [`${line.hazard}: ${line.text}`] : []));
  return {
    text: [...columns(lines), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n'),
    clean: rows.every(({ failed }) => failed === 0) && !tooMany,
  };
}

function rowOf(hazard: string, report: VitestReport, record: readonly RecordLine[]): Row {
  const files = report.testResults.filter(({ name }) => hazardOf(name) === hazard);
  const cases = files.flatMap(({ assertionResults }) => assertionResults);
  const verdicts = record.filter((line) => line.kind === 'verdict').filter((line) => line.hazard === hazard);
  return {
    hazard,
    cases: cases.length,
    // A file that could not be loaded has no cases, and is a failure all the same.
    failed:
      cases.filter(({ status }) => status === 'failed').length +
      files.filter(({ assertionResults }) => assertionResults.length === 0).length,
    due: sum(verdicts.map(({ due }) => due)),
    missing: sum(verdicts.map(({ missing }) => missing)),
    extra: sum(verdicts.map(({ extra }) => extra)),
    duplicated: sum(verdicts.map(({ duplicated }) => duplicated)),
    allowed: sum(verdicts.map(({ allowed }) => allowed)),
    seconds: sum(files.map(({ startTime, endTime }) => (endTime - startTime) / 1000)),
  };
}

function total(rows: readonly Row[]): Row {
  const of = (pick: (row: Row) => number): number => sum(rows.map(pick));
  return {
    hazard: 'all',
    cases: of((row) => row.cases),
    failed: of((row) => row.failed),
    due: of((row) => row.due),
    missing: of((row) => row.missing),
    extra: of((row) => row.extra),
    duplicated: of((row) => row.duplicated),
    allowed: of((row) => row.allowed),
    seconds: of((row) => row.seconds),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function columns(lines: readonly (readonly string[])[]): readonly string[] {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines.map((line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
}
