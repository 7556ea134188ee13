// The bench's command line. What is wrong with it comes back as a sentence.
import { join } from 'node:path';
import { parseArgs } from 'node:util';

export const PARTS = [
  'same',
  'etag',
  'rush',
  'cores',
  'engine',
  'memory',
  'fan-out',
  'crowd',
  'latency',
] as const;
/** A part of the bench that can be run by itself. */
export type Part = (typeof PARTS)[number];

export interface BenchOptions {
  readonly quick: boolean;
  readonly parts: ReadonlySet<Part>;
  /** Where the JSON goes. */
  readonly jsonFile: string;
  /** Leaves the folder with bodies, configuration and logs, and says where it is. */
  readonly keep: boolean;
  /** Adds a row to RESULTS.md. */
  readonly record: boolean;
  /** How often each client is measured. */
  readonly rounds: number;
  readonly warmUpMs: number;
  /** Measured time of each client in each round. */
  readonly measureMs: number;
  /** Variants of each body that a rush serves. */
  readonly variants: number;
  /** How long memory is watched. */
  readonly memoryMs: number;
  /** How long the crowd is watched. */
  readonly crowdMs: number;
  readonly openings: number;
}

export const USAGE = `usage: npm run bench -- [--quick] [--only NAME,…] [--rounds N] [--minutes N] [--json FILE] [--keep] [--record]
  --quick      shorter and once, within a minute; its figures judge nothing
  --only       of: ${PARTS.join(', ')}
  --rounds     how often each client is measured (5)
  --minutes    how long memory is watched (2)
  --json       where the figures go (test/bench/results/latest.json)
  --keep       leaves bodies, configuration and logs
  --record     adds a row to test/bench/RESULTS.md`;

const RESULTS = join(import.meta.dirname, 'results', 'latest.json');

/** Reads the arguments after the script's name. */
export function readOptions(args: readonly string[]): BenchOptions | { readonly problem: string } {
  let values: ReturnType<typeof parsed>;
  try {
    values = parsed(args);
  } catch (error) {
    return { problem: (error as Error).message };
  }
  const { quick = false, keep = false, record = false } = values;
  const names = values.only?.split(',').filter((name) => name !== '') ?? PARTS;
  const strange = names.find((name) => !PARTS.some((part) => part === name));
  if (strange !== undefined) return { problem: `there is no part "${strange}"` };
  const rounds = Number(values.rounds ?? (quick ? 1 : 5));
  const minutes = Number(values.minutes ?? (quick ? 0.05 : 2));
  if (!Number.isInteger(rounds) || rounds < 1)
    return { problem: '--rounds must be a whole number from 1 on' };
  if (!(minutes > 0)) return { problem: '--minutes must be a number above 0' };
  if (record && (quick || values.only !== undefined)) {
    return { problem: '--record goes with a full run only' };
  }
  return {
    quick,
    keep,
    record,
    rounds,
    parts: new Set(names as readonly Part[]),
    jsonFile: values.json ?? RESULTS,
    warmUpMs: quick ? 400 : 6_000,
    measureMs: quick ? 600 : 4_000,
    variants: quick ? 8 : 32,
    memoryMs: minutes * 60_000,
    crowdMs: quick ? 3_000 : 60_000,
    openings: quick ? 100 : 400,
  };
}

function parsed(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    strict: true,
    allowPositionals: false,
    options: {
      quick: { type: 'boolean' },
      only: { type: 'string' },
      rounds: { type: 'string' },
      minutes: { type: 'string' },
      json: { type: 'string' },
      keep: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  }).values;
}
