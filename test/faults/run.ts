// `npm run faults -- [--only NAME,…] [--storm N] [--seed S]`: every hazard in its long form, then one table of what
// their verdicts said. Ends with 1 when a case failed or a verdict was not clean, with 64 for wrong usage.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hazardOf, RECORD_FILE } from '../harness/record.ts';
import { hazardTable, readRecord, type VitestReport } from './table.ts';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '..', '..');
const USAGE = `npm run faults -- [--only NAME,…] [--storm N] [--seed S]
  --only   hazards, by the names of their files: ${hazards().join(' ')}
  --storm  kills of the storm (default 60; only that: --only storm --storm 500)
  --seed   of the storm; printed, so that a run can be repeated (default: drawn)
`;

interface Options {
  readonly only: readonly string[];
  readonly storm: string;
  readonly seed: string;
}

function hazards(): readonly string[] {
  const files = readdirSync(HERE).filter((name) => /\.(test|long)\.ts$/.test(name));
  return [...new Set(files.map(hazardOf))].sort();
}

function options(): Options | undefined {
  try {
    const { values } = parseArgs({
      options: { only: { type: 'string' }, storm: { type: 'string' }, seed: { type: 'string' } },
    });
    const only = values.only?.split(',') ?? [];
    const storm = values.storm ?? '60';
    const seed = values.seed ?? String(1 + Math.floor(Math.random() * 1e9));
    const known = hazards();
    const fit = [storm, seed].every((text) => /^\d{1,9}$/.test(text));
    return fit && only.every((name) => known.includes(name)) ? { only, storm, seed } : undefined;
  } catch {
    return undefined;
  }
}

async function run({ only, storm, seed }: Options): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'vw-faults-'));
  try {
    const record = join(folder, 'record.jsonl');
    const report = join(folder, 'report.json');
    const files = only.map((name) => `test/faults/${name}.`);
    const code = await vitest(
      ['--reporter=verbose', '--reporter=json', `--outputFile.json=${report}`, ...files],
      {
        [RECORD_FILE]: record,
        VACCINE_WATCH_TEST_STORM_KILLS: storm,
        VACCINE_WATCH_TEST_STORM_SEED: seed,
      },
    );
    const cases = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
    const { text, clean } = hazardTable(cases, readRecord(record));
    process.stdout.write(`\n${text}\n`);
    return code === 0 && clean ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function vitest(args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--config',
      'test/faults/vitest.long.config.ts',
      ...args,
    ],
    { cwd: ROOT, env: { ...process.env, ...env }, stdio: 'inherit' },
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

const asked = options();
if (asked === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 64;
} else {
  process.exitCode = await run(asked);
}
